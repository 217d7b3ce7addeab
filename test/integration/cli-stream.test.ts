import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { Random } from '../../src/main/engine/random.ts';
import { commandLine, get } from './cli-support.ts';

// Incremental learning, the learning-rate finder and a training that diverges, as a user runs them.
const { folder, json, write, remove } = commandLine('stream');
const run = (...args: string[]) => json('w', ...args);
const EVENTS = [
  'factors=8,loss=binary-cross-entropy,negatives=4,optimizer=adam,learningRate=0.01',
  'batchSize=64,epochs=10',
].join(',');

/** 60 users of two groups; a third of the way through time each group turns to other items. */
function turning(): string {
  const random = new Random(4, 'turning');
  const lines = ['userId,movieId,rating,timestamp'];
  for (let user = 0; user < 60; user++) {
    const taken = new Set<number>();
    while (taken.size < 24) {
      const item = 40 * (taken.size < 8 ? 0 : 1) + 20 * (user % 2) + random.below(20);
      if (taken.has(item)) continue;
      taken.add(item);
      lines.push(`u${user},i${item},${1 + (item % 5)},${1_400_000_000 + taken.size * 1000 + user}`);
    }
  }
  return lines.join('\n') + '\n';
}

beforeAll(() => {
  write('ratings.csv', turning());
  run('import', 'ratings.csv', '--name', 'films');
  run('view', 'films', '--name', 'v', '--split', 'none');
}, 60_000);
afterAll(remove);

test('stream: what is learned event by event beats the frozen bootstrap and popularity, and is an ordinary run', () => {
  const streamed = run(
    'stream',
    'v',
    'simple-cf',
    '--bootstrap',
    '.3',
    '--window',
    '200',
    '--set',
    EVENTS,
    '--name',
    's',
  );
  expect(streamed.ok).toBe(true);
  expect(get(streamed, 'stream.bootstrapEvents')).toBe(432);
  expect(get(streamed, 'stream.events')).toBe(60 * 24 - 432);
  const { learned, frozen, popularity } = get(streamed, 'stream.lastQuarter') as Record<string, number>;
  expect(learned).toBeGreaterThan(frozen + 0.1);
  expect(learned).toBeGreaterThan(popularity + 0.02);
  const again = run('stream', 'v', 'simple-cf', '--bootstrap', '.3', '--window', '200', '--set', EVENTS);
  expect(get(again, 'stream.points')).toEqual(get(streamed, 'stream.points'));

  const items = get(run('recommend', 's', '--user', 'u4', '-k', '5', '--include-seen'), 'users.0.items') as {
    item: string;
  }[];
  // An even user: of items 40 to 59 since the turn.
  const after = items.filter(({ item }) => Number(item.slice(1)) >= 40 && Number(item.slice(1)) < 60);
  expect(after.length).toBeGreaterThanOrEqual(4);
}, 60_000);

test('stream refuses a model that goes through all interactions at once, and one of whole histories', () => {
  for (const model of ['bpr-mf', 'recoder-mf'])
    expect(run('stream', 'v', model)).toMatchObject({
      ok: false,
      error: { code: 'REFUSED', message: expect.stringContaining('event by event') as string },
    });
});

test('a training that diverges stops with step, value and advice, and keeps its last good checkpoint', () => {
  run('view', 'films', '--name', 'parts', '--split', 'per-user:0.8,0.1,0.1');
  // The rate rises from 0.04 to 1: the first epochs go well.
  const settings = 'factors=8,batchSize=4,learningRate=1,schedule=one-cycle,epochs=20';
  const { error } = run('train', 'parts', 'simple-cf', '--set', settings, '--name', 'd') as unknown as {
    error: { code: string; message: string; details: Record<string, unknown> };
  };
  expect(error).toMatchObject({ code: 'BAD_INPUT', details: { parameter: 'learningRate' } });
  const { step, epoch, loss, next } = error.details as { step: number; epoch: number; loss: string; next: string };
  expect(step).toBeGreaterThan(1);
  expect(epoch).toBeGreaterThan(1);
  expect(loss).toMatch(/NaN|∞/);
  expect(error.message).toContain(`step ${step}, in epoch ${epoch}`);
  expect(error.message).toContain(loss);
  expect(next).toContain('smaller learningRate, for example 0.1');
  const items = get(run('recommend', 'd', '--user', 'u4', '-k', '3'), 'users.0.items') as { score: number }[];
  expect(items).toHaveLength(3);
  for (const { score } of items) expect(Number.isFinite(score)).toBe(true);
  expect(run('train', '--resume', 'd').ok).toBe(false);
}, 60_000);

test('lr-find suggests a rate below the one at which the loss explodes, and writes the curve', () => {
  const found = run('lr-find', 'v', 'simple-cf', '--set', 'factors=8,batchSize=64', '--to', '1000', '--out', 'lr.csv');
  const points = found['points'] as { learningRate: number }[];
  expect(points.length).toBeGreaterThan(20);
  expect(found['stopped']).toMatch(/times its best|no number/);
  expect(found['suggestion']).toBeGreaterThan(1e-7);
  expect(found['suggestion']).toBeLessThan(points.at(-1)!.learningRate);
  const lines = readFileSync(join(folder, 'lr.csv'), 'utf8').trim().split('\n');
  expect(lines[0]).toBe('learningRate,loss,smoothed');
  expect(lines).toHaveLength(1 + points.length);
}, 30_000);
