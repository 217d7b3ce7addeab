import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Kernels } from '../kernels/kernels.ts';
import type { Matrix } from '../kernels/matrix.ts';
import { Random } from '../random.ts';
import { openPortable } from './backends/open.ts';
import { BackendProbe } from './backends/probe.ts';
import type { BackendReport } from './backends/backends.ts';
import {
  slotsOf,
  type Executor,
  type NetworkTables,
  type OptimizerSettings,
  type StepOutcome,
  type StepSettings,
} from './executor.ts';
import { fused } from './fused.ts';
import { graphHere } from './graph/executor.ts';
import { graphNative } from './graph/native.ts';
import { LAYER_IDS, type LayerId, type Network } from './network.ts';
import {
  gradientStep,
  histories,
  LAYER_CASES,
  LOSS_CASES,
  OPTIMIZER_CASES,
  pairs,
  rowBatch,
  SIZE,
  type ParityCase,
} from './parity-cases.ts';
import { plain } from './plain.ts';
import { models } from '../models/registry.ts';
import { withDefaults } from '../../../shared/parameters.ts';

/*
 * One suite for all that computes networks: every layer (value and gradients), every loss, every optimiser (1 and 10
 * steps), compared with `plain`, the formulas in doubles, in the same order of sections as a step has. `cpu`, the
 * reference among the backends, is held to the same numbers.
 */
const TARGETS = ['fused', 'cpu', 'wasm', 'tensorflow', 'cuda'] as const;
type Target = (typeof TARGETS)[number];
type Support = 'same' | { readonly unsupported: string };

const everywhere = { fused: 'same', cpu: 'same', wasm: 'same', tensorflow: 'same', cuda: 'same' } as const;

/** A pair that is not supported says why here; one that starts to work fails, so that it is said here. */
const SUPPORT = {
  embedding: everywhere,
  bag: everywhere,
  concat: everywhere,
  multiply: everywhere,
  add: everywhere,
  dot: everywhere,
  cosine: everywhere,
  outer: everywhere,
  dense: everywhere,
  convolution: everywhere,
  'sum-pool': everywhere,
  activation: everywhere,
  dropout: everywhere,
  'batch-norm': everywhere,
  range: everywhere,
  gaussian: everywhere,
  'item-scores': everywhere,
} satisfies Record<LayerId, Record<Target, Support>>;

/** Closeness: |a - b| <= absolute + relative |b|. Values and losses, gradients, tables after ten steps of an optimiser. */
const CLOSE = {
  value: { absolute: 2e-6, relative: 1e-5 },
  gradient: { absolute: 5e-6, relative: 5e-5 },
  /** Of a sum over all examples and items, whose gradients are that much larger than the values they change. */
  summed: { absolute: 1e-4, relative: 1e-4 },
  tenSteps: { absolute: 1e-4, relative: 5e-4 },
} as const;

let kernels: Kernels;
let reports: readonly BackendReport[];
const executors: Partial<Record<Target, Executor>> = {};

beforeAll(async () => {
  kernels = await Kernels.open({ threads: 2 });
  reports = await new BackendProbe().reports();
  executors.fused = fused;
  executors.cpu = graphHere(openPortable, 'cpu');
  executors.wasm = graphHere(openPortable, 'wasm');
  for (const device of ['tensorflow', 'cuda'] as const)
    if (reports.some(({ id, available }) => id === device && available))
      executors[device] = graphNative({ device, threads: 2, keep: true }, executors.wasm);
  for (const target of TARGETS) {
    if (executors[target]) continue;
    const reason = reports.find(({ id }) => id === target)?.reason;
    console.log(`parity: ${target} is left out: ${reason ?? 'not part of this build'}`);
  }
}, 60_000);
afterAll(async () => {
  for (const executor of Object.values(executors)) await executor.close?.();
  await kernels.close();
});

interface TestTables extends NetworkTables {
  readonly all: ReadonlyMap<string, Matrix>;
}

/** The same starting values for whoever asks. */
function tablesFor(network: Network, optimizer: OptimizerSettings): TestTables {
  const all = new Map<string, Matrix>();
  for (const { name, rows, columns, group, initial } of network.tables) {
    const matrix = kernels.matrix(rows, columns);
    const values = new Random(3, name).normal(new Float32Array(rows * columns), deviationOf(initial));
    for (let r = 0; r < rows; r++)
      for (let f = 0; f < columns; f++)
        matrix.data[r * matrix.stride + f] =
          initial.kind === 'constant' && group !== 'norm' ? initial.value : values[r * columns + f];
    all.set(name, matrix);
    if (group === 'state') continue;
    for (const suffix of slotsOf(optimizer)) {
      const slot = kernels.matrix(rows, columns);
      if (suffix === 'v')
        for (let r = 0; r < rows; r++)
          slot.data.fill(optimizer.initialAccumulator, r * slot.stride, r * slot.stride + columns);
      all.set(`${name}/${suffix}`, slot);
    }
  }
  return { all, table: (name) => all.get(name)!, slot: (name, suffix) => all.get(`${name}/${suffix}`)! };
}

const deviationOf = (initial: Network['tables'][number]['initial']): number => {
  switch (initial.kind) {
    case 'xavier-uniform':
    case 'xavier-normal':
      return Math.sqrt(2 / (initial.fanIn + initial.fanOut));
    case 'torch-linear':
      return 1 / Math.sqrt(3 * initial.fanIn);
    case 'he-normal':
      return Math.sqrt(2 / initial.fanIn);
    default:
      return 'deviation' in initial ? initial.deviation : 0.4;
  }
};

const unpadded = ({ rows, columns, stride, data }: Matrix): Float32Array => {
  const out = new Float32Array(rows * columns);
  for (let r = 0; r < rows; r++) out.set(data.subarray(r * stride, r * stride + columns), r * columns);
  return out;
};

interface Outcome {
  readonly loss: number;
  readonly gradientNorm: number;
  /** The step that diverged; nothing else can be compared then. */
  readonly badStep: number | null;
  readonly tables: ReadonlyMap<string, Float32Array>;
}

const userHistories = histories(SIZE.users, SIZE.items, true);
const ofBoth = { user: userHistories, item: histories(SIZE.items, SIZE.users, false) };

async function train(
  executor: Executor,
  { network, batch }: Pick<ParityCase, 'network' | 'batch'>,
  optimizer: OptimizerSettings,
  steps: readonly Omit<StepSettings, 'klWeight'>[],
): Promise<Outcome> {
  const tables = tablesFor(network, optimizer);
  const trainer = await executor.trainer({
    ...{ kernels, network, tables, optimizer, seed: 5, itemCount: SIZE.items, histories: ofBoth },
    limits: { examples: 100, entries: 1000 },
  });
  let last: StepOutcome = { loss: NaN, examples: 0, gradientNorm: NaN, bad: null };
  for (const step of steps) {
    last = await trainer.run(batch, [{ ...step, klWeight: 0.3 }]);
    if (last.bad) break;
  }
  await trainer.sync();
  await trainer.close();
  const { loss, gradientNorm, bad } = last;
  return {
    loss,
    gradientNorm,
    badStep: bad?.step ?? null,
    tables: new Map([...tables.all].map(([name, table]) => [name, unpadded(table)])),
  };
}

async function scores(executor: Executor, { network, batch }: ParityCase): Promise<Float32Array> {
  const tables = tablesFor(network, gradientStep);
  const scorer = await executor.scorer({ kernels, network, tables, itemCount: SIZE.items, histories: ofBoth });
  try {
    if (batch.kind === 'rows') {
      const out = new Float32Array(batch.users.length * SIZE.items);
      scorer.scoreAll(batch.users, batch.input, out);
      return out;
    }
    const users = Uint32Array.of(0, 4, 10);
    const [out, all] = [new Float32Array(batch.users.length), new Float32Array(users.length * SIZE.items)];
    scorer.scorePairs(batch.users, batch.items, out);
    scorer.scoreAll(users, null, all);
    return Float32Array.from([...out, ...all]);
  } finally {
    scorer.close();
  }
}

/** NaN is close to NaN alone, an infinity to itself alone. */
function expectClose(
  what: string,
  got: ArrayLike<number>,
  wanted: ArrayLike<number>,
  { absolute, relative }: { absolute: number; relative: number },
): void {
  expect(got.length, `${what}: length`).toBe(wanted.length);
  for (let k = 0; k < wanted.length; k++) {
    const [a, b] = [got[k], wanted[k]];
    if (Object.is(a, b) || Math.abs(a - b) <= absolute + relative * Math.abs(b)) continue;
    expect.fail(`${what}, element ${k}: ${a}, the reference has ${b}`);
  }
}

function expectSame(got: Outcome, wanted: Outcome, close: { absolute: number; relative: number }): void {
  if (wanted.badStep !== null) {
    // In 32 bits numbers end a little earlier than in the reference's doubles.
    expect(got.badStep).toBeGreaterThanOrEqual(wanted.badStep - 1);
    expect(got.badStep).toBeLessThanOrEqual(wanted.badStep);
    return;
  }
  expectClose('loss', [got.loss], [wanted.loss], CLOSE.value.relative > close.relative ? CLOSE.value : close);
  expectClose('norm of the gradient', [got.gradientNorm], [wanted.gradientNorm], close);
  expect([...got.tables.keys()]).toEqual([...wanted.tables.keys()]);
  for (const [name, values] of wanted.tables) expectClose(name, got.tables.get(name)!, values, close);
}

const STEP = { step: 3, learningRate: 1, momentum: 0 };

/** The case on every target that is here: as the table says. */
async function onEveryTarget(
  { layers }: Pick<ParityCase, 'layers'>,
  compare: (executor: Executor) => Promise<void>,
): Promise<void> {
  for (const target of TARGETS) {
    const executor = executors[target];
    if (!executor) continue;
    const support = (layers.map((id) => SUPPORT[id][target]) as Support[]).find((each) => each !== 'same');
    const outcome = await compare(executor).then(
      () => null,
      (error: unknown) => error as Error,
    );
    if (support === undefined && outcome) throw new Error(`${target}: ${outcome.message}`, { cause: outcome });
    if (support !== undefined && outcome === null)
      throw new Error(`${target} can do this by now; the table says: ${support.unsupported}`);
  }
}

test('every layer is in some case', () => {
  expect(new Set(LAYER_CASES.flatMap(({ layers }) => layers))).toEqual(new Set(LAYER_IDS));
});

describe('layers', () => {
  test.each(LAYER_CASES.map((each) => [each.name, each] as const))('%s', async (_, each) => {
    const wanted = await train(plain, each, gradientStep, [STEP]);
    const wantedScores = await scores(plain, each);
    expect(wanted.gradientNorm).toBeGreaterThan(1e-4);
    await onEveryTarget(each, async (executor) => {
      expectClose('scores', await scores(executor, each), wantedScores, CLOSE.value);
      // A step of gradient descent at rate 1: what a table lost is its gradient.
      expectSame(await train(executor, each, gradientStep, [STEP]), wanted, CLOSE.gradient);
    });
  });
});

describe('losses', () => {
  test.each(LOSS_CASES.map((each) => [each.name, each] as const))('%s', async (_, each) => {
    const wanted = await train(plain, each, gradientStep, [STEP]);
    const close = each.network.loss.reduction === 'sum' ? CLOSE.summed : CLOSE.gradient;
    await onEveryTarget(each, async (executor) => {
      expectSame(await train(executor, each, gradientStep, [STEP]), wanted, close);
    });
  });
});

describe('optimisers', () => {
  const names = ['multiply and dense', 'tied ends'];
  const cases = OPTIMIZER_CASES.flatMap((optimizer) => names.map((name) => [optimizer.name, name, optimizer] as const));
  test.each(cases)('%s: %s', async (_, name, { settings, rate, beta, tenSteps = CLOSE.tenSteps }) => {
    const each = LAYER_CASES.find((one) => one.name === name)!;
    for (const count of [1, 10]) {
      const steps = Array.from({ length: count }, (_, k) => ({ step: k + 1, learningRate: rate, momentum: beta }));
      const wanted = await train(plain, each, settings, steps);
      await onEveryTarget(each, async (executor) => {
        expectSame(await train(executor, each, settings, steps), wanted, count === 1 ? CLOSE.gradient : tenSteps);
      });
    }
  });
});

describe('models: three steps of every stage', () => {
  const size = { ...SIZE, interactions: 60 };
  const cases = models.flatMap((model) => {
    // Their quick look: the widths of the sources take the reference minutes.
    const values = withDefaults(model.parameters, model.presets?.find(({ id }) => id === 'quick')?.parameters ?? {});
    return (model.stages?.({ size, values, view: null }) ?? []).map(
      (stage) => [`${model.id}, ${stage.name}`, stage] as const,
    );
  });
  test('are all that say they run on graph', () => {
    const networks = models.filter(({ executors }) => executors.includes('graph')).map(({ id }) => id);
    expect(models.filter((model) => model.stages !== undefined).map(({ id }) => id)).toEqual(networks);
  });
  test.each(cases)('%s', async (_, { network, optimizer: own }) => {
    // Optimisers are compared above. Adam would blow up what rounding leaves of gradients that are 0, such as those of a
    // bias before batch norm.
    const optimizer = { ...own, kind: 'sgd', withMomentum: false } as const;
    const batch = network.kind === 'rows' ? rowBatch(5, null) : pairs(20, network.loss.kind);
    const steps = [1, 2, 3].map((step) => ({ step, learningRate: 0.002, momentum: 0.9 }));
    const wanted = await train(plain, { network, batch }, optimizer, steps);
    const used = [...new Set(network.nodes.map(({ layer }) => layer))];
    await onEveryTarget({ layers: used }, async (executor) => {
      expectSame(await train(executor, { network, batch }, optimizer, steps), wanted, CLOSE.tenSteps);
    });
  });
});

describe('memory', () => {
  test.each(['cpu', 'wasm'] as const)('%s: as many tensors after 1,000 steps as before', async (backend) => {
    const { tf } = await openPortable(backend);
    const each = LAYER_CASES.find(({ name }) => name === 'hidden layers and dropout')!;
    const adam = OPTIMIZER_CASES.find(({ name }) => name === 'Adam')!;
    const steps = (from: number, count: number) =>
      Array.from({ length: count }, (_, k) => ({ step: from + k, learningRate: 0.001, momentum: 0.9 }));
    const before = tf.memory();
    await train(executors[backend]!, each, adam.settings, steps(1, 1000));
    expect(tf.memory().numTensors).toBe(before.numTensors);
    expect(tf.memory().numDataBuffers).toBe(before.numDataBuffers);
  });
});
