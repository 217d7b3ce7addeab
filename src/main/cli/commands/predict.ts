import type { Client } from '../../../shared/contract.ts';
import { csvLine } from '../../../shared/csv.ts';
import { RecsmithError } from '../../../shared/errors.ts';
import { defineCommand } from '../command.ts';
import { lineSink, readColumns } from '../files.ts';
import { quantity } from '../format.ts';

const PAGE = 100_000;

/** A file, or nothing: rows of it are then kept for the answer. */
type Rows = [string, string, number | null][];

export const predict = defineCommand({
  name: 'predict',
  positionals: 'RUN',
  count: [1, 1],
  summary: 'scores of user and item pairs, or of all items for one user',
  options: {
    pairs: { value: 'FILE', help: 'user and item on each line, with or without a header' },
    user: { value: 'ID', help: 'all items for this user' },
    history: { value: 'ID,ID', help: 'all items for somebody known only by these, folded in' },
    input: { help: 'with --user or --history: beside each score what the user has of the item' },
    'mask-seen': { help: 'with --user or --history: no score for items of the history' },
    out: { value: 'FILE', help: 'write CSV: user, item, prediction' },
  },
  async run({ positionals: [run], options, session, output }) {
    const { pairs: file, user, history, out } = options;
    if ([file, user, history].filter((way) => way !== undefined).length !== 1)
      throw new RecsmithError('BAD_INPUT', 'predict needs --pairs FILE, --user ID or --history ID,ID');
    if (file !== undefined && (options.input || options['mask-seen']))
      throw new RecsmithError('BAD_INPUT', '--input and --mask-seen go with --user or --history');
    const client = await session.read();
    if (file === undefined) {
      const who = user !== undefined ? { user } : { history: history!.split(',').map((id) => id.trim()) };
      const found = await allItems(client, { run, ...who, maskSeen: options['mask-seen'] === true });
      const withInput = options.input === true;
      const head = ['item', 'score', ...(withInput ? ['input'] : [])];
      const rows = found.items.map((item, n) => [...[item, found.scores[n]], ...(withInput ? [found.input[n]] : [])]);
      if (out !== undefined) {
        const sink = lineSink(out);
        await sink.write([head, ...rows].map((row) => `${csvLine(row)}\n`).join(''));
        await sink.end();
        output.line(`${quantity(rows.length)} scores written to ${out}`);
        return { known: found.known, written: rows.length, out };
      }
      output.line(
        `${user === undefined ? 'this history' : `user ${user}`}${found.known ? '' : ', unknown to this run'}`,
      );
      output.table(
        head,
        rows.map(([item, ...values]) => [
          String(item),
          ...values.map((value) => (typeof value === 'number' ? value.toFixed(4) : '')),
        ]),
      );
      return {
        known: found.known,
        items: found.items.map((item, n) => ({
          ...{ item, score: found.scores[n] },
          ...(withInput && { input: found.input[n] }),
        })),
      };
    }
    const pairs = readColumns(file, ['user', 'item']) as [string, string][];
    const sink = out === undefined ? null : lineSink(out);
    await sink?.write('user,item,prediction\n');
    const kept: Rows = [];
    let unknown = 0;
    for (let at = 0; at < pairs.length; at += PAGE) {
      const page = pairs.slice(at, at + PAGE);
      const predictions = await client.browse.predict({ run, pairs: page });
      const rows = page.map(([pairUser, item], n): Rows[number] => [pairUser, item, predictions[n]]);
      unknown += predictions.filter((value) => value === null).length;
      if (sink) await sink.write(rows.map((row) => `${csvLine(row)}\n`).join(''));
      else kept.push(...rows);
    }
    await sink?.end();
    const without = unknown === 0 ? '' : `; ${quantity(unknown)} without: the run does not know the user or the item`;
    if (out !== undefined) {
      output.line(`${quantity(pairs.length)} predictions written to ${out}${without}`);
      return { written: pairs.length, unknown, out };
    }
    output.table(
      ['user', 'item', 'prediction'],
      kept.map(([pairUser, item, value]) => [pairUser, item, value === null ? 'unknown' : value.toFixed(4)]),
    );
    if (without !== '') output.line(`${quantity(pairs.length)} pairs${without}`);
    return {
      predictions: kept.map(([pairUser, item, prediction]) => ({ user: pairUser, item, prediction })),
      unknown,
    };
  },
});

async function allItems(
  client: Client,
  input: { run: string; user?: string; history?: string[]; maskSeen: boolean },
): Promise<Omit<Awaited<ReturnType<Client['browse']['scores']>>, 'total'>> {
  const items: string[] = [];
  const scores: (number | null)[] = [];
  const has: (number | null)[] = [];
  for (;;) {
    const page = await client.browse.scores({ ...input, offset: items.length, limit: PAGE });
    items.push(...page.items);
    scores.push(...page.scores);
    has.push(...page.input);
    if (items.length >= page.total || page.items.length === 0) return { known: page.known, items, scores, input: has };
  }
}
