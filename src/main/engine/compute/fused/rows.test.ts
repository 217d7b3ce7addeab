import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Kernels } from '../../kernels/kernels.ts';
import { ACTIVATIONS, type Loss } from '../network.ts';
import type { OptimizerSettings } from '../executor.ts';
import { declare } from '../declare.ts';
import { plain } from '../plain.ts';
import { rowsRefusal } from './row-program.ts';
import { rowsScorer, rowsTrainer } from './rows.ts';
import {
  difference,
  optimizer,
  rowBatch,
  rowNetwork,
  rowsOf,
  seededTables,
  trainFused,
  trainPlain,
  type Case,
} from './rows-testing.ts';

let kernels: Kernels;
beforeAll(async () => {
  kernels = await Kernels.open({ threads: 2 });
});
afterAll(() => kernels.close());

const LOSSES: readonly Loss[] = [
  { kind: 'multinomial', reduction: 'mean' },
  { kind: 'multinomial', reduction: 'sum' },
  { kind: 'squared-error', reduction: 'mean', confidence: 0 },
  { kind: 'squared-error', reduction: 'item-mean', confidence: 3 },
  { kind: 'binary-cross-entropy', reduction: 'mean' },
  { kind: 'binary-cross-entropy', reduction: 'item-mean' },
];

async function agrees(of: Case, tolerance = 2e-5) {
  const mark = kernels.mark();
  const fused = await trainFused(kernels, of);
  const reference = await trainPlain(kernels, of);
  const found = difference(of.network, of.optimizer, fused, reference);
  kernels.release(mark);
  expect(found.figures).toBeLessThan(1e-4);
  expect(found.tables).toBeLessThan(tolerance);
}

/** With rate 1 and no moments a step moves a table by its gradient. */
const gradients = (of: Omit<Case, 'optimizer' | 'learningRate'>, more: Partial<OptimizerSettings> = {}) =>
  agrees({ ...of, optimizer: optimizer('sgd', more), learningRate: 1 });

describe('one step of gradient descent equals the reference', () => {
  for (const loss of LOSSES)
    for (const tied of [false, true])
      for (const set of [null, 20])
        for (const hidden of [[10], [12, 7], [9, 8, 5]])
          it(`${loss.kind}, ${loss.reduction}, ${tied ? 'tied' : 'untied'}, ${set ? 'item set' : 'all items'}, ${hidden.join('-')}`, () =>
            gradients({
              network: rowNetwork({ loss, tied, hidden }),
              batches: [rowBatch({ set, values: loss.kind !== 'binary-cross-entropy' })],
            }));

  for (const activation of ACTIVATIONS)
    it(`activation ${activation}`, () =>
      gradients({ network: rowNetwork({ activation, hidden: [11, 6] }), batches: [rowBatch({ set: 30 })] }));

  for (const set of [1, 63, 64, 65])
    it(`item set of ${set}`, () =>
      gradients({
        network: rowNetwork({ items: 130, tied: true, loss: LOSSES[4] }),
        batches: [rowBatch({ items: 130, set })],
      }));

  for (const users of [2, 16, 17, 50])
    it(`${users} users`, () => gradients({ network: rowNetwork({ users }), batches: [rowBatch({ users })] }));

  it("noise and dropout are the reference's", () =>
    gradients({
      network: rowNetwork({ noise: 0.5, dropout: 0.3, hidden: [10, 7] }),
      batches: [rowBatch({ users: 9, set: 33 })],
    }));

  it('a user embedding instead of a bag', () =>
    gradients({ network: rowNetwork({ embedding: true, dropout: 0.2 }), batches: [rowBatch({ set: 40 })] }));

  it('no item bias', () => gradients({ network: rowNetwork({ bias: false }), batches: [rowBatch({ set: 40 })] }));

  it('a gaussian layer with its divergence', () =>
    gradients({
      network: rowNetwork({ gaussian: true, hidden: [12, 8], noise: 0.5 }),
      batches: [rowBatch({})],
      klWeight: 0.2,
    }));

  it('penalty of the norm, l2 and decay by group', () =>
    gradients(
      { network: rowNetwork({ hidden: [10, 6] }), batches: [rowBatch({ set: 20 })] },
      { l2: { embedding: 0.01, weight: 0.02 }, decay: { weight: 0.1, bias: 0.05 }, normPenalty: { embedding: 0.03 } },
    ));

  it('frozen tables stay as they were', async () => {
    const network = rowNetwork({ hidden: [10, 6], tied: false });
    const frozen = new Set(['in', 'out/bias', 'hidden 0/weight']);
    const tables = network.tables.map((spec) => ({ ...spec, frozen: frozen.has(spec.name) }));
    const of: Case = {
      network: { ...network, tables },
      batches: [rowBatch({ set: 20 })],
      optimizer: optimizer('sgd'),
    };
    const mark = kernels.mark();
    const [fused, reference] = [await trainFused(kernels, of), await trainPlain(kernels, of)];
    expect(difference(of.network, of.optimizer, fused, reference).tables).toBeLessThan(2e-5);
    kernels.release(mark);
  });
});

describe('ten steps equal the reference', () => {
  const kinds: [string, OptimizerSettings][] = [
    ['adam', optimizer('adam')],
    ['adam, dense', optimizer('adam', { dense: true })],
    ['adam, l2 and decay', optimizer('adam', { l2: { embedding: 0.01 }, decay: { weight: 0.1 } })],
    ['momentum', optimizer('momentum')],
    ['adagrad', optimizer('adagrad')],
    ['rmsprop', optimizer('rmsprop')],
    ['rmsprop with momentum, dense', optimizer('rmsprop', { withMomentum: true, dense: true, epsilon: 1e-3 })],
  ];
  for (const [name, settings] of kinds)
    for (const tied of [false, true])
      it(`${name}, ${tied ? 'tied' : 'untied'}`, () =>
        agrees(
          {
            network: rowNetwork({ tied, hidden: [10, 6], noise: 0.3 }),
            batches: Array.from({ length: 10 }, (_, seed) => rowBatch({ seed, set: seed % 3 ? 25 : null })),
            optimizer: settings,
            learningRate: 0.01,
          },
          2e-4,
        ));
});

describe('whatever the threads', () => {
  it('the same bytes for 1, 2 and 4', async () => {
    const hashes = [];
    for (const threads of [1, 2, 4]) {
      const pool = await Kernels.open({ threads });
      const network = rowNetwork({ users: 90, items: 300, hidden: [24, 12], gaussian: true, noise: 0.4, dropout: 0.2 });
      const settings = optimizer('adam');
      const batches = [1, 2, 3].map((seed) => rowBatch({ users: 90, items: 300, seed, set: seed === 2 ? 150 : null }));
      const { tables, outcomes } = await trainFused(pool, { network, batches, optimizer: settings, klWeight: 0.1 });
      const hash = createHash('sha256');
      for (const { name } of network.tables) hash.update(tables.table(name).data).update(tables.slot(name, 'v').data);
      hashes.push([hash.digest('hex'), ...outcomes.map(({ loss, gradientNorm }) => [loss, gradientNorm])]);
      await pool.close();
    }
    expect(hashes[1]).toEqual(hashes[0]);
    expect(hashes[2]).toEqual(hashes[0]);
  });

  it("scores of all threads are those of the calling thread, and the reference's", async () => {
    const mark = kernels.mark();
    const [users, items] = [40, 333];
    for (const embedding of [false, true]) {
      const network = rowNetwork({
        users,
        items,
        hidden: [12, 9],
        noise: 0.5,
        dropout: 0.5,
        gaussian: true,
        embedding,
      });
      const tables = seededTables(kernels, network, optimizer('sgd'));
      const options = { kernels, network, tables, itemCount: items };
      const { users: who, input } = rowBatch({ users, items, values: true });
      const history = embedding ? null : input;
      const [alone, together, reference] = [0, 1, 2].map(() => new Float32Array(users * items));
      const scorer = rowsScorer(options);
      scorer.scoreAll(who, history, alone);
      await scorer.scoreMany(who, history, together);
      (await plain.scorer(options)).scoreAll(who, history, reference);
      expect(together).toEqual(alone);
      expect(Math.max(...alone.map((score, k) => Math.abs(score - reference[k])))).toBeLessThan(1e-5);
      const one = new Float32Array(items);
      const last =
        history &&
        rowsOf([[...input.items.subarray(input.start[users - 1])]], input.values!.slice(input.start[users - 1]));
      scorer.scoreAll(who.subarray(users - 1), last, one);
      expect(one).toEqual(alone.subarray((users - 1) * items));
      scorer.close();
    }
    kernels.release(mark);
  });
});

describe('what can go wrong', () => {
  const open = (network = rowNetwork({})) => {
    const tables = seededTables(kernels, network, optimizer('sgd'));
    const limits = { examples: 9, entries: 200 };
    return rowsTrainer({ kernels, network, tables, optimizer: optimizer('sgd'), seed: 1, itemCount: 70, limits });
  };
  const step = { step: 3, learningRate: 0.1, momentum: 0, klWeight: 0 };

  it('a loss that is not finite is told with its step', async () => {
    const network = rowNetwork({ loss: LOSSES[2] });
    const tables = seededTables(kernels, network, optimizer('sgd'));
    tables.table('out').data[5 * tables.table('out').stride] = Infinity;
    const limits = { examples: 9, entries: 200 };
    const trainer = rowsTrainer({
      ...{ kernels, network, tables, optimizer: optimizer('sgd'), seed: 1, itemCount: 70, limits },
    });
    const { bad } = await trainer.run(rowBatch({}), [step]);
    expect(bad?.step).toBe(3);
    expect(Number.isFinite(bad?.loss)).toBe(false);
  });

  it('an abort rejects, and the next step finds everything in order', async () => {
    const trainer = open();
    const control = new AbortController();
    const running = trainer.run(rowBatch({}), [step], control.signal);
    control.abort();
    await expect(running).rejects.toThrow();
    const outcome = await trainer.run(rowBatch({}), [step]);
    expect(outcome.bad).toBeNull();
  });

  it.each([
    ['more users than said', rowBatch({ users: 10 })],
    ['more entries than said', rowBatch({ users: 9, set: 70, seed: 2, items: 70 }), 30],
    ['an item that the view has not', { ...rowBatch({}), input: rowsOf(Array.from({ length: 9 }, () => [70])) }],
    [
      'a position beyond the item set',
      { ...rowBatch({ set: 5 }), target: rowsOf(Array.from({ length: 9 }, () => [5])) },
    ],
    ['offsets of another batch', { ...rowBatch({}), input: rowsOf([[1], [2]]) }],
  ])('refuses %s', async (_, batch, entries = 200) => {
    const network = rowNetwork({});
    const tables = seededTables(kernels, network, optimizer('sgd'));
    const limits = { examples: 9, entries };
    const trainer = rowsTrainer({
      ...{ kernels, network, tables, optimizer: optimizer('sgd'), seed: 1, itemCount: 70, limits },
    });
    await expect(trainer.run(batch, [step])).rejects.toThrow(/^rows: /);
  });

  it('says which networks it cannot run', () => {
    const initial = { kind: 'constant', value: 0 } as const;
    const net = declare('rows', { users: 3, items: 4 });
    const bag = net.batchNorm('norm', net.bag('in', 'user', 8, { initial }));
    const loss = { kind: 'multinomial', reduction: 'mean' } as const;
    expect(rowsRefusal(net.minimise(net.itemScores('out', bag, { initial }), loss))).toContain('batch-norm');
    expect(rowsRefusal(rowNetwork({ gaussian: true, dropout: 0.5 }))).toBeNull();
  });
});
