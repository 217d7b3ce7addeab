// How soon Browse answers, on the film sample, through the contract and its checks as a window asks: by WebSocket to a
// headless server. Prints one JSON line per figure.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startHeadless } from '../../src/main/headless.ts';
import { parseSplit } from '../../src/shared/split.ts';
import { connect, finished } from '../support/clients.ts';

const ASKED = 300;

const print = (name: string, value: number, unit: string, bar?: number) =>
  console.log(JSON.stringify({ name, value: Number(value.toPrecision(4)), unit, ...(bar !== undefined && { bar }) }));
const quantile = (values: number[], q: number): number =>
  values.toSorted((a, b) => a - b)[Math.max(0, Math.ceil(q * values.length) - 1)];

const folder = mkdtempSync(join(tmpdir(), 'recsmith-bench-'));
const server = await startHeadless({ workspace: folder });
const connected = await connect(server);
const { client } = connected;
try {
  await finished(client, () => client.imports.startSample({ sample: 'movietweetings' }));
  const [{ id: dataset }] = await client.datasets.list();
  const view = await client.views.create({
    dataset,
    filters: { where: 'value >= 6', minPerUser: 5, minPerItem: 5 },
    split: parseSplit('per-user:0.8,0.1,0.1'),
  });
  const { runId } = await finished(client, () => client.runs.train({ view: view.id, model: 'bpr-mf' }));
  const run = runId!;

  const began = performance.now();
  const { user: first } = await client.browse.anyUser({ run, hit: true });
  await client.browse.recommend({ run, user: first });
  print('browse: first list of a run, view and model not in memory', performance.now() - began, 'ms');

  const users: string[] = [];
  for (let n = 0; n < ASKED; n++) users.push((await client.browse.anyUser({ run })).user);
  const times = async (ask: (user: string) => Promise<unknown>): Promise<number[]> => {
    const all: number[] = [];
    for (const user of users) {
      const from = performance.now();
      await ask(user);
      all.push(performance.now() - from);
    }
    return all;
  };
  const tell = (name: string, all: number[], bar?: number) => {
    print(`browse: ${name}, median`, quantile(all, 0.5), 'ms');
    print(`browse: ${name}, 95th percentile`, quantile(all, 0.95), 'ms', bar);
  };
  tell('history and top 10 of a user', await times((user) => client.browse.recommend({ run, user })), 100);
  tell('place in a segment', await times((user) => client.browse.segmentPlace({ run, segment: 'all', user })));
  const items = new Map<string, string>();
  const histories = new Map<string, string>();
  for (const user of users) {
    const { items: list, history } = await client.browse.recommend({ run, user });
    items.set(user, list[0].item);
    histories.set(user, history.find(({ part }) => part === 'train')!.item);
  }
  tell(
    'list for a history without one item',
    await times((user) => client.browse.whatIf({ run, user, drop: [histories.get(user)!] })),
    100,
  );
  tell('similar items, exact', await times((user) => client.browse.similar({ run, item: items.get(user)! })), 100);
  tell('what makes a score', await times((user) => client.browse.explain({ run, user, item: items.get(user)! })));

  const counting = performance.now();
  await client.browse.segments({ run, k: 20 });
  print('browse: all segments of 5,425 users, top 20 of each', performance.now() - counting, 'ms');
  const writing = performance.now();
  let written = 0;
  for (let total = 1; written < total;) {
    const page = await client.browse.lists({ run, segment: 'all', k: 10, segmentK: 10, offset: written, limit: 500 });
    written += page.users;
    total = page.total;
  }
  print('browse: lists to CSV', (1000 * written) / (performance.now() - writing), 'users/s');
} finally {
  await connected.close();
  await server.close();
  rmSync(folder, { recursive: true, force: true });
}
