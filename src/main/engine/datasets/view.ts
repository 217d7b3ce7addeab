import type { Histories } from './interactions.ts';

/**
 * A view in memory: what a model trains on and is tested with. U users, I items in the view's own numbering, which is
 * also the numbering of every table, factor and checkpoint of its runs.
 *
 * The numbering is the permutation that the kernels need: users and items are dealt to S parts (strata) by falling
 * count of training rows, each to the lightest part, and numbered part by part, so that a part is a contiguous range
 * and threads can work on disjoint (user part, item part) blocks. S comes from the data, never from the thread count.
 */
export interface View {
  readonly id: string;
  readonly datasetId: string;
  readonly userCount: number;
  readonly itemCount: number;
  /** [U] view index -> dataset index, and [I] alike. */
  readonly userOf: Uint32Array;
  readonly itemOf: Uint32Array;
  readonly train: Histories;
  readonly validation: Histories;
  readonly test: Histories;
  /** Held-out users' histories that are folded in, never trained on; empty but for split `users`. */
  readonly foldIn: Histories;
  /** Items to rank per user, for candidates `given`; null where the dataset brought none. */
  readonly candidates: Pick<Histories, 'start' | 'items'> | null;
  readonly strata: Strata;
  /** Range of the training values; null without values. */
  readonly valueRange: readonly [number, number] | null;
  /** SHA-256 over all of the above: same recipe and seed, same bytes. */
  readonly hash: string;
  readonly split: string; // text form
}

export interface Strata {
  readonly parts: number; // S
  /** [S + 1]: part p holds the users userStart[p] to userStart[p + 1] - 1; items alike. */
  readonly userStart: Uint32Array;
  readonly itemStart: Uint32Array;
}

/** What estimates need; known without loading the view. */
export interface DataSize {
  readonly users: number;
  readonly items: number;
  readonly interactions: number; // training rows
}
