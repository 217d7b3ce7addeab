import { expect, test } from 'vitest';
import { Cache, type Held } from './cache.ts';

class Thing implements Held {
  readonly name: string;
  readonly bytes: number;
  closed = 0;
  constructor(name: string, bytes = 1) {
    this.name = name;
    this.bytes = bytes;
  }
  close(): void {
    this.closed++;
  }
}

function setUp(limits: { entries: number; bytes: number }) {
  const made: Thing[] = [];
  const cache = new Cache<Thing>(limits);
  const use = <T>(key: string, work: (thing: Thing) => T | Promise<T>, bytes = 1) =>
    cache.use(
      key,
      () => {
        const thing = new Thing(key, bytes);
        made.push(thing);
        return Promise.resolve(thing);
      },
      work,
    );
  return { cache, made, use };
}

test('loads once, also for two calls at once, and keeps', async () => {
  const { made, use } = setUp({ entries: 2, bytes: 100 });
  const names = await Promise.all([use('a', ({ name }) => name), use('a', ({ name }) => name)]);
  expect(names).toEqual(['a', 'a']);
  await use('a', () => 1);
  expect(made.length).toBe(1);
  expect(made[0].closed).toBe(0);
});

test('drops the least recently used beyond the entries', async () => {
  const { cache, made, use } = setUp({ entries: 2, bytes: 100 });
  for (const key of ['a', 'b', 'a', 'c']) await use(key, () => 1);
  expect(cache.keys).toEqual(['a', 'c']);
  expect(made.map(({ name, closed }) => [name, closed])).toEqual([
    ['a', 0],
    ['b', 1],
    ['c', 0],
  ]);
});

test('drops by bytes; one that is larger than everything is used and then dropped', async () => {
  const { cache, made, use } = setUp({ entries: 10, bytes: 10 });
  await use('a', () => 1, 6);
  await use('b', () => 1, 6);
  expect(cache.keys).toEqual(['b']);
  await use('c', ({ closed }) => expect(closed).toBe(0), 50);
  expect(cache.keys).toEqual([]);
  expect(made.map(({ closed }) => closed)).toEqual([1, 1, 1]);
});

test('never closes what is in use', async () => {
  const { cache, made, use } = setUp({ entries: 1, bytes: 100 });
  const gate = Promise.withResolvers<undefined>();
  const long = use('a', async (thing) => {
    await gate.promise;
    expect(thing.closed).toBe(0);
  });
  await use('b', () => 1);
  cache.drop((key) => key === 'a');
  expect(made[0].closed).toBe(0);
  // Dropped while in use: the next call loads anew.
  await use('a', () => 1);
  gate.resolve(undefined);
  await long;
  expect(made.map(({ name, closed }) => [name, closed])).toEqual([
    ['a', 1],
    ['b', 1],
    ['a', 0],
  ]);
});

test('a failed load is told and not kept', async () => {
  const cache = new Cache<Thing>({ entries: 2, bytes: 100 });
  const fail = () => Promise.reject(new Error('no'));
  await expect(cache.use('a', fail, () => 1)).rejects.toThrow('no');
  expect(cache.keys).toEqual([]);
  expect(
    await cache.use(
      'a',
      () => Promise.resolve(new Thing('a')),
      () => 2,
    ),
  ).toBe(2);
});
