import { KernelInputError, expectInteger, expectLength, expectMatrix, expectNumber } from './checks.ts';
import type { Kernels } from './kernels.ts';
import type { Matrix } from './matrix.ts';
import type { StrataOrder } from './strata.ts';

/** The tables of biased matrix factorisation, all in kernel memory. U users, I items, D factors. */
export interface MfTables {
  readonly users: Matrix; // [U x D]
  readonly items: Matrix; // [I x D]
  readonly userBias: Float32Array; // [U]
  readonly itemBias: Float32Array; // [I]
}

export interface MfSettings {
  readonly offset: number; // what is added to every score; the mean where there is no range
  /** Predictions pass through low + (high - low) sigmoid(score); null = the score itself. */
  readonly range: readonly [number, number] | null;
  readonly l2: number; // of rows, per interaction
  readonly biasL2: number;
}

export interface MfStep {
  readonly epoch: number; // 0-based: rotates the order of the blocks
  readonly learningRate: number;
}

export function expectMf(kernel: string, order: StrataOrder, tables: MfTables, settings: MfSettings): void {
  expectMatrix(kernel, 'users', tables.users, order.userCount);
  expectMatrix(kernel, 'items', tables.items, order.itemCount, tables.users.columns);
  expectLength(kernel, 'userBias', tables.userBias, order.userCount);
  expectLength(kernel, 'itemBias', tables.itemBias, order.itemCount);
  if (!order.values) throw new KernelInputError(kernel, 'order.values', 'are missing', 'one per interaction');
  expectNumber(kernel, 'offset', settings.offset, -Infinity);
  if (settings.range && !(settings.range[0] < settings.range[1]))
    throw new KernelInputError(kernel, 'range', `is ${settings.range.join(' to ')}`, 'two ascending numbers');
  expectNumber(kernel, 'l2', settings.l2, 0);
  expectNumber(kernel, 'biasL2', settings.biasL2, 0);
}

export function expectStep(kernel: string, step: MfStep): void {
  expectInteger(kernel, 'epoch', step.epoch, 0);
  expectNumber(kernel, 'learningRate', step.learningRate, 0);
}

/**
 * One pass of stochastic gradient descent over all interactions, four of a user at a time (equations:
 * assembly/mf.ts; model: Koren, Bell and Volinsky, "Matrix Factorization Techniques", IEEE Computer 42(8), 2009).
 * Updates the tables in place. Same bytes for any number of threads.
 */
export interface MfTrainer {
  /** @returns the sum of squared errors, each taken before its own update. An abort leaves the tables half-way. */
  epoch(step: MfStep, signal?: AbortSignal): Promise<number>;
}

/** Allocates the plan and the threads' scratch rows. @throws KernelInputError */
export function mfTrainer(kernels: Kernels, order: StrataOrder, tables: MfTables, settings: MfSettings): MfTrainer {
  expectMf('mfEpoch', order, tables, settings);
  const { parts } = order.strata;
  const { stride } = tables.users;
  const claims = kernels.u32(parts);
  const losses = kernels.f64(parts * parts);
  const spare = kernels.f32(kernels.threads * (stride + 8));
  // Fields of MfPlan (assembly/mf.ts), in its order.
  const words = kernels.u32(21);
  const floats = new Float32Array(words.buffer, words.byteOffset, words.length);
  words.set([
    kernels.at(tables.users.data),
    kernels.at(tables.items.data),
    kernels.at(tables.userBias),
    kernels.at(tables.itemBias),
    kernels.at(order.items),
    kernels.at(order.values!),
    kernels.at(order.offsets),
    kernels.at(order.userStart),
    parts,
    4 * stride,
    kernels.threads,
    0,
    kernels.at(claims),
    kernels.at(losses),
    kernels.at(spare),
  ]);
  const [low, high] = settings.range ?? [0, 0];
  floats.set([0, settings.l2, settings.biasL2, settings.offset, low, high - low], 15);
  return {
    async epoch(step, signal) {
      expectStep('mfEpoch', step);
      words[11] = step.epoch;
      floats[15] = step.learningRate;
      claims.fill(0);
      await kernels.run('mfEpoch', [words.byteOffset], signal);
      return losses.reduce((sum, loss) => sum + loss, 0);
    },
  };
}
