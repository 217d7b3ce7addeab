import { readFileSync } from 'node:fs';
import type { Tensor } from '@tensorflow/tfjs';
import { describe, expect, test } from 'vitest';
import { Random } from '../../random.ts';
import { resource } from '../../paths.ts';
import type { Tf } from './backends.ts';
import { openPortable } from './open.ts';

/*
 * Operations in use, and the gradients that come from them, on WebAssembly with our kernels against the plain backend, in
 * sizes around the blocks of the kernels. Closeness: 1e-5 of the largest value of the result.
 */
type Operation = (tf: Tf, tensor: (...shape: number[]) => Tensor) => Tensor[];

const indices = (tf: Tf, count: number, below: number): Tensor =>
  tf.tensor1d(
    Int32Array.from({ length: count }, (_, k) => (k * 7919) % below),
    'int32',
  );

const products: [string, Operation][] = [];
for (const [m, k, n] of [
  [1, 1, 1],
  [4, 8, 8],
  [5, 9, 7],
  [64, 256, 64],
  [65, 257, 67],
  [130, 300, 71],
])
  for (const [a, b] of [
    [false, false],
    [true, false],
    [false, true],
    [true, true],
  ])
    products.push([
      `product ${m} x ${k} x ${n}${a ? ', left transposed' : ''}${b ? ', right transposed' : ''}`,
      (tf, tensor) => [tf.matMul(a ? tensor(k, m) : tensor(m, k), b ? tensor(n, k) : tensor(k, n), a, b)],
    ]);

const convolutions = [
  [9, 3, 2, 1, 4, 'valid'],
  [9, 3, 2, 2, 5, 'same'],
  [16, 1, 4, 4, 33, 'valid'],
  [7, 2, 2, 2, 1, 'valid'],
] as const;

const OPERATIONS: [string, Operation][] = [
  ...products,
  ['product of batches', (tf, tensor) => [tf.matMul(tensor(3, 5, 6), tensor(3, 6, 4))]],
  ['product of a batch and one', (tf, tensor) => [tf.matMul(tensor(3, 5, 6), tensor(1, 6, 4))]],
  ['gather', (tf, tensor) => [tf.gather(tensor(11, 5), indices(tf, 40, 11)), tf.gather(tensor(9), indices(tf, 30, 9))]],
  ['segment sum', (tf, tensor) => [tf.unsortedSegmentSum(tensor(40, 7), indices(tf, 40, 13) as never, 13)]],
  ['segment sum of numbers', (tf, tensor) => [tf.unsortedSegmentSum(tensor(40), indices(tf, 40, 13) as never, 15)]],
  [
    'gradients of gather and product',
    (tf, tensor) =>
      tf.grads((rows, weight) => tf.sum(tf.square(tf.matMul(tf.gather(rows, indices(tf, 70, 11)), weight as never))))([
        tensor(11, 66),
        tensor(66, 9),
      ]),
  ],
  ...convolutions.map(([size, depth, kernel, stride, channels, pad]): [string, Operation] => [
    `convolution ${size} x ${size} x ${depth}, kernel ${kernel}, stride ${stride}, ${pad}, with gradients`,
    (tf, tensor) => {
      const [x, filter] = [tensor(3, size, size, depth), tensor(kernel, kernel, depth, channels)];
      const convolve = (a: Tensor, b: Tensor) => tf.conv2d(a as never, b as never, stride, pad) as Tensor;
      return [convolve(x, filter), ...tf.grads((a, b) => tf.sum(tf.square(convolve(a, b))))([x, filter])];
    },
  ]),
  [
    'gradient of a maximum over windows without a positive value',
    (tf, tensor) => [
      tf.grad((x) => tf.sum(tf.square(tf.maxPool(x as never, 2, 2, 'valid'))))(tf.sub(tensor(2, 6, 6, 3), 100)),
    ],
  ],
];

/** Results on a backend; the same starting values everywhere. */
async function on(backend: 'wasm' | 'cpu', operation: Operation): Promise<{ shape: number[]; values: Float32Array }[]> {
  const { tf } = await openPortable(backend);
  const random = new Random(11, 'operations');
  return tf.tidy(() =>
    operation(tf, (...shape) => {
      const size = shape.reduce((product, length) => product * length, 1);
      return tf.tensor(random.normal(new Float32Array(size), 1), shape);
    }).map((result) => ({ shape: result.shape, values: result.dataSync<'float32'>().slice() })),
  );
}

describe('WebAssembly against plain JavaScript', () => {
  test.each(OPERATIONS)('%s', async (_, operation) => {
    const wanted = await on('cpu', operation);
    const got = await on('wasm', operation);
    wanted.forEach(({ shape, values }, k) => {
      expect(got[k].shape).toEqual(shape);
      const largest = values.reduce((top, value) => Math.max(top, Math.abs(value)), 0);
      expect(largest).toBeGreaterThan(0);
      const wrong = values.findIndex((value, at) => !(Math.abs(value - got[k].values[at]) <= 1e-5 * largest));
      expect(wrong, `first element that differs: ${got[k].values[wrong]}, not ${values[wrong]}`).toBe(-1);
    });
  });
});

test.each(['simd', 'relaxed-simd'])(
  'the kernels (%s) bring no data of their own into the backend’s memory',
  (build) => {
    const memory = new WebAssembly.Memory({ initial: 1 });
    const module = new WebAssembly.Module(readFileSync(resource('wasm', `graph.${build}.wasm`)));
    new WebAssembly.Instance(module, { env: { memory, abort: () => undefined } });
    expect(new Uint8Array(memory.buffer).some((byte) => byte !== 0)).toBe(false);
  },
);
