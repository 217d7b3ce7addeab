import { implement } from '@orpc/server';
import { flushSync } from 'svelte';
import { beforeEach, expect, test, vi } from 'vitest';
import { contract } from '../../../shared/contract.ts';
import type { RunSummary } from '../../../shared/contract/runs.ts';
import { LocalTransport } from '../../client/testing.ts';
import { Application } from '../../state/application.svelte.ts';
import { ExploreState } from './explore.svelte.ts';
import { readExplore, type ExplorePlace } from './place.ts';

// Against an engine of the test's own making that notes what it is asked.
const os = implement(contract);
const card = (id: string, title: string | null, interactions: number) => ({ id, title, interactions });
let asked: string[];
let factors: boolean;
const router = {
  embeddings: {
    describe: os.embeddings.describe.handler(() => {
      asked.push('describe');
      return { factors: 8, items: 3, users: 9, itemBias: true, userBias: false, offset: 0 };
    }),
    map: os.embeddings.map.handler(({ input, errors }) => {
      asked.push(`map of ${input.of}`);
      if (!factors) throw errors.BAD_INPUT({ message: 'Popularity has no factors.', data: {} });
      return {
        of: input.of,
        explained: [0.3, 0.1],
        points: [
          { ...card('1', 'Amélie (2001)', 40), at: [1, 2] },
          { ...card('2', 'Die Hard (1988)', 10), at: [-1, 0] },
          { ...card('x7', null, 5), at: [0, -1] },
        ],
        rows: 3,
        seconds: 0.1,
      };
    }),
    biases: os.embeddings.biases.handler(({ input }) => {
      asked.push(`biases of ${input.of}, ${input.k}`);
      return { of: input.of, most: [], least: [], mean: 0, deviation: 1, rows: 3, offset: 0 };
    }),
    factor: os.embeddings.factor.handler(({ input }) => {
      asked.push(`factor ${input.factor} of ${input.of}`);
      return { of: input.of, factor: input.factor, factors: 8, mean: 0, deviation: 1, top: [], bottom: [] };
    }),
    neighbours: os.embeddings.neighbours.handler(({ input }) => {
      asked.push(`near ${input.id}`);
      return {
        ...{ of: input.of, measure: 'cosine' as const, query: card('2', 'Die Hard (1988)', 10), neighbours: [] },
        ...{ index: 'exact' as const, exact: true, recall: null, effort: null, seconds: 0.1 },
      };
    }),
  },
};

let explore: ExploreState;
const place = (hash: string): ExplorePlace => {
  const [path, query] = hash.split('?');
  return readExplore(path.split('/'), new URLSearchParams(query));
};
beforeEach(() => {
  asked = [];
  factors = true;
  const app = new Application(new LocalTransport(router));
  app.connection.start();
  explore = new ExploreState(app, { id: 'run-1', name: 'MF', datasetId: 'films' } as RunSummary);
  return () => app.connection.stop();
});

test('the address says what is looked at; what is malformed falls back', () => {
  expect(place('explore/factors?of=users&factor=3&at=9')).toEqual({
    view: 'factors',
    side: 'users',
    factor: 3,
    chosen: '9',
  });
  expect(place('explore?factor=-1&of=cats')).toEqual({ view: 'map', side: 'items', factor: 1, chosen: null });
});

test('asks for what the place shows, the map once for each side', async () => {
  explore.follow(place('explore/map'));
  await vi.waitFor(() => expect(explore.map?.rows).toBe(3));
  explore.follow(place('explore/map?at=2'));
  await vi.waitFor(() => expect(explore.near).not.toBeNull());
  explore.follow(place('explore/biases'));
  await vi.waitFor(() => expect(explore.biases).not.toBeNull());
  explore.follow(place('explore/factors?factor=3'));
  await vi.waitFor(() => expect(explore.factor?.factor).toBe(3));
  explore.follow(place('explore/map?of=users'));
  await vi.waitFor(() => expect(explore.map?.of).toBe('users'));
  expect(asked).toEqual([
    ...['describe', 'map of items', 'near 2', 'biases of items, 10', 'factor 3 of items', 'map of users'],
  ]);
});

test('finds points without case and accents, by title or id, and lists them', async () => {
  explore.follow(place('explore/map'));
  await vi.waitFor(() => expect(explore.map).not.toBeNull());
  flushSync();
  expect(explore.marked).toBeNull();
  expect(explore.listed.map(({ id }) => id)).toEqual(['1', '2', 'x7']);
  explore.typed = 'amelie';
  expect([...explore.marked!]).toEqual(['1']);
  explore.typed = 'X7';
  expect(explore.listed.map(({ id }) => id)).toEqual(['x7']);
  explore.typed = 'nothing';
  expect(explore.marked!.size).toBe(0);
  // Sizes are shares of the most popular one.
  expect(explore.dots.map(({ weight }) => weight)).toEqual([1, 0.25, 0.125]);
});

test('a run without factors says so, and another view can still be asked for', async () => {
  factors = false;
  explore.follow(place('explore/map'));
  await vi.waitFor(() => expect(explore.problem?.message).toBe('Popularity has no factors.'));
  explore.follow(place('explore/biases'));
  await vi.waitFor(() => expect(explore.biases).not.toBeNull());
  expect(explore.problem).toBeNull();
});
