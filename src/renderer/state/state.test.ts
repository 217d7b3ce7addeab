import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { href, readAddress } from './address.ts';
import { Latest } from './latest.ts';
import { Listeners } from './listeners.ts';

describe('addresses', () => {
  test('lead back to the place they were made for', () => {
    fc.assert(
      fc.property(
        fc.array(fc.string({ minLength: 1 }), { maxLength: 3 }),
        fc.dictionary(fc.string({ minLength: 1 }), fc.string({ minLength: 1 })),
        (path, params) => {
          const address = readAddress(href(path, params));
          expect(address.path).toEqual(path);
          expect(Object.fromEntries(address.params)).toEqual({ ...params });
        },
      ),
    );
  });

  test('leave out what is empty and survive what is malformed', () => {
    expect(href(['runs'], { a: null, b: undefined, c: '' })).toBe('#/runs');
    expect(readAddress('').path).toEqual([]);
    expect(readAddress('#/%E0%A4%A').path).toEqual(['%E0%A4%A']);
  });
});

describe('the newest question', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  test('is the only one that is asked and answered', async () => {
    const latest = new Latest(100);
    const asked: number[] = [];
    const answered: number[] = [];
    for (const n of [1, 2, 3])
      latest.ask(
        () => Promise.resolve(asked.push(n)),
        () => answered.push(n),
        () => undefined,
      );
    await vi.advanceTimersByTimeAsync(150);
    expect(asked).toEqual([3]);
    expect(answered).toEqual([3]);
  });

  test('takes back the one under way, whose late answer or failure counts no more', async () => {
    const latest = new Latest(0);
    const heard: string[] = [];
    let signal: AbortSignal | undefined;
    let settle: (() => void)[] = [];
    const slow = (failing: boolean) => (given: AbortSignal) => {
      signal ??= given;
      return new Promise<string>((resolve, reject) => {
        settle.push(() => (failing ? reject(new Error('late')) : resolve('late')));
      });
    };
    latest.ask(
      slow(true),
      (answer) => heard.push(answer),
      () => heard.push('failed'),
    );
    await vi.advanceTimersByTimeAsync(10);
    latest.ask(
      slow(false),
      (answer) => heard.push(answer),
      () => heard.push('failed'),
    );
    expect(signal?.aborted).toBe(true);
    await vi.advanceTimersByTimeAsync(10);
    latest.cancel();
    for (const each of settle) each();
    settle = [];
    await vi.advanceTimersByTimeAsync(10);
    expect(heard).toEqual([]);
  });
});

test('listeners hear their own key until they are taken off', async () => {
  const listeners = new Listeners<number>();
  const heard: number[] = [];
  const off = listeners.add('a', (value) => heard.push(value));
  const next = listeners.next('a');
  listeners.tell('a', 1);
  listeners.tell('b', 2);
  off();
  listeners.tell('a', 3);
  expect(heard).toEqual([1]);
  await expect(next).resolves.toBe(1);
});
