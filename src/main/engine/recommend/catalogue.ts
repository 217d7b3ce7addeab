import type { ItemCard } from '../../../shared/contract/common.ts';
import type { HistoryItem } from '../../../shared/contract/browse.ts';
import * as v from 'valibot';
import type { View } from '../datasets/view.ts';
import type { StorageServices, StoredItem } from '../storage/api.ts';
import type { RemoteServices } from '../threads/remote.ts';

export type Card = v.InferOutput<typeof ItemCard>;

/** Texts of items are kept up to this many; beyond, the oldest ones go. */
const MOST_TEXTS = 100_000;
const NONE = 0xffffffff;

/** A view with the way back from dataset indices, counts per item, and the texts of its items as they are asked for. */
export class Catalogue {
  readonly view: View;
  readonly #storage: RemoteServices<StorageServices>;
  readonly #userTo: Uint32Array; // dataset index -> view index
  readonly #itemTo: Uint32Array;
  readonly #popularity: Uint32Array; // [I], training rows
  /** Users with training rows: what a popularity is out of. */
  readonly trainingUsers: number;
  readonly #texts = new Map<number, StoredItem>(); // view index ->

  constructor(storage: RemoteServices<StorageServices>, view: View) {
    this.#storage = storage;
    this.view = view;
    this.#userTo = inverse(view.userOf);
    this.#itemTo = inverse(view.itemOf);
    this.#popularity = new Uint32Array(view.itemCount);
    for (const item of view.train.items) this.#popularity[item]++;
    let users = 0;
    for (let user = 0; user < view.userCount; user++) if (view.train.start[user + 1] > view.train.start[user]) users++;
    this.trainingUsers = users;
  }

  get bytes(): number {
    const { train, validation, test, foldIn, candidates, userOf, itemOf } = this.view;
    const histories = [train, validation, test, foldIn].flatMap(({ start, items, values, times }) => [
      start,
      items,
      values,
      times,
    ]);
    const arrays = [...histories, candidates?.start, candidates?.items, userOf, itemOf, this.#userTo, this.#itemTo];
    return arrays.reduce((sum, array) => sum + (array?.byteLength ?? 0), 0);
  }

  /** View index of a user or an item of the dataset; null where the view does not have it. */
  userAt(datasetIndex: number | null): number | null {
    return at(this.#userTo, datasetIndex);
  }
  itemAt(datasetIndex: number | null): number | null {
    return at(this.#itemTo, datasetIndex);
  }

  /** View index of an original id; null where the view does not have it. */
  async user(id: string): Promise<number | null> {
    return this.userAt(await this.#storage.datasets.userIndex(this.view.datasetId, id));
  }
  async item(id: string): Promise<number | null> {
    return this.itemAt(await this.#storage.datasets.itemIndex(this.view.datasetId, id));
  }

  /** View items of original ids, each once, ascending; ids that the view lacks are passed over. */
  async items(ids: readonly string[]): Promise<Uint32Array> {
    const indices = await this.#storage.datasets.itemIndices(this.view.datasetId, [...new Set(ids)]);
    return Uint32Array.from(indices.map((index) => this.itemAt(index)).filter((item) => item !== null)).sort();
  }

  /** The value that an item counts with where none is given: the best that training knows; null without values. */
  get bestValue(): number | null {
    return this.view.valueRange?.[1] ?? null;
  }

  /** What a model knows of a user: training rows, or the history that is folded in. Items ascending. */
  known(user: number): { items: Uint32Array; values: Float32Array | null } {
    const { train, foldIn } = this.view;
    const histories = train.start[user + 1] > train.start[user] ? train : foldIn;
    const [from, to] = [histories.start[user], histories.start[user + 1]];
    return { items: histories.items.subarray(from, to), values: histories.values?.subarray(from, to) ?? null };
  }
  knownLength(user: number): number {
    const { train, foldIn } = this.view;
    return train.start[user + 1] - train.start[user] + foldIn.start[user + 1] - foldIn.start[user];
  }

  /** Rows that are kept back from training, of validation and test. */
  heldOutLength(user: number): number {
    const { validation, test } = this.view;
    return validation.start[user + 1] - validation.start[user] + test.start[user + 1] - test.start[user];
  }

  popularity(item: number): number {
    return this.#popularity[item];
  }

  /** Original ids of users of the view. */
  userIds(users: ArrayLike<number>): Promise<string[]> {
    const { datasetId, userOf } = this.view;
    return this.#storage.datasets.userIds(
      datasetId,
      Uint32Array.from(users, (user) => userOf[user]),
    );
  }

  /** Items of the view as a person sees them, in the order asked for. */
  async cards(items: ArrayLike<number>): Promise<Card[]> {
    const { datasetId, itemOf } = this.view;
    const wanted = Array.from(items);
    const found = new Map(wanted.flatMap((item) => (this.#texts.has(item) ? [[item, this.#texts.get(item)!]] : [])));
    const missing = [...new Set(wanted)].filter((item) => !found.has(item));
    if (missing.length > 0) {
      const indices = Uint32Array.from(missing, (item) => itemOf[item]);
      const stored = await this.#storage.datasets.itemsAt(datasetId, indices);
      missing.forEach((item, n) => {
        found.set(item, stored[n]);
        this.#texts.set(item, stored[n]);
      });
      for (const item of this.#texts.keys()) {
        if (this.#texts.size <= MOST_TEXTS) break;
        this.#texts.delete(item);
      }
    }
    return wanted.map((item) => {
      const { id, title, attributes } = found.get(item)!;
      return { item: id, title, attributes, popularity: this.#popularity[item] };
    });
  }

  /** Everything the view has of a user: newest first where there is time, else highest value, then most popular first. */
  async history(user: number): Promise<HistoryItem[]> {
    const { train, foldIn, validation, test } = this.view;
    const rows: { item: number; value: number | null; time: number | null; part: HistoryItem['part'] }[] = [];
    // A folded-in history stands for training rows: it is what the model knows of the user.
    for (const [part, histories] of [
      ['train', train],
      ['train', foldIn],
      ['validation', validation],
      ['test', test],
    ] as const)
      for (let n = histories.start[user]; n < histories.start[user + 1]; n++)
        rows.push({
          item: histories.items[n],
          value: histories.values ? histories.values[n] : null,
          time: histories.times ? histories.times[n] : null,
          part,
        });
    rows.sort(
      (a, b) =>
        (b.time ?? 0) - (a.time ?? 0) ||
        (b.value ?? 0) - (a.value ?? 0) ||
        this.#popularity[b.item] - this.#popularity[a.item] ||
        a.item - b.item,
    );
    const cards = await this.cards(rows.map(({ item }) => item));
    return rows.map(({ value, time, part }, n) => ({ ...cards[n], value, time, part }));
  }

  /** In which part that is kept back the user has the item. */
  heldOut(user: number, item: number): 'validation' | 'test' | null {
    for (const part of ['test', 'validation'] as const) {
      const { start, items } = this.view[part];
      if (items.subarray(start[user], start[user + 1]).includes(item)) return part;
    }
    return null;
  }
}

function inverse(of: Uint32Array): Uint32Array {
  let size = 0;
  for (const index of of) if (index >= size) size = index + 1;
  const to = new Uint32Array(size).fill(NONE);
  for (let n = 0; n < of.length; n++) to[of[n]] = n;
  return to;
}

function at(to: Uint32Array, index: number | null): number | null {
  if (index === null || index >= to.length || to[index] === NONE) return null;
  return to[index];
}
