/** Executors and backends as a person knows them. */
export const backendNames: Record<string, string> = {
  fused: 'WebAssembly',
  cuda: 'CUDA',
  tensorflow: 'TensorFlow',
  wasm: 'TensorFlow.js on WebAssembly',
  cpu: 'Plain JavaScript',
};
