// What the writer of storage-kill.test.ts stores at each step, and the test expects: a function of the step alone.
import type { EpochRow } from '../../src/shared/contract/runs.ts';
import type { Interactions } from '../../src/main/engine/datasets/interactions.ts';
import { Random } from '../../src/main/engine/random.ts';
import type { StorageServices, StoredItem } from '../../src/main/engine/storage/api.ts';
import { interactionsOf, profileOf } from '../../src/main/engine/storage/testing.ts';

export interface KillDataset {
  name: string;
  users: string[];
  items: StoredItem[];
  interactions: Interactions;
}

export function killDataset(step: number): KillDataset {
  const random = new Random(step, 'kill dataset');
  const users = Array.from({ length: 200 + random.below(800) }, (_, user) => `${step}/${user}`);
  const items = Array.from({ length: 50 + random.below(200) }, (_, item) => ({
    id: `${step}-${item}`,
    title: `Title ${item} of ${step}`,
    attributes: { step: `${step}` },
  }));
  const histories = users.map(() =>
    Array.from({ length: 1 + random.below(200) }, () => [random.below(items.length), random.below(5)] as const),
  );
  return { name: `Dataset ${step}`, users, items, interactions: interactionsOf(histories, items.length) };
}

export function storeDataset({ datasets }: StorageServices, step: number, half: () => void): string {
  const { name, users, items, interactions } = killDataset(step);
  const id = datasets.begin({ name, source: 'kill' });
  datasets.appendUsers(id, users);
  datasets.appendItems(id, items);
  half();
  for (let from = 0; from < users.length; from += 100) {
    const start = interactions.start.subarray(from, from + 101);
    datasets.appendInteractions(id, 'all', from, { ...interactions, start });
  }
  datasets.complete(id, profileOf(users.length, items.length, interactions.items.length));
  return id;
}

export function checkpointBytes(step: number): Uint8Array[] {
  const random = new Random(step, 'kill checkpoint');
  return Array.from({ length: 1 + random.below(4) }, () => {
    const words = Uint32Array.from({ length: 50_000 + random.below(100_000) }, () => random.uint32());
    return new Uint8Array(words.buffer);
  });
}

export const epochRow = (epoch: number): EpochRow => ({
  ...{ epoch, loss: 1 / epoch, learningRate: 0.1, seconds: 1, examples: 1000 * epoch },
  metrics: { 'ndcg@10': epoch / 1000 },
});
