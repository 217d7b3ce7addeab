import { expect, test } from 'vitest';
import { Slots } from './slots.ts';

/** Work that ends when told to, and what has begun so far. */
function work() {
  const begun: string[] = [];
  const ends = new Map<string, PromiseWithResolvers<string>>();
  const start = (name: string) => () => {
    begun.push(name);
    const end = Promise.withResolvers<string>();
    ends.set(name, end);
    return end.promise;
  };
  return { begun, start, end: (name: string) => ends.get(name)!.resolve(name) };
}
const turn = () => new Promise((resolve) => setImmediate(resolve));

test('so many at once, the others in order', async () => {
  const slots = new Slots(2);
  const { begun, start, end } = work();
  const all = ['a', 'b', 'c', 'd'].map((name) => slots.use(start(name)));
  await turn();
  expect(begun).toEqual(['a', 'b']);
  end('b');
  await turn();
  expect(begun).toEqual(['a', 'b', 'c']);
  for (const name of ['a', 'c']) end(name);
  await turn();
  end('d');
  expect(await Promise.all(all)).toEqual(['a', 'b', 'c', 'd']);
});

test('a slot comes back from work that fails', async () => {
  const slots = new Slots(1);
  await expect(slots.use(() => Promise.reject(new Error('no')))).rejects.toThrow('no');
  expect(await slots.use(() => Promise.resolve(1))).toBe(1);
});

test('who is no longer wanted leaves the line, and nobody waits for it', async () => {
  const slots = new Slots(1);
  const { begun, start, end } = work();
  const first = slots.use(start('first'));
  const controller = new AbortController();
  const left = slots.use(start('left'), controller.signal);
  const last = slots.use(start('last'));
  controller.abort();
  await expect(left).rejects.toMatchObject({ name: 'AbortError' });
  end('first');
  await first;
  await turn();
  expect(begun).toEqual(['first', 'last']);
  end('last');
  await last;
  await expect(slots.use(start('late'), controller.signal)).rejects.toMatchObject({ name: 'AbortError' });
});
