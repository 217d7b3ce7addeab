import type { Fit } from '../../../shared/contract/runs.ts';
import type { StorageServices } from '../storage/api.ts';
import type { RemoteServices } from '../threads/remote.ts';
import type { FittedRun } from './fitted.ts';
import type { OpenRuns } from './open-runs.ts';

type Storage = RemoteServices<StorageServices>;

/** Ids asked for at once, and unknown ones that are named. */
const TEXTS = 20_000;
const NAMED = 20;

/** Whether a run knows the users and items of some data. */
export function fitOf(storage: Storage, runs: OpenRuns, input: { run: string; dataset: string }): Promise<Fit> {
  return runs.with(input.run, async (fitted) => {
    const { datasets } = storage;
    const data = await datasets.summary(input.dataset);
    const { model } = fitted.recommender;
    const { factors } = model;
    const foldIn = model.foldIn !== undefined;
    // Biases of items alone, and users made of their histories: neither needs to have met a user.
    const userBased = factors ? factors.users.columns > 0 : !foldIn;
    const users = await known(data.users, {
      page: (first) => datasets.userIdsFrom(data.id, first, TEXTS),
      find: (ids) => datasets.userIndices(fitted.catalogue.view.datasetId, ids),
      knows: (index) => trained(fitted, 'users', fitted.catalogue.userAt(index)),
    });
    const items = await known(data.items, {
      page: async (first) => (await datasets.itemNamesFrom(data.id, first, TEXTS)).map(({ id }) => id),
      find: (ids) => datasets.itemIndices(fitted.catalogue.view.datasetId, ids),
      knows: (index) => trained(fitted, 'items', fitted.catalogue.itemAt(index)),
    });
    const { start, items: column } = await datasets.interactions(data.id, 'all');
    let usable = 0;
    for (let user = 0; user < data.users; user++)
      if (!userBased || users.flags[user])
        for (let n = start[user]; n < start[user + 1]; n++) usable += items.flags[column[n]];
    const total = column.length;
    const told = ({ count, unknown, flags }: Known) => ({ total: flags.length, known: count, unknown });
    const fits = items.count === data.items && (!userBased || users.count === data.users);
    return {
      ...{ userBased, itemBased: true, foldIn },
      ...{ users: told(users), items: told(items), interactions: { total, usable }, fits },
      sentence: fits
        ? `All that the model needs to know of "${data.name}" it knows.`
        : `Of "${data.name}" the run knows ${users.count} of ${data.users} users${userBased ? '' : ' (it needs none)'} and ${items.count} of ${data.items} items; ${usable} of ${total} interactions can be used.`,
    };
  });
}

interface Known {
  flags: Uint8Array;
  count: number;
  unknown: string[];
}

async function known(
  total: number,
  ask: {
    page(first: number): Promise<string[]>;
    find(ids: string[]): Promise<(number | null)[]>;
    knows(index: number | null): boolean;
  },
): Promise<Known> {
  const flags = new Uint8Array(total);
  const unknown: string[] = [];
  let count = 0;
  for (let first = 0; first < total; first += TEXTS) {
    const ids = await ask.page(first);
    (await ask.find(ids)).forEach((index, n) => {
      if (ask.knows(index)) {
        flags[first + n] = 1;
        count++;
      } else if (unknown.length < NAMED) unknown.push(ids[n]);
    });
  }
  return { flags, count, unknown };
}

const trained = (fitted: FittedRun, of: 'users' | 'items', row: number | null): boolean =>
  row !== null && fitted.trainingRows(of, row) > 0;
