import { RecsmithError } from '../../../shared/errors.ts';
import type { Client } from '../../../shared/contract.ts';
import { decimal, defineCommand, integer } from '../command.ts';
import { csvLine } from '../../../shared/csv.ts';
import { lineSink, readColumns } from '../files.ts';
import { duration, quantity } from '../format.ts';

/** One answer of the engine holds at most so many users, and so many places in all. */
const MAX_USERS = 1000;
const MAX_PLACES = 50_000;
const WAYS = ['model', 'similarity'];
type List = Awaited<ReturnType<Client['browse']['recommendMany']>>[number];

export const recommend = defineCommand({
  name: 'recommend',
  positionals: 'RUN',
  count: [1, 1],
  summary: 'top-N items for users, by original id',
  options: {
    user: { value: 'ID', help: 'one user' },
    users: { value: 'FILE', help: 'one user id a line' },
    all: { help: 'every user of the dataset' },
    history: { value: 'ID,ID', help: 'somebody known only by these items, folded in' },
    only: { value: 'FILE', help: 'recommend nothing but these items, one id a line' },
    k: { value: 'N', short: 'k', help: 'items per user (default 10)' },
    'include-seen': { help: 'also items the user already has' },
    by: {
      value: 'WAY',
      help: 'model (its own scores, the default), similarity (likeness of factors), or the id of a plug-in’s recommender',
    },
    plugin: { value: 'FILE', help: 'a file that exports a recommender' },
    neighbours: { value: 'N', help: 'of each item of the history, itself counted, by similarity (default 50)' },
    scale: { value: 'S', help: 'power of the similarity (default 1)' },
    out: { value: 'FILE', help: 'write to FILE.csv or FILE.jsonl instead' },
  },
  async run({ positionals: [run], options, session, output }) {
    const { user, users: file, all, history } = options;
    const ways = [user !== undefined, file !== undefined, all === true, history !== undefined].filter(Boolean).length;
    if (ways !== 1)
      throw new RecsmithError('BAD_INPUT', 'recommend takes exactly one of --user, --users, --all, --history');
    const out = options.out;
    if (out !== undefined && !/\.(csv|jsonl)$/.test(out))
      throw new RecsmithError('BAD_INPUT', `--out ends with .csv or .jsonl, not "${out}"`);
    const client = await session.read();
    await session.plugin(client, options.plugin);
    const k = integer('k', options.k, 1, 1000) ?? 10;
    const only = options.only === undefined ? undefined : readColumns(options.only, ['item']).map(([item]) => item);
    const similarity = similarityOf(options);
    const recommender = options.by && !WAYS.includes(options.by) ? options.by : undefined;
    const settings = {
      ...{ run, k, includeSeen: options['include-seen'] === true },
      ...(only && { only }),
      ...(similarity && { similarity }),
      ...(recommender !== undefined && { recommender }),
    };
    if (history !== undefined || (user !== undefined && out === undefined)) {
      const who = history === undefined ? { user: user! } : { history: history.split(',').map((id) => id.trim()) };
      const list = await client.browse.recommend({ ...settings, ...who });
      const name = list.user === null ? 'this history' : `user ${list.user}`;
      output.line(
        `${name}${list.known ? '' : ', unknown to this run'}: ${quantity(list.history.length)} in the history`,
      );
      output.table(
        ['rank', 'item', 'title', 'score', 'popularity', ''],
        list.items.map((i) => [
          i.rank,
          i.item,
          i.title ?? '',
          i.score.toFixed(4),
          quantity(i.popularity),
          i.heldOut ? `in ${i.heldOut}` : '',
        ]),
      );
      return { users: [{ user: list.user, known: list.known, items: list.items.map(listItem) }] };
    }
    const started = performance.now();
    const page = Math.max(1, Math.min(MAX_USERS, Math.floor(MAX_PLACES / k)));
    const pages = all
      ? allUsers(client, run, page)
      : pagesOf(page, file === undefined ? [user!] : readColumns(file, ['user']).map(([user]) => user));
    const sink = out === undefined ? null : fileSink(out);
    const users: List[] = [];
    let count = 0;
    for await (const names of pages) {
      const lists = await client.browse.recommendMany({ ...settings, users: names });
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

function similarityOf(options: { by?: string; neighbours?: string; scale?: string }) {
  if (options.by !== 'similarity') {
    if (options.neighbours !== undefined || options.scale !== undefined)
      throw new RecsmithError('BAD_INPUT', '--neighbours and --scale need --by similarity');
    return undefined;
  }
  const neighbours = integer('neighbours', options.neighbours, 1, 10_000);
  const scale = decimal('scale', options.scale, 0, 1000);
  return { ...(neighbours !== undefined && { neighbours }), ...(scale !== undefined && { scale }) };
}

/** `title` is absent where there is none. */
const listItem = ({ item, title, score, rank }: List['items'][number]) => ({
  item,
  ...(title !== null && { title }),
  score,
  rank,
});

function* pagesOf(page: number, users: string[]): Generator<string[]> {
  for (let at = 0; at < users.length; at += page) yield users.slice(at, at + page);
}

async function* allUsers(client: Client, run: string, page: number): AsyncGenerator<string[]> {
  const { datasetId } = await client.runs.get({ run });
  for (let offset = 0; ; offset += page) {
    const { users, total } = await client.datasets.searchUsers({ dataset: datasetId, text: '', offset, limit: page });
    if (users.length > 0) yield users.map((user) => user.user);
    if (offset + page >= total) return;
  }
}

/** Writes as lists come, so that a file for millions of users needs no memory. */
function fileSink(path: string) {
  const sink = lineSink(path);
  const csv = path.endsWith('.csv');
  let first = true;
  return {
    async write(lists: List[]) {
      let text = csv && first ? 'user,rank,item,title,score\n' : '';
      first = false;
      for (const list of lists)
        if (csv) for (const i of list.items) text += csvLine([list.user, i.rank, i.item, i.title, i.score]) + '\n';
        else text += JSON.stringify({ ...list, items: list.items.map(listItem) }) + '\n';
      await sink.write(text);
    },
    end: () => sink.end(),
  };
}
