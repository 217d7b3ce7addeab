import { expectInteger, expectLength, expectMatrix, expectNumber } from './checks.ts';
import type { Kernels } from './kernels.ts';
import type { Matrix } from './matrix.ts';
import type { StrataOrder } from './strata.ts';

/** The tables of BPR matrix factorisation, all in kernel memory. U users, I items, D factors. */
export interface BprTables {
  readonly users: Matrix; // [U x D]
  readonly items: Matrix; // [I x D]
  readonly itemBias: Float32Array; // [I]
}

/** Regularisation per pair, of each group its own. */
export interface BprSettings {
  readonly userL2: number;
  readonly positiveL2: number;
  readonly negativeL2: number;
  readonly biasL2: number;
  readonly candidates: number; // the negative is the best-scored of so many; 1 = uniform
}

export interface BprStep {
  readonly epoch: number; // 0-based: rotates the order of the blocks
  readonly seed: number; // of this epoch's draws, 32 bits
  readonly learningRate: number;
}

export interface BprLoss {
  readonly loss: number; // sum over pairs of -log sigmoid(difference), each taken before its own update
  readonly pairs: number; // interactions, without those of users who have every item of a part
}

export const MOST_CANDIDATES = 256;

export function expectBpr(kernel: string, order: StrataOrder, tables: BprTables, settings: BprSettings): void {
  expectMatrix(kernel, 'users', tables.users, order.userCount);
  expectMatrix(kernel, 'items', tables.items, order.itemCount, tables.users.columns);
  expectLength(kernel, 'itemBias', tables.itemBias, order.itemCount);
  for (const name of ['userL2', 'positiveL2', 'negativeL2', 'biasL2'] as const)
    expectNumber(kernel, name, settings[name], 0);
  expectInteger(kernel, 'candidates', settings.candidates, 1, MOST_CANDIDATES);
}

export function expectBprStep(kernel: string, step: BprStep): void {
  expectInteger(kernel, 'epoch', step.epoch, 0);
  expectInteger(kernel, 'seed', step.seed, 0);
  expectNumber(kernel, 'learningRate', step.learningRate, 0);
}

/** Bytes of the marks of the threads: who has which item of a block. */
export const bprBytes = (items: number, threads: number): number => threads * items;

/**
 * One pass of stochastic gradient descent over all interactions, each against one negative, four of a user at a time
 * (equations: assembly/bpr.ts; model: Rendle et al., "BPR: Bayesian Personalized Ranking from Implicit Feedback",
 * UAI 2009; hard negatives: Zhang et al., "Optimizing Top-N Collaborative Filtering via Dynamic Negative Item
 * Sampling", SIGIR 2013). Updates the tables in place. Same bytes for any number of threads.
 */
export interface BprTrainer {
  /** An abort leaves the tables half-way. */
  epoch(step: BprStep, signal?: AbortSignal): Promise<BprLoss>;
}

/** Allocates the plan, scratch rows and marks. @throws KernelInputError */
export function bprTrainer(kernels: Kernels, order: StrataOrder, tables: BprTables, settings: BprSettings): BprTrainer {
  expectBpr('bprEpoch', order, tables, settings);
  const { parts } = order.strata;
  const { stride } = tables.users;
  const claims = kernels.u32(parts);
  const losses = kernels.f64(2 * parts * parts);
  const spare = kernels.f32(kernels.threads * (stride + 8));
  // A multiple of a cache line: threads write their marks all the time.
  const markBytes = Math.ceil(order.itemCount / 64) * 64;
  const marks = kernels.u8(bprBytes(markBytes, kernels.threads));
  // Fields of BprPlan (assembly/bpr.ts), in its order.
  const words = kernels.u32(23);
  const floats = new Float32Array(words.buffer, words.byteOffset, words.length);
  words.set([
    kernels.at(tables.users.data),
    kernels.at(tables.items.data),
    kernels.at(tables.itemBias),
    kernels.at(order.items),
    kernels.at(order.offsets),
    kernels.at(order.userStart),
    kernels.at(order.itemStart),
    parts,
    4 * stride,
    kernels.threads,
    0,
    0,
    settings.candidates,
    kernels.at(claims),
    kernels.at(losses),
    kernels.at(spare),
    kernels.at(marks),
    markBytes,
  ]);
  floats.set([0, settings.userL2, settings.positiveL2, settings.negativeL2, settings.biasL2], 18);
  return {
    async epoch(step, signal) {
      expectBprStep('bprEpoch', step);
      words[10] = step.epoch;
      words[11] = step.seed;
      floats[18] = step.learningRate;
      claims.fill(0);
      await kernels.run('bprEpoch', [words.byteOffset], signal);
      let loss = 0;
      let pairs = 0;
      for (let block = 0; block < parts * parts; block++) {
        loss += losses[2 * block];
        pairs += losses[2 * block + 1];
      }
      return { loss, pairs };
    },
  };
}
