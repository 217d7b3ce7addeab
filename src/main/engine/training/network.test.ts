import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { EpochRow } from '../../../shared/contract/runs.ts';
import type { ParameterValues } from '../../../shared/parameters.ts';
import { declare } from '../compute/declare.ts';
import type { Initial } from '../compute/network.ts';
import { Kernels } from '../kernels/kernels.ts';
import type { ModelDefinition } from '../models/definition.ts';
import { defineNetworkModel } from '../models/network-model.ts';
import { batchesFrom, optimizerFrom, scheduleFrom } from '../models/stages.ts';
import { madeUpView } from './calibration.ts';
import type { SavedTraining, TrainingState } from './checkpoints.ts';
import { fitModel } from './context.ts';
import { readSafetensors, writeSafetensors } from './safetensors.ts';

let kernels: Kernels;
beforeAll(async () => {
  kernels = await Kernels.open({ threads: 1 });
});
afterAll(() => kernels.close());

const view = madeUpView({ users: 14, items: 12, perUser: 5, heldOut: 1, seed: 3 });
const initial: Initial = { kind: 'normal', mean: 0, deviation: 0.1 };

const about = {
  title: 'Test',
  paper: '',
  summary: '',
  family: 'network',
  about: '',
  data: '',
  needs: [],
  offers: ['ranking'],
  parameters: {},
  monitor: 'ndcg@10',
  metrics: [],
} as const;

/** A product trained by BPR, then a network of layers with dropout over the same tables. */
const staged: ModelDefinition = defineNetworkModel({
  ...about,
  id: 'staged',
  stages({ size, values }) {
    const tables = (net: ReturnType<typeof declare>) =>
      [net.embedding('users', 'user', 3, { initial }), net.embedding('items', 'item', 3, { initial })] as const;
    const dot = declare('pairs', size);
    const mlp = declare('pairs', size);
    const both = mlp.concat(...tables(mlp));
    const hidden = mlp.dropout('drop', mlp.dense('hidden', both, 4, { activation: 'relu' }), 0.3);
    const rates = { learningRate: 0.05, ...(values as ParameterValues) };
    return [
      {
        name: 'pretraining',
        network: dot.minimise(dot.dot(...tables(dot)), { kind: 'bpr', reduction: 'mean' }),
        epochs: 2,
        batches: batchesFrom('pairwise', {}, { batchSize: 16, negatives: 1 }),
        optimizer: optimizerFrom({}, { kind: 'adagrad', initialAccumulator: 0.1 }),
        schedule: scheduleFrom(rates),
      },
      {
        name: 'layers',
        network: mlp.minimise(mlp.dense('out', hidden, 1), { kind: 'binary-cross-entropy', reduction: 'mean' }),
        epochs: 3,
        batches: batchesFrom('implicit', {}, { batchSize: 20, negatives: 3, sampler: 'hardest', candidates: 2 }),
        optimizer: optimizerFrom({}),
        schedule: scheduleFrom({ ...rates, schedule: 'one-cycle' }),
      },
    ];
  },
});

/** An autoencoder whose steps score the items of a group alone. */
const rows: ModelDefinition = defineNetworkModel({
  ...about,
  id: 'rows',
  stages({ size }) {
    const net = declare('rows', size);
    const hidden = net.bag('in', 'user', 4, { initial, normalise: true, noise: 0.5 });
    const out = net.itemScores('out', net.activation('curve', hidden, 'tanh'), { initial });
    return [
      {
        name: 'training',
        network: net.minimise(out, { kind: 'multinomial', reduction: 'mean' }),
        epochs: 8,
        batches: batchesFrom('rows', { batchSize: 4, samplingUsers: 8 }, { binary: true }),
        optimizer: optimizerFrom({}),
        schedule: scheduleFrom({ learningRate: 0.1 }),
      },
    ];
  },
});

interface Session {
  hash: string;
  rows: EpochRow[];
  saved: Map<number, SavedTraining>;
}

/** Trains from `saved` on, keeping a checkpoint of every epoch. */
async function train(definition: ModelDefinition, saved: SavedTraining | null = null): Promise<Session> {
  const mark = kernels.mark();
  const session: Session = { hash: '', rows: [], saved: new Map() };
  const parameters: ParameterValues = { checkpointEvery: 1 };
  await fitModel({
    ...{ definition, parameters, view, kernels, saved, seed: 9, signal: new AbortController().signal },
    observer: {
      record: (row) => session.rows.push(row),
      progress: () => undefined,
      save(state: TrainingState, tensors) {
        const bytes = Buffer.concat([...writeSafetensors(tensors, {})]);
        session.hash = createHash('sha256').update(bytes).digest('hex');
        const copy = new Uint8Array(new SharedArrayBuffer(bytes.length));
        copy.set(bytes);
        const info = {} as SavedTraining['info']; // not read
        session.saved.set(state.epoch, { info, state: structuredClone(state), file: readSafetensors(copy) });
        return Promise.resolve();
      },
    },
  });
  kernels.release(mark);
  return session;
}

describe('training of networks', () => {
  test.each([
    ['in two stages', staged, 5],
    ['of rows', rows, 8],
  ] as const)('%s goes on bit for bit from any epoch, a stage border too', async (_, definition, epochs) => {
    const whole = await train(definition);
    expect(whole.rows.map(({ epoch }) => epoch)).toEqual(Array.from({ length: epochs }, (_unused, k) => k + 1));
    expect(whole.saved.size).toBeGreaterThan(1);
    for (const [epoch, saved] of whole.saved) {
      if (epoch === epochs) continue;
      const resumed = await train(definition, saved);
      expect(resumed.hash, `from epoch ${epoch}`).toBe(whole.hash);
      expect(resumed.rows.map(({ loss }) => loss)).toEqual(whole.rows.slice(epoch).map(({ loss }) => loss));
    }
  });

  test('tells stage, momentum and norm of the gradient, and learns', async () => {
    const { rows: told } = await train(staged);
    expect(told.map(({ stage }) => stage)).toEqual(['pretraining', 'pretraining', 'layers', 'layers', 'layers']);
    expect(told.at(-1)!.learningRate).toBeLessThan(0.05 / 100);
    expect(told.at(-1)!.momentum).toBeGreaterThan(0.94);
    for (const { gradientNorm } of told) expect(gradientNorm).toBeGreaterThan(0);
    const autoencoder = (await train(rows)).rows;
    expect(autoencoder.at(-1)!.loss).toBeLessThan(autoencoder[0].loss);
  });
});
