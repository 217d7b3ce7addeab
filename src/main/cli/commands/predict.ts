import { writeFileSync } from 'node:fs';
import { RecsmithError } from '../../../shared/errors.ts';
import { defineCommand } from '../command.ts';
import { csvText, readColumns } from '../files.ts';
import { quantity } from '../format.ts';

const PAGE = 100_000;

export const predict = defineCommand({
  name: 'predict',
  positionals: 'RUN',
  count: [1, 1],
  summary: 'scores of user and item pairs',
  options: {
    pairs: { value: 'FILE', help: 'user and item on each line, with or without a header' },
    out: { value: 'FILE', help: 'write CSV: user, item, prediction' },
  },
  async run({ positionals: [run], options, session, output }) {
    if (options.pairs === undefined) throw new RecsmithError('BAD_INPUT', 'predict needs --pairs FILE');
    const client = await session.read();
    const pairs = readColumns(options.pairs, ['user', 'item']) as [string, string][];
    const predictions: (number | null)[] = [];
    for (let at = 0; at < pairs.length; at += PAGE)
      predictions.push(...(await client.browse.predict({ run, pairs: pairs.slice(at, at + PAGE) })));
    const rows = pairs.map(([user, item], at): [string, string, number | null] => [user, item, predictions[at]]);
    if (options.out !== undefined) {
      writeFileSync(options.out, csvText(['user', 'item', 'prediction'], rows));
      output.line(`${quantity(rows.length)} predictions written to ${options.out}`);
      return { written: rows.length, out: options.out };
    }
    output.table(
      ['user', 'item', 'prediction'],
      rows.map(([user, item, value]) => [user, item, value === null ? 'unknown' : value.toFixed(4)]),
    );
    return { predictions: rows.map(([user, item, prediction]) => ({ user, item, prediction })) };
  },
});
