import { parentPort } from 'node:worker_threads';
import { instantiate } from './kernels.ts';

/** A thread of the kernels' pool: instantiates the module over the shared memory and runs what it is told. */
export function kernelThread({
  memory,
  module,
  index,
}: {
  memory: WebAssembly.Memory;
  module: WebAssembly.Module;
  index: number;
}): void {
  const exports = instantiate(module, memory);
  parentPort!.on('message', ({ call, name, args }: { call: number; name: string; args: number[] }) => {
    try {
      parentPort!.postMessage({ call, value: exports[name](...args, index) });
    } catch (error) {
      parentPort!.postMessage({ call, error: error instanceof Error ? error.message : String(error) });
    }
  });
}
