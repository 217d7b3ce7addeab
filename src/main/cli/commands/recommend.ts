import { createWriteStream } from 'node:fs';
import { once } from 'node:events';
import { RecsmithError } from '../../../shared/errors.ts';
import type { Client } from '../../../shared/contract.ts';
import { defineCommand, integer } from '../command.ts';
import { csvLine, readColumns } from '../files.ts';
import { duration, quantity } from '../format.ts';

const PAGE = 1000;
type List = Awaited<ReturnType<Client['browse']['recommendMany']>>[number];

export const recommend = defineCommand({
  name: 'recommend',
  positionals: 'RUN',
  count: [1, 1],
  summary: 'top-N items for users, by original id',
  options: {
    user: { value: 'ID', help: 'one user' },
    users: { value: 'FILE', help: 'one user id a line' },
    all: { help: "every user of the run's view" },
    k: { value: 'N', short: 'k', help: 'items per user (default 10)' },
    'include-seen': { help: 'also items the user already has' },
    out: { value: 'FILE', help: 'write to FILE.csv or FILE.jsonl instead' },
  },
  async run({ positionals: [run], options, session, output }) {
    const ways = [options.user !== undefined, options.users !== undefined, options.all === true].filter(Boolean).length;
    if (ways !== 1) throw new RecsmithError('BAD_INPUT', 'recommend takes exactly one of --user, --users, --all');
    const out = options.out;
    if (out !== undefined && !/\.(csv|jsonl)$/.test(out))
      throw new RecsmithError('BAD_INPUT', `--out ends with .csv or .jsonl, not "${out}"`);
    const client = await session.read();
    const k = integer('k', options.k, 1, 1000) ?? 10;
    const settings = { run, k, includeSeen: options['include-seen'] === true };
    if (options.user !== undefined && out === undefined) {
      const { history, items, ...rest } = await client.browse.recommend({ ...settings, user: options.user });
      output.line(
        `user ${options.user}${rest.known ? '' : ', unknown to this run'}: ${quantity(history.length)} in the history`,
      );
      output.table(
        ['rank', 'item', 'title', 'score', 'popularity', ''],
        items.map((i) => [
          i.rank,
          i.item,
          i.title ?? '',
          i.score.toFixed(4),
          quantity(i.popularity),
          i.heldOut ? `in ${i.heldOut}` : '',
        ]),
      );
      return { users: [{ user: options.user, known: rest.known, items: items.map(listItem) }] };
    }
    const started = performance.now();
    const pages = options.all
      ? allUsers(client, run)
      : pagesOf(
          options.users === undefined ? [options.user!] : readColumns(options.users, ['user']).map(([user]) => user),
        );
    const sink = out === undefined ? null : fileSink(out);
    const users: List[] = [];
    let count = 0;
    for await (const page of pages) {
      const lists = await client.browse.recommendMany({ ...settings, users: page });
      count += lists.length;
      if (sink) await sink.write(lists);
      else users.push(...lists);
    }
    await sink?.end();
    if (sink) {
      const seconds = (performance.now() - started) / 1000;
      output.line(`${quantity(count)} users written to ${out!} in ${duration(seconds)}`);
      return { written: count, out };
    }
    for (const list of users)
      output.line(
        `${list.user}: ${list.known ? list.items.map((item) => item.title ?? item.item).join(' · ') : 'unknown to this run'}`,
      );
    return { users: users.map((list) => ({ ...list, items: list.items.map(listItem) })) };
  },
});

/** `title` is absent where there is none. */
const listItem = ({ item, title, score, rank }: List['items'][number]) => ({
  item,
  ...(title !== null && { title }),
  score,
  rank,
});

function* pagesOf(users: string[]): Generator<string[]> {
  for (let at = 0; at < users.length; at += PAGE) yield users.slice(at, at + PAGE);
}

async function* allUsers(client: Client, run: string): AsyncGenerator<string[]> {
  const { datasetId } = await client.runs.get({ run });
  for (let offset = 0; ; offset += PAGE) {
    const { users, total } = await client.datasets.searchUsers({ dataset: datasetId, text: '', offset, limit: PAGE });
    if (users.length > 0) yield users.map((user) => user.user);
    if (offset + PAGE >= total) return;
  }
}

/** Writes as lists come, so that a file for millions of users needs no memory. */
function fileSink(path: string) {
  const stream = createWriteStream(path);
  const failed = once(stream, 'error').then(([error]: unknown[]) => {
    throw new RecsmithError('BAD_INPUT', `${path} cannot be written`, { where: path }, { cause: error });
  });
  // Only awaited together with a write; on its own it must not count as unhandled.
  failed.catch(() => undefined);
  const put = async (text: string) => {
    if (!stream.write(text)) await Promise.race([once(stream, 'drain'), failed]);
  };
  const csv = path.endsWith('.csv');
  let first = true;
  return {
    async write(lists: List[]) {
      let text = csv && first ? 'user,rank,item,title,score\n' : '';
      first = false;
      for (const list of lists)
        if (csv) for (const i of list.items) text += csvLine([list.user, i.rank, i.item, i.title, i.score]) + '\n';
        else text += JSON.stringify({ ...list, items: list.items.map(listItem) }) + '\n';
      await put(text);
    },
    async end() {
      stream.end();
      await Promise.race([once(stream, 'finish'), failed]);
    },
  };
}
