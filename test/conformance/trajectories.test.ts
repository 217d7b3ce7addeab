import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Batches, Executor, Rows } from '../../src/main/engine/compute/executor.ts';
import type { Initial } from '../../src/main/engine/compute/network.ts';
import { fused } from '../../src/main/engine/compute/fused.ts';
import { plain } from '../../src/main/engine/compute/plain.ts';
import { Kernels } from '../../src/main/engine/kernels/kernels.ts';
import { modelById } from '../../src/main/engine/models/registry.ts';
import { stepAt } from '../../src/main/engine/training/step-schedule.ts';
import { parameterProblems, withDefaults, type ParameterValues } from '../../src/shared/parameters.ts';
import { givenTables, type TableValues } from './network-tables.ts';

/**
 * Ten steps of every trained model of the five systems, and of the networks that users look for beside them, against a
 * second derivation in PyTorch (trajectories/recipe.py, with every number of the source): from the same tables and the
 * same batches the same losses and tables. The stage is the model's own, with its defaults where the fixture gives no
 * parameter, so a wrong default of a rate, a schedule, a beta, a decay, a reduction or a starting value shows.
 */

interface Fixture {
  readonly model: string;
  readonly parameters: ParameterValues;
  readonly stage: string | null;
  readonly plan: { readonly stepsPerEpoch: number; readonly epochs: number; readonly matrix?: TableValues };
  readonly size: { readonly users: number; readonly items: number };
  readonly seed: number;
  readonly initials: Readonly<Record<string, Initial>>;
  readonly tables: Readonly<Record<string, TableValues>>;
  readonly batches: readonly (PairStep | RowStep)[];
  readonly losses: readonly number[];
  readonly after: Readonly<Record<string, TableValues>>;
}
interface PairStep {
  readonly users: readonly number[];
  readonly items: readonly number[];
  readonly negatives?: readonly number[];
  readonly targets?: readonly number[];
}
interface RowStep {
  readonly users: readonly number[];
  readonly rows: readonly (readonly number[])[];
  readonly values: readonly (readonly number[])[];
  readonly items: readonly number[] | null;
}

const folder = join(import.meta.dirname, 'trajectories');
const names = readdirSync(folder)
  .filter((name) => name.endsWith('.json'))
  .map((name) => name.slice(0, -5));

/** The reference works in doubles on f32 tables; the bar for all is 1e-4. */
const EXECUTORS: readonly { executor: Executor; tolerance: number }[] = [
  { executor: plain, tolerance: 5e-6 },
  { executor: fused, tolerance: 1e-4 },
];

let kernels: Kernels;
beforeAll(async () => {
  kernels = await Kernels.open({ threads: 2 });
});
afterAll(() => kernels.close());

function rowsOf(rows: readonly (readonly number[])[], values: readonly (readonly number[])[] | null): Rows {
  const start = new Uint32Array(rows.length + 1);
  rows.forEach(({ length }, k) => (start[k + 1] = start[k] + length));
  return { start, items: Uint32Array.from(rows.flat()), values: values && Float32Array.from(values.flat()) };
}

function batchOf(step: PairStep | RowStep): Batches {
  const users = Uint32Array.from(step.users);
  if ('rows' in step) {
    const positions = step.rows.map((row) => (step.items ? row.map((item) => step.items!.indexOf(item)) : row));
    return {
      ...{
        kind: 'rows' as const,
        users,
        input: rowsOf(step.rows, step.values),
        target: rowsOf(positions, step.values),
      },
      items: step.items && Uint32Array.from(step.items),
    };
  }
  return {
    ...{ kind: 'pairs' as const, starts: Uint32Array.of(0, users.length), users, items: Uint32Array.from(step.items) },
    negatives: step.negatives ? Uint32Array.from(step.negatives) : null,
    targets: step.targets ? Float32Array.from(step.targets) : null,
    weights: null,
  };
}

/** Rows of ratings, by user and by item, for models that look them up. */
function historiesOf(matrix: TableValues): { user: Rows; item: Rows } {
  const sparse = (rows: TableValues) =>
    rowsOf(
      rows.map((row) => row.flatMap((value, k) => (value > 0 ? [k] : []))),
      rows.map((row) => row.filter((value) => value > 0)),
    );
  return { user: sparse(matrix), item: sparse(matrix[0].map((_, item) => matrix.map((row) => row[item]))) };
}

const furthest = (found: readonly (readonly number[])[], expected: TableValues) =>
  Math.max(...expected.flatMap((row, r) => row.map((value, c) => Math.abs(value - found[r][c]))));

describe.each(names)('%s', (name) => {
  const fixture = JSON.parse(readFileSync(join(folder, `${name}.json`), 'utf8')) as Fixture;
  const model = modelById(fixture.model);
  const values = withDefaults(model.parameters, fixture.parameters);
  const size = { ...fixture.size, interactions: 20 };
  const stages = model.stages!({ size, values: values, view: null });
  const stage = fixture.stage ? stages.find((each) => each.name === fixture.stage)! : stages.at(-1)!;

  test('parameters are known, and tables start as in the source', () => {
    expect(parameterProblems(model.parameters, fixture.parameters)).toEqual([]);
    const declared = Object.fromEntries(stage.network.tables.map((table) => [table.name, table.initial]));
    expect(Object.keys(declared).sort()).toEqual(Object.keys(fixture.initials).sort());
    for (const [table, initial] of Object.entries(fixture.initials))
      for (const [key, value] of Object.entries(initial) as [string, unknown][]) {
        const found = (declared[table] as unknown as Record<string, unknown>)[key];
        if (typeof value === 'number') expect(found, `${table} ${key}`).toBeCloseTo(value, 12);
        else expect(found, table).toBe(value);
      }
  });

  test.each(EXECUTORS)('ten steps on $executor.id', async ({ executor, tolerance }) => {
    const { network, optimizer, schedule, klWeight } = stage;
    const tables = givenTables(kernels, network, fixture.tables);
    if (optimizer.initialAccumulator > 0)
      for (const table of network.tables) {
        const { data, stride, columns } = tables.slot(table.name, 'v');
        for (let at = 0; at < data.length; at++) if (at % stride < columns) data[at] = optimizer.initialAccumulator;
      }
    const trainer = await executor.trainer({
      ...{ kernels, network, tables, optimizer, seed: fixture.seed, itemCount: fixture.size.items },
      limits: { examples: 32, entries: 256 },
      ...(fixture.plan.matrix && { histories: historiesOf(fixture.plan.matrix) }),
    });
    for (const [k, step] of fixture.batches.entries()) {
      const settings = { step: k + 1, ...stepAt(schedule, fixture.plan, k), klWeight: klWeight?.(k + 1) ?? 0 };
      const { loss } = await trainer.run(batchOf(step), [settings]);
      expect(Math.abs(loss - fixture.losses[k]), `loss of step ${k + 1}`).toBeLessThan(tolerance);
    }
    await trainer.sync();
    await trainer.close();
    for (const [table, expected] of Object.entries(fixture.after)) {
      const moved = furthest(fixture.tables[table], expected);
      // What is added to both scores of a pair has no gradient; Adam makes steps of whatever rounding leaves of it.
      if (moved === 0) continue;
      // Standing still does not pass.
      expect(moved, table).toBeGreaterThan(2e-5);
      expect(furthest(tables.values(table), expected), table).toBeLessThan(tolerance);
    }
  });
});
