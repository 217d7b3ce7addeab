export const STEP_SCHEDULES = ['constant', 'linear', 'cosine', 'milestones', 'one-cycle'] as const;

/** Learning rate and momentum of every step, a pure function of the step: nothing to save, the same after a resume. */
export interface StepSchedule {
  readonly kind: (typeof STEP_SCHEDULES)[number];
  /** The highest rate there will be. */
  readonly learningRate: number;
  /** Of SGD or RMSprop, or Adam's first beta. `one-cycle` has its own. */
  readonly momentum: number;
  /** Epochs (1-based) from which on the rate is a tenth of before. */
  readonly milestones: readonly number[];
  /** Share of all steps in which the rate rises linearly from near 0; on top of all kinds but `one-cycle`. */
  readonly warmUp: number;
}

export interface StepPlan {
  readonly stepsPerEpoch: number;
  readonly epochs: number;
}

export interface RateAndMomentum {
  readonly learningRate: number;
  readonly momentum: number;
}

/** fastai's `fit_one_cycle`: share of rising steps, divisors of the highest rate at begin and end, momenta. */
export const ONE_CYCLE = { rising: 0.3, begin: 25, end: 250_000, high: 0.95, low: 0.85 } as const;

/** From `from` to `to` along half a cosine; share 0 to 1. */
const alongCosine = (from: number, to: number, share: number): number =>
  to + ((from - to) / 2) * (1 + Math.cos(Math.PI * share));

/**
 * @param done steps that were taken before, 0-based: step 0 has the rate "before the first step" of the test cases
 * @returns what the step uses; `done` = all steps gives where the schedule ends
 * Sources: seeds.md, cases 11 and 16.
 */
export function stepAt(schedule: StepSchedule, { stepsPerEpoch, epochs }: StepPlan, done: number): RateAndMomentum {
  const { kind, learningRate: rate, momentum, milestones, warmUp } = schedule;
  const steps = Math.max(1, stepsPerEpoch * epochs);
  if (kind === 'one-cycle') return oneCycle(rate, steps, done);
  const warm = Math.ceil(warmUp * steps);
  const rise = done < warm ? (done + 1) / (warm + 1) : 1;
  const share = done / steps;
  switch (kind) {
    case 'constant':
      return { learningRate: rise * rate, momentum };
    case 'linear':
      return { learningRate: rise * rate * (1 - share), momentum };
    case 'cosine':
      return { learningRate: rise * alongCosine(rate, 0, share), momentum };
    case 'milestones': {
      const epoch = Math.floor(done / Math.max(1, stepsPerEpoch)) + 1;
      const drops = milestones.filter((milestone) => epoch >= milestone).length;
      return { learningRate: (rise * rate) / 10 ** drops, momentum };
    }
  }
}

function oneCycle(rate: number, steps: number, done: number): RateAndMomentum {
  const { rising, begin, end, high, low } = ONE_CYCLE;
  const top = Math.floor(steps * rising);
  if (done < top) {
    const share = done / top;
    return { learningRate: alongCosine(rate / begin, rate, share), momentum: alongCosine(high, low, share) };
  }
  const share = steps > top ? (done - top) / (steps - top) : 1;
  return { learningRate: alongCosine(rate, rate / end, share), momentum: alongCosine(low, high, share) };
}

/** For the drawing of a plan: at most `most` points, evenly over all steps, the first and the last among them. */
export function curveOf(schedule: StepSchedule, plan: StepPlan, most: number): RateAndMomentum[] {
  const last = Math.max(0, plan.stepsPerEpoch * plan.epochs - 1);
  const count = Math.min(most, last + 1);
  return Array.from({ length: count }, (_, k) =>
    stepAt(schedule, plan, count === 1 ? 0 : Math.round((k * last) / (count - 1))),
  );
}
