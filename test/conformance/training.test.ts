import { describe, expect, test } from 'vitest';
import type { RowBatch, Rows } from '../../src/main/engine/compute/executor.ts';
import { uniformBound } from '../../src/main/engine/compute/initial.ts';
import { batchesFrom } from '../../src/main/engine/models/stages.ts';
import { Random } from '../../src/main/engine/random.ts';
import { itemSetOf, RowSource } from '../../src/main/engine/training/batches/rows.ts';
import { rateAt, Smoothed } from '../../src/main/engine/training/find-learning-rate.ts';
import { stepAt, type StepSchedule } from '../../src/main/engine/training/step-schedule.ts';
import { movingAverage } from '../../src/main/engine/training/stream/moving-average.ts';

/** The numeric cases of the systems this project grew from that concern training. */

const tenth = (value: number) => Number(value.toPrecision(10));
const rows = (...lists: number[][]): Rows => {
  const start = Uint32Array.from([0, ...lists.map((_, k) => lists.slice(0, k + 1).flat().length)]);
  return { start, items: Uint32Array.from(lists.flat()), values: null };
};

test('case 4: the moving average of cf_step', () => {
  const values = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10];
  expect(movingAverage(values, 2)).toEqual([1.5, 2.5, 3.5, 4.5, 5.5, 6.5, 7.5, 8.5, 9.5]);
  expect(movingAverage(values, 10)).toEqual([5.5]);
  expect(movingAverage(values, 11)).toEqual([]);
});

describe('case 6: mini-batch negative sampling of Recoder', () => {
  const matrix = rows([1, 4], [4, 7], [2], [1, 9]);
  const set = (...users: number[]) => [...itemSetOf(matrix, Uint32Array.from(users), new Uint32Array(10))];

  test('item sets of groups', () => {
    expect(set(0, 1)).toEqual([1, 4, 7]);
    expect(set(2, 3)).toEqual([1, 2, 9]);
    expect(set(0, 1, 2, 3)).toEqual([1, 2, 4, 7, 9]);
  });

  /** All batches of a pass, and the order in which a source drew the users: batches are shuffled, the cases are not. */
  function pass(target: Rows, batchSize: number, samplingUsers: number, sampling = true): RowBatch[] {
    const values = { batchSize, samplingUsers, negativeSampling: sampling };
    const settings = batchesFrom('rows', values);
    const source = new RowSource({ input: target, target, itemCount: 10, settings, seed: 5, stream: 'case' });
    return Array.from({ length: source.stepsPerPass }, (_, step) => source.take(step).batches as RowBatch);
  }

  /** User, item and whether it is a target of that user. */
  const cells = ({ users, items, target }: RowBatch) =>
    [...users].flatMap((user, b) =>
      [...target.items.subarray(target.start[b], target.start[b + 1])].map((at) => `${user}:${items ? items[at] : at}`),
    );
  const wanted = ['0:1', '0:4', '1:4', '1:7', '2:2', '3:1', '3:9'];

  test.each([
    [2, true],
    [4, true],
    [0, false],
  ] as const)('sampling group %i: slices share its items, every target has its place', (group, sampling) => {
    const batches = pass(matrix, 2, group, sampling);
    expect(batches).toHaveLength(2);
    expect(batches.flatMap(cells).sort()).toEqual(wanted);
    if (!sampling) expect(batches.map(({ items }) => items)).toEqual([null, null]);
    if (group === 4)
      for (const { items, users } of batches) {
        expect([...items!]).toEqual([1, 2, 4, 7, 9]);
        expect([users.length, items!.length]).toEqual([2, 5]);
      }
    if (group === 2) for (const { items, users } of batches) expect([...items!]).toEqual(set(...users));
  });

  test('in the order of the case, cells are those of the case', () => {
    // Users 0 and 1, then 2 and 3, over the items of all four: places of the targets in the item set.
    const marks = new Uint32Array(10);
    const items = [...itemSetOf(matrix, Uint32Array.of(0, 1, 2, 3), marks)];
    const places = [0, 1, 2, 3].map((user) =>
      [...matrix.items.subarray(matrix.start[user], matrix.start[user + 1])].map((item) => marks[item] - 1),
    );
    expect(items).toEqual([1, 2, 4, 7, 9]);
    expect(places).toEqual([[0, 2], [2, 3], [1], [0, 4]]);
  });

  test('23 users in groups of 10 are 5 batches of 5; a group that is no multiple is refused', () => {
    const many = rows(...Array.from({ length: 23 }, (_, user) => [user % 10]));
    const batches = pass(many, 5, 10);
    expect(batches.map(({ users }) => users.length)).toEqual([5, 5, 5, 5, 3]);
    expect(new Set(batches.flatMap(({ users }) => [...users])).size).toBe(23);
    expect(() => batchesFrom('rows', { batchSize: 5, samplingUsers: 7 })).toThrow(
      expect.objectContaining({ code: 'BAD_INPUT', message: expect.stringContaining('no multiple') as string }),
    );
  });
});

test('case 11: the bound of Xavier, and milestones from the epoch of the milestone on', () => {
  expect(tenth(uniformBound({ kind: 'xavier-uniform', fanIn: 500, fanOut: 300 }))).toBe(0.08660254038);
  const schedule: StepSchedule = {
    ...{ kind: 'milestones', learningRate: 1e-3, momentum: 0.9, milestones: [60, 80], warmUp: 0 },
  };
  const rateOf = (epoch: number) =>
    tenth(stepAt(schedule, { stepsPerEpoch: 7, epochs: 100 }, 7 * (epoch - 1)).learningRate);
  expect([1, 59, 60, 79, 80, 100].map(rateOf)).toEqual([1e-3, 1e-3, 1e-4, 1e-4, 1e-5, 1e-5]);
});

describe('case 16', () => {
  const schedule: StepSchedule = {
    ...{ kind: 'one-cycle', learningRate: 5e-3, momentum: 0.9, milestones: [], warmUp: 0 },
  };

  test.each([
    [0, 2e-4, 0.95],
    [15, 0.0026, 0.9],
    [30, 0.005, 0.85],
    [65, 0.00250001, 0.9],
    [100, 2e-8, 0.95],
  ])('one-cycle after %i of 100 steps', (done, learningRate, momentum) => {
    const at = stepAt(schedule, { stepsPerEpoch: 100, epochs: 1 }, done);
    expect(tenth(at.learningRate)).toBe(learningRate);
    expect(tenth(at.momentum)).toBe(momentum);
  });

  test('the finder: rate of step 50, smoothed loss of 4, 2, 1', () => {
    expect(tenth(rateAt(1e-7, 10, 50, 100))).toBe(0.001);
    expect(tenth(rateAt(1e-7, 10, 0, 100))).toBe(1e-7);
    const smoothed = new Smoothed();
    expect([4, 2, 1].map((loss) => tenth(smoothed.add(loss)))).toEqual([4, 2.98989899, 2.313154673]);
  });
});

test('one-cycle spans its stage whatever the length of an epoch', () => {
  const random = new Random(1, 'lengths');
  for (let k = 0; k < 50; k++) {
    const plan = { stepsPerEpoch: 1 + random.below(9), epochs: 1 + random.below(9) };
    const schedule: StepSchedule = {
      ...{ kind: 'one-cycle', learningRate: 1, momentum: 0, milestones: [], warmUp: 0 },
    };
    const rates = Array.from({ length: plan.stepsPerEpoch * plan.epochs + 1 }, (_, done) =>
      stepAt(schedule, plan, done),
    );
    expect(rates.at(-1)!.learningRate, JSON.stringify(plan)).toBeCloseTo(1 / 250_000, 12);
    for (const { learningRate, momentum } of rates) {
      expect(learningRate).toBeLessThanOrEqual(1);
      expect(momentum).toBeGreaterThanOrEqual(0.85 - 1e-12);
    }
  }
});
