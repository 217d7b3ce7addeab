import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { learningRateAt, planOf, validates, type Plan } from './schedule.ts';

const plan = (change: Partial<Plan>): Plan => ({ ...planOf({}, false), ...change });

describe('the plan of a training', () => {
  it('reads parameters by name, and has everything off that a model does not declare', () => {
    expect(planOf({}, true)).toEqual({
      epochs: 1,
      learningRate: 0,
      schedule: 'constant',
      validateEvery: 0,
      patience: 0,
      keepBest: false,
      checkpointEvery: 0,
    });
    const given = {
      epochs: 7,
      learningRate: 0.5,
      schedule: 'cosine',
      validateEvery: 2,
      patience: 3,
      keepBest: true,
      checkpointEvery: 4,
    };
    expect(planOf(given, true)).toEqual(given);
  });

  it('neither validates nor keeps a best epoch without a validation part', () => {
    expect(planOf({ validateEvery: 2, patience: 3, keepBest: true }, false)).toMatchObject({
      validateEvery: 0,
      patience: 0,
      keepBest: false,
    });
  });

  it('lowers the rate as each schedule says', () => {
    const rates = (schedule: Plan['schedule']) =>
      [1, 2, 3, 4].map((epoch) => learningRateAt(plan({ epochs: 4, learningRate: 0.4, schedule }), epoch));
    expect(rates('constant')).toEqual([0.4, 0.4, 0.4, 0.4]);
    rates('linear').forEach((rate, index) => expect(rate).toBeCloseTo([0.4, 0.3, 0.2, 0.1][index], 12));
    const half = Math.SQRT1_2;
    rates('cosine').forEach((rate, index) =>
      expect(rate).toBeCloseTo([0.4, 0.2 * (1 + half), 0.2, 0.2 * (1 - half)][index], 12),
    );
  });

  it('starts at the given rate and stays above 0', () => {
    fc.assert(
      fc.property(
        fc.constantFrom('constant', 'linear', 'cosine'),
        fc.integer({ min: 1, max: 500 }),
        fc.double({ min: 1e-6, max: 1, noNaN: true }),
        (schedule, epochs, learningRate) => {
          const rates = Array.from({ length: epochs }, (_, index) =>
            learningRateAt(plan({ epochs, learningRate, schedule }), index + 1),
          );
          expect(rates[0]).toBeCloseTo(learningRate, 12);
          rates.slice(1).forEach((rate, index) => expect(rate).toBeLessThanOrEqual(rates[index]));
          expect(rates[epochs - 1]).toBeGreaterThan(0);
        },
      ),
    );
  });

  it('validates every n epochs and after the last', () => {
    const at = (validateEvery: number) =>
      [1, 2, 3, 4, 5].filter((epoch) => validates(plan({ epochs: 5, validateEvery }), epoch));
    expect(at(0)).toEqual([]);
    expect(at(2)).toEqual([2, 4, 5]);
    expect(at(9)).toEqual([5]);
  });
});
