import { expect, test } from 'vitest';
import { sharedSignal } from './signal.ts';

const flag = () => new Int32Array(new SharedArrayBuffer(4));

test('a loop that never yields sees the flag of another thread', () => {
  const shared = flag();
  const { signal } = sharedSignal(shared);
  expect(signal.aborted).toBe(false);
  expect(() => signal.throwIfAborted()).not.toThrow();
  Atomics.store(shared, 0, 1);
  expect(() => signal.throwIfAborted()).toThrow(expect.objectContaining({ name: 'AbortError' }));
  expect(signal.aborted).toBe(true);
});

test('listeners are told once, by the first look or by the message', () => {
  const shared = flag();
  const { signal, abort } = sharedSignal(shared);
  let told = 0;
  signal.addEventListener('abort', () => told++);
  Atomics.store(shared, 0, 1);
  expect(signal.aborted).toBe(true);
  abort();
  abort();
  expect(told).toBe(1);
  expect((signal.reason as Error).name).toBe('AbortError');
});

test('works with what combines signals', () => {
  const { signal, abort } = sharedSignal(flag());
  const either = AbortSignal.any([signal, new AbortController().signal]);
  abort();
  expect(either.aborted).toBe(true);
});
