import {
  KernelInputError,
  expectIndices,
  expectInteger,
  expectLength,
  expectMatrix,
  expectOffsets,
} from '../../kernels/checks.ts';
import type { Kernels } from '../../kernels/kernels.ts';
import { strideFor } from '../../kernels/matrix.ts';
import type {
  NetworkScorer,
  NetworkTrainer,
  RowBatch,
  Rows,
  ScorerOptions,
  StepOutcome,
  StepSettings,
  TrainerOptions,
} from '../executor.ts';
import { divisor } from '../losses.ts';
import type { Loss, Network } from '../network.ts';
import { Lease, records, writeRecords } from './memory.ts';
import { Records } from './records.ts';
import { ROW_PLAN } from './row-fields.ts';
import { loadRows, rowProgram, type RowInput, type RowProgram } from './row-program.ts';
import { rowTables } from './row-tables.ts';
import { stepRuleOf } from './rules.ts';

/** Items of a tile of scores (kernels/assembly/rows.ts). */
const GROUP = 64;

/**
 * Users of a tile of the first phase. Large ones read the items' rows less often; small ones share out better. No
 * result depends on it.
 */
const tileFor = (users: number, threads: number): number =>
  Math.min(64, Math.max(16, 4 * Math.ceil(users / threads / 16)));

const LOSSES: Partial<Record<Loss['kind'], number>> = {
  'squared-error': 0,
  'binary-cross-entropy': 1,
  multinomial: 2,
};

function expectRows(where: string, rows: Rows, count: number, below: number, most: number): void {
  expectOffsets('rows', `${where}.start`, rows.start, count, rows.items.length);
  expectInteger('rows', `${where}.items.length`, rows.items.length, 0, most);
  expectIndices('rows', `${where}.items`, rows.items, below);
  if (rows.values) expectLength('rows', `${where}.values`, rows.values, rows.items.length);
}

function expectTables(network: Network, tables: ScorerOptions['tables']): void {
  for (const { name, rows, columns } of network.tables) expectMatrix('rows', name, tables.table(name), rows, columns);
}

const buffers = (kernels: Kernels, users: number, entries: number): RowInput => ({
  start: kernels.u32(users + 1),
  items: kernels.u32(entries),
  values: kernels.f32(entries),
});

/** What training and scoring share: the program, the scores' tables, the threads' scratch. */
function openPlan(
  { kernels, network, tables, itemCount }: Pick<ScorerOptions, 'kernels' | 'network' | 'tables' | 'itemCount'>,
  program: RowProgram,
) {
  const plan = new Records(kernels, ROW_PLAN, 1);
  const [rows, bias] = program.scores.tables.map((name) => tables.table(name)) as [
    ReturnType<typeof tables.table>,
    ReturnType<typeof tables.table> | undefined,
  ];
  const widest = Math.max(...network.tables.map(({ columns }) => strideFor(columns)));
  const scratchBytes = 4 * GROUP * widest + 512;
  const claims = kernels.u32(2);
  const identity = kernels.u32(Math.max(itemCount, widest) + GROUP);
  identity.forEach((_, k) => (identity[k] = k));
  plan.set(0, {
    ...{ threads: kernels.threads, claims: kernels.at(claims), identity: kernels.at(identity) },
    ...{ operations: program.records.address, operationCount: program.operations.length },
    input: program.input.address,
    ...{ rows: kernels.at(rows.data), rowsRow: 4 * rows.stride },
    ...{ bias: bias ? kernels.at(bias.data) : 0, biasRow: 4 * (bias?.stride ?? 0) },
    ...{ scratch: kernels.at(kernels.u8(kernels.threads * scratchBytes)), scratchBytes },
  });
  return { plan, claims, identity };
}

/** Tells the bags of the history whether its entries have values. */
function setValues(program: RowProgram, address: number): void {
  program.operations.forEach(({ of }, index) => {
    if (of === 'entries') program.records.set(index, { values: address });
  });
}

const FIRST_STEP: StepSettings = { step: 1, learningRate: 0, momentum: 0, klWeight: 0 };

/** Trains a network of `rows`: one step per call of `run`. */
export function rowsTrainer(options: TrainerOptions): NetworkTrainer {
  const { kernels, network, tables, optimizer, seed, itemCount, limits } = options;
  expectTables(network, tables);
  const lease = new Lease(kernels);
  const input = buffers(kernels, limits.examples, limits.entries);
  const target = buffers(kernels, limits.examples, limits.entries);
  const program = rowProgram(kernels, network, tables, { users: limits.examples, entries: limits.entries }, input);
  const trained = rowTables(kernels, network, program, tables, optimizer, limits.entries);
  const { plan, claims } = openPlan(options, program);
  const rule = records(kernels, [stepRuleOf(optimizer, FIRST_STEP)]);
  const padded = (limits.examples + 3) & ~3;
  // Odd: a user's scores, one piece per tile, are not to share the sets of the cache.
  const tileRows = padded | 1;
  const items = kernels.u32(Math.ceil(itemCount / GROUP) * GROUP);
  const losses = kernels.f64(padded);
  const squares = kernels.f64(trained.jobs);
  const marks = kernels.u8(itemCount);
  lease.seal();
  // The scores of a batch are the one buffer that grows: item sets differ from step to step.
  let scoresLease = new Lease(kernels);
  let scores = kernels.f32(0);
  scoresLease.seal();
  let [allLoaded, dirty] = [false, false];

  plan.set(0, {
    ...{ tables: trained.records.address, tableCount: trained.count },
    ...{ scoreTable: trained.scoreTable, biasTable: trained.biasTable },
    ...{ items: kernels.at(items), marks: kernels.at(marks) },
    ...{ targetStart: kernels.at(target.start), targets: kernels.at(target.items) },
    ...{ loss: LOSSES[network.loss.kind] ?? 0, seed, rule: kernels.at(rule), training: 1 },
    confidence: network.loss.kind === 'squared-error' ? network.loss.confidence : 0,
    ...{ losses: kernels.at(losses), squares: kernels.at(squares) },
  });

  function load({ users, input: history, items: set, target: wanted }: RowBatch): void {
    const count = users.length;
    const width = set ? set.length : itemCount;
    expectInteger('rows', 'users.length', count, 1, limits.examples);
    for (const { of, tables: names } of program.operations)
      if (of === 'user') expectIndices('rows', 'users', users, tables.table(names[0]).rows);
    expectRows('input', history, count, itemCount, limits.entries);
    expectRows('target', wanted, count, width, limits.entries);
    expectInteger('rows', 'items.length', width, 1, itemCount);
    if (set) expectIndices('rows', 'items', set, itemCount);
    program.users.items.set(users);
    loadRows(input, history);
    loadRows(target, wanted);
    if (set) items.set(set);
    else if (!allLoaded) items.forEach((_, k) => (items[k] = k));
    if (set || !allLoaded) items.fill(items[width - 1], width, Math.ceil(width / GROUP) * GROUP);
    allLoaded = !set;
    const tiles = Math.ceil(width / GROUP);
    const needed = tiles * tileRows * GROUP;
    if (scores.length < needed) {
      scoresLease.close();
      scoresLease = new Lease(kernels);
      scores = kernels.f32(Math.min(Math.ceil(itemCount / GROUP), Math.ceil(tiles * 1.25)) * tileRows * GROUP);
      scoresLease.seal();
    }
    setValues(program, history.values ? kernels.at(input.values) : 0);
    plan.set(0, {
      ...{ users: count, tile: tileFor(count, kernels.threads), itemCount: width, allItems: set ? 0 : 1 },
      ...{ scores: kernels.at(scores), tileBytes: 4 * tileRows * GROUP },
      targetValues: wanted.values ? kernels.at(target.values) : 0,
      scale: 1 / divisor(network.loss, count, width),
    });
  }

  return {
    async run(batches, steps, signal): Promise<StepOutcome> {
      if (batches.kind !== 'rows') throw new KernelInputError('rows', 'batches', 'are of pairs', 'a batch of rows');
      expectLength('rows', 'steps', steps, 1);
      signal?.throwIfAborted();
      const [step] = steps;
      if (dirty) trained.reset();
      load(batches);
      writeRecords(rule, [stepRuleOf(optimizer, step)]);
      trained.beforeStep();
      claims.fill(0);
      dirty = true;
      await kernels.run('rowsStep', [plan.address], signal);
      dirty = false;
      const examples = batches.users.length;
      let sum = 0;
      for (let k = 0; k < examples; k++) sum += losses[k];
      let whole = 0;
      for (let k = 0; k < plan.get(0, 'jobs'); k++) whole += squares[k];
      const loss = sum / examples;
      const bad = Number.isFinite(loss) ? null : { step: step.step, loss };
      return { loss, examples, gradientNorm: Math.sqrt(whole), bad };
    },
    sync: () => Promise.resolve(),
    close() {
      scoresLease.close();
      lease.close();
      return Promise.resolve();
    },
  };
}

/** Values that a scorer's block holds at most: 16 MB of scores. */
const BLOCK_SCORES = 4e6;

export function rowsScorer(options: ScorerOptions): NetworkScorer {
  const { kernels, network, tables, itemCount } = options;
  expectTables(network, tables);
  const block = Math.max(16, Math.min(256, Math.floor(BLOCK_SCORES / itemCount / 16) * 16));
  const stride = strideFor(itemCount);
  const lease = new Lease(kernels);
  let entries = 1024;
  let input = buffers(kernels, block, entries);
  let program = rowProgram(kernels, network, tables, { users: block, entries }, input);
  const { plan, claims, identity } = openPlan(options, program);
  const scores = kernels.f32(block * stride);
  plan.set(0, {
    ...{ items: kernels.at(identity), itemCount, allItems: 1, training: 0 },
    ...{ out: kernels.at(scores), outRow: 4 * stride },
  });
  lease.seal();

  function load(users: Uint32Array, history: Rows | null, from: number): number {
    const count = Math.min(block, users.length - from);
    const picked = users.subarray(from, from + count);
    for (const { of, tables: names } of program.operations)
      if (of === 'user') expectIndices('rows', 'users', picked, tables.table(names[0]).rows);
    if (history) {
      const [first, end] = [history.start[from], history.start[from + count]];
      if (end - first > entries) {
        entries = 2 * (end - first);
        input = buffers(kernels, block, entries);
        program = rowProgram(kernels, network, tables, { users: block, entries }, input);
        plan.set(0, { operations: program.records.address, input: program.input.address });
      }
      loadRows(input, {
        start: history.start.subarray(from, from + count + 1).map((at) => at - first),
        items: history.items.subarray(first, end),
        values: history.values && history.values.subarray(first, end),
      });
    }
    program.users.items.set(picked);
    setValues(program, history?.values ? kernels.at(input.values) : 0);
    plan.set(0, { users: count, tile: tileFor(count, kernels.threads) });
    claims.fill(0);
    return count;
  }

  function check(users: Uint32Array, history: Rows | null, out: Float32Array): void {
    expectLength('rows', 'out', out, users.length * itemCount);
    if (history) expectRows('input', history, users.length, itemCount, 0xffffffff);
    else if (program.operations.some(({ of }) => of === 'entries'))
      throw new KernelInputError('rows', 'input', 'is missing', 'the histories of the users');
  }

  const store = (from: number, count: number, out: Float32Array) => {
    for (let b = 0; b < count; b++)
      out.set(scores.subarray(b * stride, b * stride + itemCount), (from + b) * itemCount);
  };

  return {
    scorePairs() {
      throw new KernelInputError('rows', 'scorePairs', 'is not what a network of rows has', 'scoreAll');
    },
    scoreAll(users, history, out) {
      check(users, history, out);
      for (let from = 0; from < users.length; from += block) {
        const count = load(users, history, from);
        kernels.exports.rowsScore(plan.address, 0);
        store(from, count, out);
      }
    },
    async scoreMany(users, history, out, signal) {
      check(users, history, out);
      for (let from = 0; from < users.length; from += block) {
        const count = load(users, history, from);
        await kernels.run('rowsScore', [plan.address], signal);
        store(from, count, out);
      }
    },
    close: () => lease.close(),
  };
}
