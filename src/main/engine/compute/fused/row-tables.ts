import type { Kernels } from '../../kernels/kernels.ts';
import { slotsOf, type NetworkTables, type OptimizerSettings } from '../executor.ts';
import type { Network, TableSpec } from '../network.ts';
import { penaltySlope } from '../optimizers.ts';
import { records as written } from './memory.ts';
import { Records } from './records.ts';
import { ROW_TABLE, ROW_USE } from './row-fields.ts';
import type { RowOperation, RowProgram } from './row-program.ts';
import { ruleOf } from './rules.ts';

export interface RowTables {
  readonly records: Records<typeof ROW_TABLE>;
  readonly count: number;
  /** Addresses of the records of the scores' tables; 0: frozen, or none. */
  readonly scoreTable: number;
  readonly biasTable: number;
  /** Most jobs of the second phase. */
  readonly jobs: number;
  /** What of the optimiser changes with the tables alone. */
  readonly beforeStep: () => void;
  /** After a step that was broken off: no entry is chained any more. */
  readonly reset: () => void;
}

/** Factors of a weight's gradient (assembly/row-plan.ts, RowUse). */
interface Use {
  readonly x: number;
  readonly xRow: number;
  readonly y: number;
  readonly yRow: number;
}

function usesOf(operations: readonly RowOperation[], name: string): Use[] {
  const uses: Use[] = [];
  for (const { kind, tables, inputs, transposed, slope, row } of operations) {
    const [x] = inputs;
    if (kind === 'linear' && tables[0] === name)
      uses.push(
        transposed
          ? { x: slope, xRow: row, y: x.value, yRow: x.row }
          : { x: x.value, xRow: x.row, y: slope, yRow: row },
      );
    if (tables[1] === name) uses.push({ x: 0, xRow: 0, y: slope, yRow: row });
  }
  return uses;
}

/** -1 to the kernels. */
const NO_ENTRY = 0xffffffff;

const groups = (rows: number): number => Math.ceil(rows / 64);

/** Records of all trained tables: where their gradients come from, which rows a step updates, and the optimiser's rule. */
export function rowTables(
  kernels: Kernels,
  network: Network,
  program: RowProgram,
  tables: NetworkTables,
  optimizer: OptimizerSettings,
  entries: number,
): RowTables {
  const trained = network.tables.filter(({ frozen, group }) => !frozen && group !== 'state');
  const records = new Records(kernels, ROW_TABLE, trained.length);
  const heads: Uint32Array[] = [];
  const slots = slotsOf(optimizer);
  const penalised: { index: number; spec: TableSpec; penalty: number }[] = [];
  const recordOf = (name: string | undefined): number => {
    const index = trained.findIndex((spec) => spec.name === name);
    return index < 0 ? 0 : records.at(index);
  };
  for (const [index, spec] of trained.entries()) {
    const table = tables.table(spec.name);
    const penalty = optimizer.normPenalty[spec.group] ?? 0;
    if (penalty > 0) penalised.push({ index, spec, penalty });
    const slot = (suffix: string) => (slots.includes(suffix) ? kernels.at(tables.slot(spec.name, suffix).data) : 0);
    records.set(index, {
      ...{ data: kernels.at(table.data), row: 4 * table.stride, rows: table.rows },
      ...{ rule: kernels.at(written(kernels, [ruleOf(optimizer, spec)])), first: slot('m'), second: slot('v') },
      scored: program.scores.tables.includes(spec.name) ? 1 : 0,
      dense: optimizer.dense || penalty > 0 ? 1 : 0,
    });
    if (spec.of === null) {
      const uses = usesOf(program.operations, spec.name);
      const list = new Records(kernels, ROW_USE, uses.length + 1);
      uses.forEach((use, k) => list.set(k, use));
      records.set(index, { uses: list.address, useCount: uses.length });
      continue;
    }
    records.set(index, { rest: kernels.at(kernels.u32(table.rows)) });
    const at = program.operations.findIndex(({ of, tables: [name] }) => of !== null && name === spec.name);
    if (at < 0) continue;
    const bag = program.operations[at];
    const length = bag.of === 'user' ? program.users.items.length : entries;
    const head = kernels.u32(table.rows).fill(NO_ENTRY);
    heads.push(head);
    records.set(index, { bag: bag.address });
    program.records.set(at, {
      ...{ owners: kernels.at(kernels.u32(length)), next: kernels.at(kernels.u32(length)), head: kernels.at(head) },
    });
  }
  return {
    records,
    count: trained.length,
    scoreTable: recordOf(program.scores.tables[0]),
    biasTable: recordOf(program.scores.tables[1]),
    jobs:
      groups(tables.table(program.scores.tables[0]).rows) + trained.reduce((sum, { rows }) => sum + groups(rows), 0),
    beforeStep: () => {
      for (const { index, spec, penalty } of penalised)
        records.set(index, { pull: penaltySlope(tables.table(spec.name), penalty) });
    },
    reset: () => {
      for (const head of heads) head.fill(NO_ENTRY);
    },
  };
}
