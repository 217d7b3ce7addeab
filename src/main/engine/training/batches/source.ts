import type { Batches } from '../../compute/executor.ts';

/** Scores of pairs with the tables as they are; out: [N]. */
export type ScorePairs = (users: Uint32Array, items: Uint32Array, out: Float32Array) => void;

/** The batches of a stage: a pure function of the step, so that a resumed run sees what an uninterrupted one would. */
export interface BatchSource {
  /** Steps that go once through the data. */
  readonly stepsPerPass: number;
  readonly stepsPerEpoch: number;
  readonly limits: { readonly examples: number; readonly entries: number };
  /** Whether batches may be made before the steps before them are taken; not where the model chooses negatives. */
  readonly ahead: boolean;
  /** Batches of the steps from `step` on (0-based in the stage), at least one and at most `most`. */
  take(step: number, most: number): Taken | Promise<Taken>;
  close?(): Promise<void>;
}

export interface Taken {
  readonly batches: Batches;
  readonly steps: number;
}

/** Examples that a call of an executor gets: enough to make the call itself cheap, few enough to be cancelled soon. */
export const CHUNK_EXAMPLES = 65_536;
export const CHUNK_STEPS = 1024;
