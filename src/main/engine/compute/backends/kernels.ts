import type { KernelFunc, TensorInfo } from '@tensorflow/tfjs';
import type { Tf } from './backends.ts';
import { installWasmKernels } from './wasm-kernels.ts';

/*
 * Kernels that TensorFlow.js lacks or has wrong, in plain code over the backend's own memory. What was found missing or
 * wrong, and how: reference in compute's parity suite (parity.test.ts), which runs every operation in use.
 */

/** What a kernel needs of its backend: where the values of a tensor lie, and room for new ones. */
export interface BackendMemory {
  values(info: TensorInfo): Float32Array | Int32Array;
  /** Zeroed. */
  make(shape: readonly number[], dtype: 'float32' | 'int32'): { info: TensorInfo; values: Float32Array | Int32Array };
}

type Body = (memory: BackendMemory, inputs: Record<string, TensorInfo>, attrs: Record<string, unknown>) => TensorInfo;

const sizeOf = (shape: readonly number[]): number => shape.reduce((product, length) => product * length, 1);

/** out[s] = sum of the rows of x whose segment is s; rows of a negative segment are dropped. */
const unsortedSegmentSum: Body = (memory, { x, segmentIds }, { numSegments }) => {
  const count = numSegments as number;
  const inner = sizeOf(x.shape.slice(segmentIds.shape.length));
  const shape = [count, ...x.shape.slice(segmentIds.shape.length)];
  const { info, values: out } = memory.make(shape, x.dtype === 'int32' ? 'int32' : 'float32');
  const [from, segments] = [memory.values(x), memory.values(segmentIds)];
  for (let row = 0; row < segments.length; row++) {
    const segment = segments[row];
    if (segment < 0 || segment >= count) continue;
    for (let f = 0, to = segment * inner, at = row * inner; f < inner; f++) out[to + f] += from[at + f];
  }
  return info;
};

interface ConvolutionSizes {
  batchSize: number;
  inHeight: number;
  inWidth: number;
  inChannels: number;
  outHeight: number;
  outWidth: number;
  outChannels: number;
  filterHeight: number;
  filterWidth: number;
  strideHeight: number;
  strideWidth: number;
  padInfo: { top: number; left: number };
  filterShape: number[];
}

/** The sizes of a convolution without dilation, channels last. */
function sizes(tf: Tf, x: number[], filter: number[], attrs: Record<string, unknown>): ConvolutionSizes {
  const { strides, pad, dimRoundingMode } = attrs as {
    strides: number;
    pad: 'valid' | 'same' | number;
    dimRoundingMode?: 'floor';
  };
  return tf.backend_util.computeConv2DInfo(x as never, filter as never, strides, 1, pad, dimRoundingMode);
}

/** dW[y, x, c, o] = sum over examples and places of input[place] slope[out, o]. */
const conv2DBackpropFilter =
  (tf: Tf): Body =>
  (memory, { x, dy }, attrs) => {
    const info = sizes(tf, x.shape, attrs.filterShape as number[], attrs);
    const { info: result, values: out } = memory.make(info.filterShape, 'float32');
    const [input, slope] = [memory.values(x), memory.values(dy)];
    const { inChannels: depth, outChannels: channels } = info;
    for (let b = 0; b < info.batchSize; b++)
      for (let r = 0; r < info.outHeight; r++)
        for (let c = 0; c < info.outWidth; c++) {
          const from = ((b * info.outHeight + r) * info.outWidth + c) * channels;
          for (let fy = 0; fy < info.filterHeight; fy++) {
            const y = r * info.strideHeight + fy - info.padInfo.top;
            if (y < 0 || y >= info.inHeight) continue;
            for (let fx = 0; fx < info.filterWidth; fx++) {
              const column = c * info.strideWidth + fx - info.padInfo.left;
              if (column < 0 || column >= info.inWidth) continue;
              const at = ((b * info.inHeight + y) * info.inWidth + column) * depth;
              const to = (fy * info.filterWidth + fx) * depth * channels;
              for (let d = 0; d < depth; d++)
                for (let o = 0; o < channels; o++) out[to + d * channels + o] += input[at + d] * slope[from + o];
            }
          }
        }
    return result;
  };

/** The slope goes to the first place of each window that holds its maximum. */
const maxPoolGrad =
  (tf: Tf): Body =>
  (memory, { dy, input }, { filterSize, strides, pad, dimRoundingMode }) => {
    const info = tf.backend_util.computePool2DInfo(
      input.shape as never,
      filterSize as number,
      strides as number,
      1,
      pad as never,
      dimRoundingMode as never,
    );
    const { info: result, values: out } = memory.make(input.shape, 'float32');
    const [x, slope] = [memory.values(input), memory.values(dy)];
    const { inHeight, inWidth, inChannels: depth, outHeight, outWidth } = info;
    for (let b = 0; b < info.batchSize; b++)
      for (let r = 0; r < outHeight; r++)
        for (let c = 0; c < outWidth; c++)
          for (let d = 0; d < depth; d++) {
            let [best, at] = [-Infinity, -1];
            for (let fy = 0; fy < info.filterHeight; fy++) {
              const y = r * info.strideHeight + fy - info.padInfo.top;
              if (y < 0 || y >= inHeight) continue;
              for (let fx = 0; fx < info.filterWidth; fx++) {
                const column = c * info.strideWidth + fx - info.padInfo.left;
                if (column < 0 || column >= inWidth) continue;
                const place = ((b * inHeight + y) * inWidth + column) * depth + d;
                if (x[place] > best || at < 0) [best, at] = [x[place], place];
              }
            }
            out[at] += slope[((b * outHeight + r) * outWidth + c) * depth + d];
          }
    return result;
  };

/** Replaces or adds a kernel of a backend. */
function register(tf: Tf, backendName: string, kernelName: string, memory: () => BackendMemory, body: Body): void {
  if (tf.getKernel(kernelName, backendName)) tf.unregisterKernel(kernelName, backendName);
  const kernelFunc = (({ inputs, attrs }) =>
    body(memory(), inputs as Record<string, TensorInfo>, attrs ?? {})) as KernelFunc;
  tf.registerKernel({ kernelName, backendName, kernelFunc });
}

/** The memory of TensorFlow.js's plain backend. */
function plainMemory(tf: Tf): BackendMemory {
  const backend = tf.backend() as unknown as {
    data: { get(dataId: object): { values: Float32Array | Int32Array } };
    makeTensorInfo(shape: readonly number[], dtype: string, values: Float32Array | Int32Array): TensorInfo;
  };
  return {
    values: ({ dataId }) => backend.data.get(dataId).values,
    make(shape, dtype) {
      const length = sizeOf(shape);
      const values = dtype === 'int32' ? new Int32Array(length) : new Float32Array(length);
      return { info: backend.makeTensorInfo(shape, dtype, values), values };
    },
  };
}

/** What we use of the WebAssembly backend. */
export interface WasmBackend {
  readonly wasm: { readonly HEAPU8: Uint8Array };
  makeOutput(shape: readonly number[], dtype: string): TensorInfo;
  typedArrayFromHeap(info: TensorInfo): Float32Array | Int32Array;
}

function wasmMemory(tf: Tf): BackendMemory {
  const backend = tf.backend() as unknown as WasmBackend;
  return {
    values: (info) => backend.typedArrayFromHeap(info),
    make(shape, dtype) {
      const info = backend.makeOutput(shape, dtype);
      return { info, values: backend.typedArrayFromHeap(info).fill(0) };
    },
  };
}

/**
 * Mends a portable backend; once per thread and backend, before its first operation.
 * @param fast false: only what is missing or wrong, in plain code (for benches)
 */
export function mendKernels(tf: Tf, backend: 'wasm' | 'cpu', fast = true): void {
  const memory = backend === 'cpu' ? () => plainMemory(tf) : () => wasmMemory(tf);
  register(tf, backend, 'UnsortedSegmentSum', memory, unsortedSegmentSum);
  if (backend === 'cpu') return;
  register(tf, 'wasm', 'Conv2DBackpropFilter', memory, conv2DBackpropFilter(tf));
  register(tf, 'wasm', 'MaxPoolGrad', memory, maxPoolGrad(tf));
  // Faster ones where its memory can be reached; what they do not take is left to those above.
  if (fast) installWasmKernels(tf);
}
