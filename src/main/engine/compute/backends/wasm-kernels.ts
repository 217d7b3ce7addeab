import { readFileSync } from 'node:fs';
import type { KernelFunc, Tensor, Tensor1D, Tensor2D, TensorInfo } from '@tensorflow/tfjs';
import { resource } from '../../paths.ts';
import type { GraphOperations } from '../layers/layer.ts';
import type { Tf } from './backends.ts';

/*
 * Our kernels over the memory of TensorFlow.js's WebAssembly backend (kernels/assembly/graph.ts), registered in place of
 * its own: it has no segment sum and no gradient by a convolution's filter, and is slow in products with transposes
 * (every gradient of a product), gather, convolution and its gradient by the input.
 */

interface GraphKernels {
  scratchBytes(k: number): number;
  product(...numbers: number[]): void;
  gatherRows(...numbers: number[]): void;
  addWeighted(...numbers: number[]): void;
  windows(...numbers: number[]): void;
}

/** What we use of the backend; `asm.memory` is where its module put it. */
interface WasmBackend {
  readonly wasm: {
    readonly asm: { readonly memory?: WebAssembly.Memory };
    _malloc(bytes: number): number;
    _free(address: number): void;
  };
  readonly dataIdMap: { get(dataId: object): { memoryOffset: number } };
  makeOutput(shape: readonly number[], dtype: string): TensorInfo;
  typedArrayFromHeap(info: TensorInfo): Float32Array | Int32Array;
}

type Inputs = Readonly<Record<string, TensorInfo>>;
type Attributes = Readonly<Record<string, unknown>>;
/** undefined: the kernel that was there before does it. */
type Body = (inputs: Inputs, attrs: Attributes) => TensorInfo | undefined;

const sizeOf = (shape: readonly number[]): number => shape.reduce((product, length) => product * length, 1);

interface Machine {
  readonly kernels: GraphKernels;
  readonly backend: WasmBackend;
  readonly at: (info: TensorInfo) => number;
  readonly zeros: (shape: readonly number[], dtype: string) => TensorInfo;
  /** Bytes for the time of a call. */
  readonly withScratch: (bytes: number, use: (address: number) => void) => void;
}

function machineOf(tf: Tf): Machine | null {
  const backend = tf.backend() as unknown as WasmBackend;
  const { memory } = backend.wasm.asm;
  // Another build of the backend may hide it, or share it between threads.
  if (!(memory instanceof WebAssembly.Memory) || !(memory.buffer instanceof ArrayBuffer)) return null;
  const bytes = readFileSync(resource('wasm', 'graph.relaxed-simd.wasm'));
  const usable = WebAssembly.validate(bytes) ? bytes : readFileSync(resource('wasm', 'graph.simd.wasm'));
  const imports = { env: { memory, abort: () => undefined } };
  const kernels = new WebAssembly.Instance(new WebAssembly.Module(usable), imports).exports as unknown as GraphKernels;
  return {
    ...{ kernels, backend },
    at: ({ dataId }) => backend.dataIdMap.get(dataId).memoryOffset,
    zeros(shape, dtype) {
      const info = backend.makeOutput(shape, dtype);
      backend.typedArrayFromHeap(info).fill(0);
      return info;
    },
    withScratch(size, use) {
      const address = backend.wasm._malloc(size) >>> 0;
      if (address === 0) throw new Error('TensorFlow.js on WebAssembly has no memory left.');
      try {
        use(address);
      } finally {
        backend.wasm._free(address);
      }
    },
  };
}

/** C = A B in memory; steps in values. */
function product(
  { kernels, withScratch }: Machine,
  a: readonly [address: number, row: number, column: number],
  b: readonly [address: number, row: number, column: number],
  c: number,
  [m, n, k]: readonly [number, number, number],
): void {
  // Its rest of A takes another 4 bytes for each of 64 rows and k products.
  withScratch(kernels.scratchBytes(k) + 1024, (scratch) =>
    kernels.product(a[0], 4 * a[1], 4 * a[2], b[0], 4 * b[1], 4 * b[2], c, m, n, k, scratch),
  );
}

const matMul =
  (machine: Machine): Body =>
  ({ a, b }, { transposeA, transposeB }) => {
    const { backend, at } = machine;
    const ofBatch = (shape: readonly number[]) => shape.slice(0, -2);
    const [batchesA, batchesB] = [sizeOf(ofBatch(a.shape)), sizeOf(ofBatch(b.shape))];
    if (a.dtype !== 'float32' || b.dtype !== 'float32') return undefined;
    if (batchesA !== batchesB && batchesA !== 1 && batchesB !== 1) return undefined;
    const [rowsA, columnsA] = a.shape.slice(-2);
    const [rowsB, columnsB] = b.shape.slice(-2);
    const [m, k] = transposeA ? [columnsA, rowsA] : [rowsA, columnsA];
    const n = transposeB ? rowsB : columnsB;
    if (m * n * k === 0) return undefined;
    const out = backend.makeOutput([...ofBatch(batchesA >= batchesB ? a.shape : b.shape), m, n], 'float32');
    for (let batch = 0; batch < Math.max(batchesA, batchesB); batch++) {
      const from = at(a) + (batchesA > 1 ? 4 * batch * m * k : 0);
      const by = at(b) + (batchesB > 1 ? 4 * batch * k * n : 0);
      product(
        machine,
        transposeA ? [from, 1, columnsA] : [from, columnsA, 1],
        transposeB ? [by, 1, columnsB] : [by, columnsB, 1],
        at(out) + 4 * batch * m * n,
        [m, n, k],
      );
    }
    return out;
  };

const gather =
  ({ kernels, backend, at }: Machine): Body =>
  ({ x, indices }, { axis, batchDims }) => {
    if (axis !== 0 || batchDims || x.dtype === 'bool' || indices.dtype !== 'int32') return undefined;
    const inner = x.shape.slice(1);
    const places = backend.typedArrayFromHeap(indices);
    for (const place of places) if (place < 0 || place >= x.shape[0]) return undefined; // it words the error
    const out = backend.makeOutput([...indices.shape, ...inner], x.dtype);
    kernels.gatherRows(at(x), at(indices), sizeOf(indices.shape), sizeOf(inner), at(out));
    return out;
  };

const segmentSum =
  ({ kernels, at, zeros }: Machine): Body =>
  ({ x, segmentIds }, { numSegments }) => {
    if (x.dtype !== 'float32') return undefined;
    const count = numSegments as number;
    const inner = x.shape.slice(segmentIds.shape.length);
    const out = zeros([count, ...inner], 'float32');
    kernels.addWeighted(at(x), 0, at(segmentIds), 0, sizeOf(segmentIds.shape), sizeOf(inner), at(out), count);
    return out;
  };

/** A convolution as a product over its windows. */
interface Windows {
  readonly places: number;
  readonly inside: number;
  readonly channels: number;
  readonly outShape: readonly number[];
  readonly numbers: readonly number[]; // as the kernel takes them, between x and the rows
}

function windowsOf(tf: Tf, x: readonly number[], filter: readonly number[], attrs: Attributes): Windows | null {
  const { strides, pad, dilations = 1, dataFormat = 'NHWC', dimRoundingMode } = attrs;
  const info = tf.backend_util.computeConv2DInfo(
    x as never,
    filter as never,
    strides as number,
    dilations as number,
    pad as never,
    dimRoundingMode as never,
  );
  if (dataFormat !== 'NHWC' || info.dilationHeight !== 1 || info.dilationWidth !== 1) return null;
  const { batchSize, inHeight, inWidth, inChannels, filterHeight, filterWidth, outHeight, outWidth } = info;
  return {
    places: batchSize * outHeight * outWidth,
    inside: filterHeight * filterWidth * inChannels,
    channels: info.outChannels,
    outShape: info.outShape,
    numbers: [
      ...[batchSize, inHeight, inWidth, inChannels, filterHeight, filterWidth, info.strideHeight, info.strideWidth],
      ...[info.padInfo.top, info.padInfo.left, outHeight, outWidth],
    ],
  };
}

const convolution =
  (tf: Tf, machine: Machine): Body =>
  ({ x, filter }, attrs) => {
    const sizes = windowsOf(tf, x.shape, filter.shape, attrs);
    if (!sizes || sizes.places === 0) return undefined;
    const { kernels, backend, at, withScratch } = machine;
    const { places, inside, channels } = sizes;
    const out = backend.makeOutput(sizes.outShape, 'float32');
    withScratch(4 * places * inside, (rows) => {
      kernels.windows(at(x), ...sizes.numbers, rows, 0);
      product(machine, [rows, inside, 1], [at(filter), channels, 1], at(out), [places, channels, inside]);
    });
    return out;
  };

const convolutionByFilter =
  (tf: Tf, machine: Machine): Body =>
  ({ x, dy }, attrs) => {
    const filterShape = attrs.filterShape as number[];
    const sizes = windowsOf(tf, x.shape, filterShape, attrs);
    if (!sizes) return undefined;
    const { kernels, backend, at, withScratch } = machine;
    const { places, inside, channels } = sizes;
    const out = backend.makeOutput(filterShape, 'float32');
    withScratch(4 * places * inside, (rows) => {
      kernels.windows(at(x), ...sizes.numbers, rows, 0);
      product(machine, [rows, 1, inside], [at(dy), channels, 1], at(out), [inside, channels, places]);
    });
    return out;
  };

const convolutionByInput =
  (tf: Tf, machine: Machine): Body =>
  ({ dy, filter }, attrs) => {
    const inputShape = attrs.inputShape as number[];
    const sizes = windowsOf(tf, inputShape, filter.shape, attrs);
    if (!sizes) return undefined;
    const { kernels, at, zeros, withScratch } = machine;
    const { places, inside, channels } = sizes;
    const out = zeros(inputShape, 'float32');
    withScratch(4 * places * inside, (rows) => {
      product(machine, [at(dy), channels, 1], [at(filter), 1, channels], rows, [places, inside, channels]);
      kernels.windows(at(out), ...sizes.numbers, rows, 1);
    });
    return out;
  };

let machine: Machine | null = null;

/** Puts our kernels in place of the backend's; once per thread. @returns whether its memory could be reached */
export function installWasmKernels(tf: Tf): boolean {
  machine = machineOf(tf);
  if (!machine) return false;
  const replace = (kernelName: string, body: Body): void => {
    const former = tf.getKernel(kernelName, 'wasm') as { kernelFunc: KernelFunc; setupFunc?: () => void } | undefined;
    if (former) tf.unregisterKernel(kernelName, 'wasm');
    const kernelFunc: KernelFunc = (given) => {
      const out = body((given.inputs ?? {}) as Inputs, given.attrs ?? {});
      if (out) return out;
      if (!former) throw new Error(`${kernelName} is not there for such inputs.`);
      return former.kernelFunc(given);
    };
    tf.registerKernel({ ...former, kernelName, backendName: 'wasm', kernelFunc });
  };
  replace('BatchMatMul', matMul(machine));
  replace('GatherV2', gather(machine));
  replace('UnsortedSegmentSum', segmentSum(machine));
  replace('Conv2D', convolution(tf, machine));
  replace('Conv2DBackpropFilter', convolutionByFilter(tf, machine));
  replace('Conv2DBackpropInput', convolutionByInput(tf, machine));
  return true;
}

/** The operations of this backend: a bag is summed entry by entry, without an array of entries x columns. */
export function wasmOperations(tf: Tf, common: GraphOperations): GraphOperations {
  if (!machine) return common;
  const { kernels, at, zeros } = machine;
  return {
    ...common,
    bag(rows, { batch, segments, places, weights }) {
      const [count, columns] = rows.shape;
      if (places.length === 0) return common.bag(rows, { batch, segments, places, weights });
      const add = (values: Tensor, from: Int32Array, to: Int32Array, length: number): Tensor2D =>
        tf.tidy(() => {
          const [source, target]: Tensor1D[] = [tf.tensor1d(from, 'int32'), tf.tensor1d(to, 'int32')];
          const factors = tf.tensor1d(weights);
          const out = zeros([length, columns], 'float32');
          kernels.addWeighted(at(values), at(source), at(target), at(factors), from.length, columns, at(out), length);
          return tf.engine().makeTensorFromTensorInfo(out) as Tensor2D;
        });
      return tf.customGrad((input) => ({
        value: add(input as Tensor, places, segments, batch),
        gradFunc: (dy: Tensor) => add(dy, segments, places, count),
      }))(rows) as Tensor2D;
    },
  };
}
