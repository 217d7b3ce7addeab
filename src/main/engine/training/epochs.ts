import { RecsmithError } from '../../../shared/errors.ts';
import type { EpochRow } from '../../../shared/contract/runs.ts';
import type { Epoch, EpochResult } from '../models/definition.ts';
import type { TrainingState } from './checkpoints.ts';
import type { Validation } from './context.ts';
import { learningRateAt, validates, type Plan } from './schedule.ts';

/** The points of the loop at which others act. What they do is written in `context.ts`. */
export interface LoopPoints {
  /** Before the first epoch: the model has created its tables. */
  begins(): void;
  /** Between two epochs: the tables are at rest and agree with the state. Throws when the run was cancelled. */
  betweenEpochs(next: number): Promise<void>;
  validate(): Promise<Validation>;
  /** The tables of this moment are the best so far. */
  newBest(): void;
  record(row: EpochRow): void;
  /** Inside a long epoch; share 0 to 1. */
  progress(share: number): void;
  /** After the last epoch, early stop included. */
  ends(): Promise<void>;
}

/**
 * The training loop, the only one. It hands each epoch to the model and looks at what came of it. `state` changes in
 * one step at the end of an epoch: until then it still describes the tables as they were before.
 * @param before epochs of stages whose tables are not yet the model's: measured, but never the best
 */
export async function* epochs(
  plan: Plan,
  state: TrainingState,
  points: LoopPoints,
  before = 0,
): AsyncGenerator<Epoch, void> {
  points.begins();
  while (state.epoch < plan.epochs && !state.stoppedEarly) {
    const number = state.epoch + 1;
    await points.betweenEpochs(number);

    const learningRate = learningRateAt(plan, number);
    let reported: EpochResult | null = null;
    const start = performance.now();
    yield {
      number,
      learningRate,
      report: (result) => (reported = result),
      progress: (share) => points.progress(share),
    };
    const seconds = (performance.now() - start) / 1000;
    const { loss, examples, badStep: _finite, ...told } = finite(reported, number, plan);

    const metrics: Record<string, number> = {};
    let { best, sinceBest } = state;
    if (validates(plan, number)) {
      const { metric, value, better, others = {} } = await points.validate();
      for (const [name, measured] of Object.entries({ [metric]: value, ...others }))
        if (Number.isFinite(measured)) metrics[name] = measured;
      if (number <= before) sinceBest = 0;
      else if (
        Number.isFinite(value) &&
        (best === null || (better === 'higher' ? value > best.value : value < best.value))
      ) {
        best = { epoch: number, value };
        sinceBest = 0;
        points.newBest();
      } else sinceBest++;
    }

    state.epoch = number;
    state.best = best;
    state.sinceBest = sinceBest;
    state.stoppedEarly = plan.patience > 0 && sinceBest >= plan.patience;
    state.seconds += seconds;
    state.examples += examples;
    points.record({ epoch: number, loss, learningRate, seconds, examples, metrics, ...told });
  }
  await points.ends();
}

/** @throws RecsmithError BAD_INPUT for a loss that is not a number: nothing that follows could be used. */
function finite(result: EpochResult | null, epoch: number, plan: Plan): EpochResult {
  if (!result) throw new RecsmithError('INTERNAL', `The model reported nothing about epoch ${epoch}.`);
  if (Number.isFinite(result.loss)) return result;
  const rate = plan.learningRate;
  const { badStep: step, loss } = result;
  const place = step === undefined ? `epoch ${epoch}` : `step ${step}, in epoch ${epoch}`;
  const value = Number.isNaN(loss) ? 'NaN' : loss > 0 ? '+∞' : '−∞';
  throw new RecsmithError('BAD_INPUT', `Training diverged: the loss of ${place} is ${value}, not a finite number.`, {
    where: rate > 0 ? `${place}, parameter learningRate = ${rate}` : place,
    why: 'The steps were too large for these data, so that the factors grew without limit.',
    next:
      rate > 0
        ? `Choose a smaller learningRate, for example ${Number((rate / 10).toPrecision(2))}, or more regularisation.`
        : 'Choose more regularisation.',
    parameter: 'learningRate',
    epoch,
    loss: value,
    ...(step !== undefined && { step }),
  });
}
