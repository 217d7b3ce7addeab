import type { Kernels } from '../../kernels/kernels.ts';
import { slotsOf, type NetworkTables, type OptimizerSettings } from '../executor.ts';
import type { Network, TableSpec } from '../network.ts';
import type { Program } from './compile.ts';
import { records, type Field } from './memory.ts';
import { OP_WORDS } from './ops.ts';
import { ruleOf } from './rules.ts';
import { isWeight, type TablePlaces } from './tables.ts';

const ROWS_AT_A_TIME = 64; // update.ts of the kernels has the same
const PART_ROWS = 1024; // likewise
/** Values that one job of weights updates. */
const JOB_VALUES = 4096;

export interface TablesPlan {
  readonly chains: Uint32Array;
  readonly chainCount: number;
  /** Per weighted chain: the operations that look up, and its record's first word. */
  readonly weighted: readonly { readonly at: number; readonly lookUps: Program['lookUps'] }[];
  readonly simple: readonly { readonly at: number }[];
  readonly weightJobs: Uint32Array;
  readonly weightJobCount: number;
  readonly rowTables: Uint32Array;
  readonly rowTableCount: number;
  readonly measured: Uint32Array;
  readonly measuredCount: number;
  /** Bytes for the gradients of one job. */
  readonly sumBytes: number;
  /** Most jobs of the second phase. */
  readonly jobs: number;
}
const CHAIN_WORDS = 9;

interface PlanOptions {
  readonly kernels: Kernels;
  readonly network: Network;
  readonly tables: NetworkTables;
  readonly optimizer: OptimizerSettings;
  readonly places: TablePlaces;
  readonly program: Program;
  readonly ops: Uint32Array;
}

/** Records for the second phase of a step: which tables, by which optimiser, from which gradients. */
export function planTables({ kernels, network, tables, optimizer, places, program, ops }: PlanOptions): TablesPlan {
  const slots = slotsOf(optimizer);
  const trained = network.tables.filter(({ frozen, group }) => !frozen && group !== 'state');
  const measured: Field[][] = [];
  /** Rule, table and slots as the records begin. */
  const beginning = (spec: TableSpec): Field[] => {
    const { name } = spec;
    const slot = (suffix: string) => (slots.includes(suffix) ? kernels.at(tables.slot(name, suffix).data) : 0);
    const rule = records(kernels, [ruleOf(optimizer, spec)]).byteOffset;
    return [rule, kernels.at(tables.table(name).data), slot('m'), slot('v'), places.of(name).pitch];
  };
  /** Where the squares of a table are summed part by part, and how many parts; [0, 0] if nobody asks. */
  const measuring = ({ name, group }: TableSpec): [number, number] => {
    if (!optimizer.normPenalty[group]) return [0, 0];
    const { rows } = tables.table(name);
    const parts = Math.max(1, Math.ceil(rows / PART_ROWS));
    const { byteOffset } = kernels.f64(parts);
    const { at, pitch } = places.of(name);
    for (let part = 0; part < parts; part++) measured.push([at, pitch, rows, byteOffset, part]);
    return [byteOffset, parts];
  };

  const weightJobs: Field[][] = [];
  let sumBytes = 64;
  for (const spec of trained.filter(({ name }) => isWeight(network, name))) {
    const { rows, columns, stride } = tables.table(spec.name);
    const { gradient, turned } = places.of(spec.name);
    const record = [...beginning(spec), rows, columns, gradient, turned.at, turned.pitch, ...measuring(spec)];
    const table = records(kernels, [record]).byteOffset;
    const step = Math.max(1, Math.floor(JOB_VALUES / stride));
    sumBytes = Math.max(sumBytes, 4 * Math.min(step, rows) * stride);
    for (let first = 0; first < rows; first += step) weightJobs.push([table, first, Math.min(rows, first + step)]);
  }

  // Tables that are looked up by the same index and in no other way share one chain.
  const chains: Field[][] = [];
  const simple: { at: number }[] = [];
  const weighted: { at: number; lookUps: Program['lookUps'] }[] = [];
  const shared = new Map<string, number>();
  const chainOf = (spec: TableSpec, lookUps: Program['lookUps']): number => {
    const [first, second] = lookUps;
    const alone = second === undefined && first.node.layer === 'embedding';
    const key = first.node.settings.of as string;
    if (alone && shared.has(key)) return shared.get(key)!;
    const index = chains.length;
    const heads = kernels.u32(spec.rows).fill(0xffffffff).byteOffset;
    const touched = kernels.u32(spec.rows).byteOffset;
    const count = kernels.u32(1).byteOffset;
    const sources = alone ? 0 : kernels.u32(lookUps.length);
    if (sources) sources.set(lookUps.map(({ op }) => ops.byteOffset + 4 * OP_WORDS * op));
    const kind = alone ? (key === 'user' ? 0 : 1) : 2;
    chains.push([kind, heads, 0, touched, count, 0, 0, sources ? sources.byteOffset : 0, alone ? 0 : lookUps.length]);
    if (alone) {
      shared.set(key, index);
      simple.push({ at: index * CHAIN_WORDS });
    } else weighted.push({ at: index * CHAIN_WORDS, lookUps });
    return index;
  };
  const looked: { spec: TableSpec; chain: number; gradient: number }[] = [];
  for (const spec of trained.filter(({ name }) => !isWeight(network, name))) {
    const lookUps = program.lookUps.filter(({ table }) => table === spec.name);
    if (lookUps.length === 0) continue;
    looked.push({ spec, chain: chainOf(spec, lookUps), gradient: program.ops[lookUps[0].op].t!.at });
  }
  const chainRecords = records(kernels, chains);
  let rowJobs = 0;
  const rowTables = looked.map(({ spec, chain, gradient }): Field[] => {
    const { rows, stride } = tables.table(spec.name);
    const chainAt = chainRecords.byteOffset + 4 * CHAIN_WORDS * chain;
    const all = optimizer.dense || optimizer.normPenalty[spec.group] ? 1 : 0;
    sumBytes = Math.max(sumBytes, 4 * stride);
    rowJobs += Math.ceil(rows / ROWS_AT_A_TIME);
    return [...beginning(spec), rows, chainAt, gradient, all, ...measuring(spec)];
  });
  return {
    ...{ chains: chainRecords, chainCount: chains.length, weighted, simple },
    ...{ weightJobs: records(kernels, weightJobs), weightJobCount: weightJobs.length },
    ...{ rowTables: records(kernels, rowTables), rowTableCount: rowTables.length },
    ...{ measured: records(kernels, measured), measuredCount: measured.length },
    ...{ sumBytes, jobs: 1 + weightJobs.length + rowJobs },
  };
}
