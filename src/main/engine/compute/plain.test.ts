// The reference against finite differences of its own loss: every layer and loss, networks of pairs and of rows.
import { describe, expect, test } from 'vitest';
import { strideFor } from '../kernels/matrix.ts';
import { testTables, SGD, type TestTables } from './fused/testing.ts';
import { LAYER_IDS } from './network.ts';
import { histories, LAYER_CASES, LOSS_CASES, SIZE, type ParityCase } from './parity-cases.ts';
import { plainStep } from './plain.ts';
import { divisor } from './losses.ts';
import { Random } from '../random.ts';
import type { TrainerOptions } from './executor.ts';

const NUDGE = 1e-3;
const looked = { user: histories(SIZE.users, SIZE.items, true), item: histories(SIZE.items, SIZE.users, true) };
const step = { step: 3, learningRate: 0, momentum: 0, klWeight: 0.7 };

/** Mean or sum of the loss, at the tables as they are; running statistics are put back. */
function lossAt({ network, batch }: ParityCase, tables: TestTables) {
  const state = network.tables.filter(({ group }) => group === 'state').map(({ name }) => tables.table(name).data);
  const before = state.map((data) => data.slice());
  const options = { network, tables, seed: 9, itemCount: SIZE.items, histories: looked } as unknown as TrainerOptions;
  const { pass, loss, examples } = plainStep(options, batch, 0, step);
  state.forEach((data, k) => data.set(before[k]));
  const width = batch.kind === 'rows' ? (batch.items?.length ?? SIZE.items) : 1;
  return { pass, loss: loss / divisor(network.loss, examples, width) };
}

/** The slope of the loss by one value; tables are single precision, so the nudge is what the table really takes. */
function slopeAt(of: ParityCase, tables: TestTables, data: Float32Array, at: number): number {
  const value = data[at];
  data[at] = value + NUDGE;
  const [high, above] = [data[at], lossAt(of, tables).loss];
  data[at] = value - NUDGE;
  const [low, below] = [data[at], lossAt(of, tables).loss];
  data[at] = value;
  return (above - below) / (high - low);
}

/** Values that are looked at: the places of greatest gradient, and some others. */
function places(gradient: Float64Array, columns: number): number[] {
  const random = new Random(3, 'places');
  const stride = strideFor(columns);
  const real = [...gradient.keys()].filter((at) => at % stride < columns);
  const greatest = real.toSorted((a, b) => Math.abs(gradient[b]) - Math.abs(gradient[a])).slice(0, 4);
  return [...greatest, ...Array.from({ length: 4 }, () => real[random.below(real.length)])];
}

describe.each([...LAYER_CASES, ...LOSS_CASES].map((of) => [of.name, of] as const))('%s', (_, of) => {
  test('gradients are the slopes of the loss', () => {
    const tables = testTables(of.network, SGD, null);
    const { gradients } = lossAt(of, tables).pass;
    let seen = 0;
    for (const { name, columns, group } of of.network.tables) {
      const gradient = gradients.get(name);
      if (!gradient || group === 'state') continue;
      const { data } = tables.table(name);
      for (const at of places(gradient, columns)) {
        const slope = slopeAt(of, tables, data, at);
        // A kink of a relu within the nudge would show as a difference of its own order; none of these cases has one.
        expect(Math.abs(gradient[at] - slope), `${name}[${at}]: ${gradient[at]} and ${slope}`).toBeLessThan(
          1e-4 + 2e-3 * Math.abs(slope),
        );
        if (Math.abs(slope) > 1e-6) seen++;
      }
    }
    expect(seen).toBeGreaterThan(0);
  });
});

test('every layer is in a case', () => {
  const seen = new Set(
    [...LAYER_CASES, ...LOSS_CASES].flatMap(({ network }) => network.nodes.map(({ layer }) => layer)),
  );
  expect(LAYER_IDS.filter((layer) => !seen.has(layer))).toEqual([]);
});
