import type { LearningRates } from '../../../shared/contract/runs.ts';
import { RecsmithError } from '../../../shared/errors.ts';
import type { ParameterValues } from '../../../shared/parameters.ts';
import { chooseExecutor, openExecutor, type WantedBackend } from '../compute/executors.ts';
import type { View } from '../datasets/view.ts';
import type { Kernels } from '../kernels/kernels.ts';
import type { ModelDefinition } from '../models/definition.ts';
import { Random } from '../random.ts';
import { createTables, StageRun } from './network.ts';
import { TableStore } from './store.ts';

/** Of the smoothed loss: what is kept of it in each step. */
const SMOOTHING = 0.98;
/** A smoothed loss this many times the best ends it. */
const TOO_MUCH = 4;
/** Points at the ends that no suggestion comes from: they say little (fastai's `plot` leaves them out, too). */
const SKIP = { first: 10, last: 5 } as const;

export interface FindInput {
  readonly definition: ModelDefinition;
  readonly parameters: ParameterValues;
  readonly view: View;
  readonly kernels: Kernels;
  readonly seed: number;
  readonly backend: WantedBackend;
  readonly from: number;
  readonly to: number;
  readonly steps: number;
  readonly signal?: AbortSignal;
  readonly report?: (done: number, total: number) => void;
}

/** The rate of step k of n, from `from` to `to` exponentially; case 16: 1e-7 to 10, step 50 of 100 is .001. */
export const rateAt = (from: number, to: number, k: number, n: number): number => from * (to / from) ** (k / n);

/** An average that forgets, with its bias towards the start taken out; case 16: 4, 2, 1 give 4, 2.98990, 2.31315. */
export class Smoothed {
  #average = 0;
  #count = 0;

  add(value: number): number {
    this.#average = SMOOTHING * this.#average + (1 - SMOOTHING) * value;
    return this.#average / (1 - SMOOTHING ** ++this.#count);
  }
}

/**
 * Smith 2017, as fastai does it: a step at each of some exponentially rising rates, on fresh tables of the last stage
 * that are thrown away afterwards. Ends where the smoothed loss is four times its best, or no number.
 * @throws RecsmithError REFUSED for a model that does not train in steps
 */
export async function findLearningRate(input: FindInput): Promise<LearningRates> {
  const { definition, parameters, view, kernels, seed, from, to, steps, signal, report } = input;
  const size = { users: view.userCount, items: view.itemCount, interactions: view.train.items.length };
  const stages = definition.stages?.({ size, values: parameters, view });
  const stage = stages?.at(-1);
  if (!stages || !stage)
    throw new RecsmithError('REFUSED', `${definition.title} has no steps to try learning rates with.`, {
      where: 'model',
      why: 'Its kernels go through all interactions at a rate of their own.',
      next: 'Train it with a few learning rates, or choose a network.',
    });
  const executor = await openExecutor(await chooseExecutor([stage.network], input.backend));
  const store = new TableStore(kernels);
  createTables(store, stages, view, (stream) => new Random(seed, stream));
  const run = await StageRun.open({ kernels, view, store, seed }, executor, stage, null, {
    ratings: false,
    foldIn: null,
  });
  const points: LearningRates['points'] = [];
  let stopped = `All ${steps} steps were taken.`;
  try {
    run.start();
    const smoothed = new Smoothed();
    let best = Infinity;
    for (let step = 0; step < steps; step++) {
      signal?.throwIfAborted();
      const learningRate = rateAt(from, to, step, steps);
      const loss = await run.step(step, { learningRate, momentum: stage.schedule.momentum }, signal);
      const mean = smoothed.add(loss);
      if (!Number.isFinite(mean)) {
        stopped = `The loss of step ${step + 1}, at ${learningRate.toPrecision(3)}, was no number any more.`;
        break;
      }
      points.push({ learningRate, loss, smoothed: mean });
      report?.(step + 1, steps);
      best = Math.min(best, mean);
      if (mean > TOO_MUCH * best) {
        stopped = `At ${learningRate.toPrecision(3)}, in step ${step + 1}, the loss was more than ${TOO_MUCH} times its best.`;
        break;
      }
    }
  } finally {
    await run.close();
    await executor.close?.();
  }
  return { points, ...suggestions(points), stopped };
}

/**
 * `suggestion`: where the smoothed loss falls fastest by the logarithm of the rate, the ends left out.
 * `tenthOfMinimum`: a tenth of the rate where it is lowest. null where it never falls.
 */
export function suggestions(points: LearningRates['points']): Pick<LearningRates, 'suggestion' | 'tenthOfMinimum'> {
  let [steepest, lowest] = [-1, -1];
  let fall = 0;
  for (let k = SKIP.first; k < points.length - SKIP.last; k++) {
    const slope = points[k + 1].smoothed - points[k - 1].smoothed; // rates are evenly spaced by logarithm
    if (slope < fall) [steepest, fall] = [k, slope];
    if (lowest < 0 || points[k].smoothed < points[lowest].smoothed) lowest = k;
  }
  return {
    suggestion: steepest < 0 ? null : points[steepest].learningRate,
    tenthOfMinimum: steepest < 0 ? null : points[lowest].learningRate / 10,
  };
}
