import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { commandLine, get, groupedRatings } from './cli-support.ts';

// Code of the user's own, as a user brings it: real files, real processes, one JSON document each.
const { folder, json, write, remove } = commandLine('plugins');
const run = (...args: string[]) => json('w', ...args);
const before = process.env['RECSMITH_USER_FOLDER'];

const METRIC = `// How often the first place is right.
export const metric = {
  id: 'first-place',
  better: 'higher',
  perUser: (positions) => (positions[0] === 0 ? 1 : 0),
};
`;

beforeAll(() => {
  process.env['RECSMITH_USER_FOLDER'] = `${folder}/user`;
  write('ratings.csv', groupedRatings());
  run('import', 'ratings.csv', '--name', 'films');
  run('view', 'films', '--name', 'v', '--split', 'per-user:0.8,0.1,0.1');
  run('train', 'v', 'bpr-mf', '--name', 'bpr', '--set', 'epochs=5', '--threads', '2', '--no-evaluate');
  write('first-place.js', METRIC);
}, 120_000);
afterAll(() => {
  if (before === undefined) delete process.env['RECSMITH_USER_FOLDER'];
  else process.env['RECSMITH_USER_FOLDER'] = before;
  remove();
});

describe('a model of the user’s own', () => {
  const example = join(import.meta.dirname, '../../examples/plugins/weighted-product.js');

  test('the example has at most 30 lines, trains better than popularity, and its run needs the file no more', () => {
    expect(readFileSync(example, 'utf8').split('\n').length).toBeLessThanOrEqual(31);
    const set = ['--set', 'factors=8,epochs=30,batchSize=64,learningRate=0.01', '--threads', '2'];
    const trained = run('train', 'v', 'weighted-product', '--plugin', example, '--name', 'own', ...set);
    expect(trained).toMatchObject({ ok: true, run: { model: 'weighted-product', modelTitle: 'Weighted product' } });
    expect(get(trained, 'executor')).toBe('fused');
    const losses = (get(trained, 'history') as { loss: number }[]).map(({ loss }) => loss);
    expect(losses.at(-1)).toBeLessThan(losses[0] / 2);
    expect(get(trained, 'verdict.beatsPopularity')).toBe(true);
    expect(run('recommend', 'own', '--user', 'u000')).toMatchObject({ ok: true, users: [{ known: true }] });
    expect(run('evaluate', 'own', '--metrics', 'rmse')).toMatchObject({ ok: true });
    // Its tables have names of the file's own, and equal seeds give equal figures.
    const again = run('train', 'v', 'weighted-product', '--plugin', example, '--name', 'own again', ...set);
    expect(get(again, 'metrics')).toEqual(get(trained, 'metrics'));
  });

  test.each([
    ['throws', 'throw new Error("out of order");', 'out of order'],
    [
      'returns the wrong shape',
      "return net.minimise(net.embedding('u', 'user', 4, { initial: { kind: 'constant', value: 0 } }), {});",
      'cannot end in embedding of 4',
    ],
    ['never ends', 'for (;;);', 'no sign of life'],
  ])(
    'that %s is told so, and the next command works',
    (_what, body, message) => {
      write(
        'bad.mjs',
        `export const model = { id: 'bad', title: 'Bad', examples: 'ratings', network(net) { ${body} } };`,
      );
      const failed = run('train', 'v', 'bad', '--plugin', 'bad.mjs');
      expect(failed).toMatchObject({ ok: false, error: { code: 'BAD_INPUT' } });
      expect(JSON.stringify(failed)).toContain(message);
      expect(JSON.stringify(failed)).toContain('bad.mjs');
      expect(run('list')).toMatchObject({ ok: true });
    },
    60_000,
  );

  test('cannot take the id of one that is there', () => {
    write('taken.mjs', "export const model = { id: 'bpr-mf', title: 'Mine', examples: 'ratings', network() {} };");
    expect(run('train', 'v', 'bpr-mf', '--plugin', 'taken.mjs')).toMatchObject({
      ok: false,
      error: { code: 'BAD_INPUT' },
    });
  });
});

test('a loss of the user’s own, in TensorFlow.js operations, trains as the engine’s own does where they say the same', () => {
  const file = (id: string, loss: string) => `
    export const loss = { id: 'squares', perExample: (tf, prediction, target) => tf.square(tf.sub(prediction, target)) };
    export const model = { id: '${id}', title: '${id}', examples: 'ratings', network(net) {
      const initial = { kind: 'normal', mean: 0.7, deviation: 0.1 };
      const score = net.dot(net.embedding('u', 'user', 4, { initial }), net.embedding('i', 'item', 4, { initial }));
      return net.minimise(score, ${loss}); } };`;
  write('own-loss.mjs', file('own-loss', "{ kind: 'custom', function: 'squares', reduction: 'mean' }"));
  write('their-loss.mjs', file('their-loss', "{ kind: 'squared-error', confidence: 0, reduction: 'mean' }"));
  const losses = ['own-loss', 'their-loss'].map((id) => {
    const trained = run('train', 'v', id, '--plugin', `${id}.mjs`, '--set', 'epochs=2,batchSize=256', '--threads', '1');
    expect(trained).toMatchObject({ ok: true, executor: id === 'own-loss' ? 'graph' : 'fused' });
    return (get(trained, 'history') as { loss: number }[]).map(({ loss }) => loss);
  });
  losses[0].forEach((loss, epoch) => expect(loss).toBeCloseTo(losses[1][epoch], 4));
  write(
    'shape.mjs',
    file('shape', "{ kind: 'custom', function: 'squares', reduction: 'mean' }").replace('tf.square(', 'tf.sum('),
  );
  const failed = run('train', 'v', 'shape', '--plugin', 'shape.mjs', '--set', 'epochs=1');
  expect(failed).toMatchObject({ ok: false, error: { code: 'BAD_INPUT' } });
  expect(JSON.stringify(failed)).toContain('tensor of []');
}, 60_000);

test('a collator of the user’s own makes the examples, the same ones for the same seed', () => {
  write(
    'collated.mjs',
    `export const collator = { id: 'ones-and-noughts', collate: (rows, items, random) => {
      const out = { users: [], items: [], targets: [] };
      for (const { user, items: own } of rows) for (const item of own) {
        out.users.push(user, user); out.items.push(item, Math.floor(random() * items)); out.targets.push(1, 0);
      }
      return out; } };
    export const model = { id: 'collated', title: 'Collated', examples: 'collated', network(net) {
      const initial = { kind: 'normal', mean: 0, deviation: 0.1 };
      const score = net.dot(net.embedding('u', 'user', 8, { initial }), net.embedding('i', 'item', 8, { initial }));
      return net.minimise(score, { kind: 'binary-cross-entropy', reduction: 'mean' }); } };`,
  );
  const set = ['--plugin', 'collated.mjs', '--set', 'epochs=20,batchSize=16,learningRate=0.05', '--threads', '2'];
  const [once, again] = [1, 2].map(() => run('train', 'v', 'collated', ...set));
  expect(once).toMatchObject({ ok: true });
  expect(get(once, 'verdict.beatsPopularity')).toBe(true);
  expect(get(again, 'metrics')).toEqual(get(once, 'metrics'));
}, 60_000);

test('a recommender of the user’s own orders the list, seen items left out', () => {
  write(
    'last-first.mjs',
    `export const recommender = { id: 'last-first', title: 'Last first',
       rank: (scores, ids, history) => scores.map((score, k) => (Number.isNaN(score) ? NaN : Number(ids[k]) + history.length / 1000)) };`,
  );
  const result = run(
    'recommend',
    'bpr',
    '--user',
    'u000',
    '-k',
    '3',
    '--by',
    'last-first',
    '--plugin',
    'last-first.mjs',
  );
  expect(result).toMatchObject({ ok: true });
  const items = get(result, 'users.0.items') as { item: string; score: number }[];
  expect(items.map(({ item }) => item)).toEqual(
    [...items]
      .map(({ item }) => item)
      .sort()
      .reverse(),
  );
  expect(items[0].score).toBeGreaterThan(50);
  expect(run('recommend', 'bpr', '--user', 'u000', '--by', 'last-first')).toMatchObject({
    ok: false,
    error: { code: 'NOT_FOUND' },
  });
});

describe('a metric of the user’s own', () => {
  test('is measured where its file is named, and equals Hit@1', () => {
    const result = run('evaluate', 'bpr', '--metrics', 'first-place,hit@1', '--plugin', 'first-place.js');
    expect(result).toMatchObject({ ok: true });
    expect(get(result, 'metrics.first-place.mean')).toBe(get(result, 'metrics.hit@1.mean'));
    // Named once, it is not trusted for good.
    expect(run('plugins')).toMatchObject({ plugins: [] });
    expect(run('evaluate', 'bpr', '--metrics', 'first-place')).toMatchObject({
      ok: false,
      error: { code: 'BAD_INPUT' },
    });
  });

  test('is at hand once it is trusted, until it changes or is forgotten', () => {
    const trusted = run('plugins', '--trust', 'first-place.js');
    expect(trusted).toMatchObject({
      ok: true,
      plugin: { state: 'ready', exports: [{ kind: 'metric', id: 'first-place' }] },
    });
    expect(run('evaluate', 'bpr', '--metrics', 'first-place@5')).toMatchObject({ ok: true });
    write('first-place.js', `${METRIC}// changed\n`);
    expect(run('plugins')).toMatchObject({ plugins: [{ state: 'changed', exports: [] }] });
    expect(run('evaluate', 'bpr', '--metrics', 'first-place@5')).toMatchObject({
      ok: false,
      error: { code: 'BAD_INPUT' },
    });
    expect(run('plugins', '--forget', 'first-place.js')).toMatchObject({ forgotten: true });
    expect(run('plugins')).toMatchObject({ plugins: [] });
  });

  test('that throws fails the evaluation, with its line, and nothing else', () => {
    write(
      'broken.js',
      "export const metric = { id: 'broken', better: 'higher',\n  perUser() { throw new Error('not today'); } };",
    );
    const failed = run('evaluate', 'bpr', '--metrics', 'broken', '--plugin', 'broken.js');
    expect(failed).toMatchObject({ ok: false, error: { code: 'BAD_INPUT' } });
    expect(JSON.stringify(failed)).toContain('not today');
    expect(JSON.stringify(failed)).toContain('broken.js: perUser, line 2');
    expect(run('evaluate', 'bpr', '--metrics', 'hit@1')).toMatchObject({ ok: true });
  });
});
