import type { Client } from '../../../shared/contract.ts';
import type { EmbeddingCard, FactorPage, Side } from '../../../shared/contract/embeddings.ts';
import { RecsmithError } from '../../../shared/errors.ts';
import { csvLine } from '../../../shared/csv.ts';
import { defineCommand, integer } from '../command.ts';
import { lineSink } from '../files.ts';
import { quantity } from '../format.ts';
import type { Output } from '../output.ts';

const PAGE = 10_000;
const MAP_POINTS = 20_000;

export const factors = defineCommand({
  name: 'factors',
  positionals: 'RUN',
  count: [1, 1],
  summary: 'what a run has learnt: biases, a map of the factors, the ends of one factor, or the tables themselves',
  options: {
    bias: { help: 'most and least liked beyond what the factors explain' },
    pca: { help: 'the first 3 principal components, with the share of the variance that each explains' },
    factor: { value: 'I', help: 'the items with the highest and the lowest values of factor I, from 1' },
    users: { help: 'of users instead of items' },
    k: { value: 'N', short: 'k', help: 'how many (default 10)' },
    components: { value: 'N', help: 'with --pca (default 3)' },
    out: { value: 'FILE', help: 'write to FILE.csv: the map of --pca, else the factors of every row' },
  },
  async run({ positionals: [run], options, session, output }) {
    const { bias, pca, factor } = options;
    if ([bias, pca, factor].filter((way) => way !== undefined).length > 1)
      throw new RecsmithError('BAD_INPUT', 'factors takes one of --bias, --pca, --factor');
    const { out } = options;
    if (out !== undefined && !out.endsWith('.csv'))
      throw new RecsmithError('BAD_INPUT', `--out ends with .csv, not "${out}"`);
    if (out !== undefined && (bias || factor !== undefined))
      throw new RecsmithError('BAD_INPUT', '--out goes with --pca, or stands alone');
    const client = await session.read();
    const of: Side = options.users === true ? 'users' : 'items';
    const k = integer('k', options.k, 1, 1000) ?? 10;
    if (bias) {
      const found = await client.embeddings.biases({ run, of, k });
      output.line(
        `${quantity(found.rows)} ${of}, mean bias ${found.mean.toFixed(4)}, deviation ${found.deviation.toFixed(4)}`,
      );
      for (const end of ['most', 'least'] as const)
        table(output, `${end} liked beyond what the factors explain`, 'bias', found[end], ({ bias: value }) => value);
      return { ...found };
    }
    if (factor !== undefined) {
      const number = integer('factor', factor, 1, 1_000_000)!;
      const found = await client.embeddings.factor({ run, of, factor: number, k });
      output.line(
        `factor ${number} of ${found.factors}, mean ${found.mean.toFixed(4)}, deviation ${found.deviation.toFixed(4)}`,
      );
      for (const end of ['top', 'bottom'] as const)
        table(output, end === 'top' ? 'highest' : 'lowest', 'value', found[end], ({ value }) => value);
      return { ...found };
    }
    if (pca)
      return map(
        client,
        output,
        { run, of, components: integer('components', options.components, 1, 10) ?? 3, k },
        out,
      );
    if (out !== undefined) return dump(client, output, run, of, out);
    const about = await client.embeddings.describe({ run });
    output.line(
      `${about.factors} factors of ${quantity(about.items)} items and ${quantity(about.users)} users; biases of items: ${about.itemBias ? 'yes' : 'no'}, of users: ${about.userBias ? 'yes' : 'no'}`,
    );
    output.line('--bias, --pca, --factor I show them, --out FILE.csv writes them');
    return { ...about };
  },
});

function table<T extends EmbeddingCard>(
  output: Output,
  head: string,
  name: string,
  rows: T[],
  value: (row: T) => number,
) {
  output.line();
  output.line(head);
  output.table(
    ['id', 'title', name, 'interactions'],
    rows.map((row) => [row.id, row.title ?? '', value(row).toFixed(4), quantity(row.interactions)]),
  );
}

async function map(
  client: Client,
  output: Output,
  { k, ...input }: { run: string; of: Side; components: number; k: number },
  out: string | undefined,
) {
  const found = await client.embeddings.map({ ...input, limit: out === undefined ? k : MAP_POINTS });
  output.line(
    `${found.explained.map((share, c) => `component ${c + 1}: ${(100 * share).toFixed(1)} %`).join(', ')} of the variance of ${quantity(found.rows)} ${input.of}`,
  );
  const names = found.explained.map((_, c) => `c${c + 1}`);
  if (out !== undefined) {
    const sink = lineSink(out);
    await sink.write(csvLine(['id', 'title', 'interactions', ...names]) + '\n');
    for (const { id, title, interactions, at } of found.points)
      await sink.write(csvLine([id, title, interactions, ...at]) + '\n');
    await sink.end();
    output.line(`${quantity(found.points.length)} of ${quantity(found.rows)} ${input.of} written to ${out}`);
    return { explained: found.explained, rows: found.rows, written: found.points.length, out };
  }
  output.table(
    ['id', 'title', ...names, 'interactions'],
    found.points.map((p) => [p.id, p.title ?? '', ...p.at.map((value) => value.toFixed(4)), quantity(p.interactions)]),
  );
  return { ...found };
}

async function dump(client: Client, output: Output, run: string, of: Side, out: string) {
  const sink = lineSink(out);
  let written = 0;
  for (let page: FactorPage | null = null; page === null || written < page.total;) {
    page = await client.embeddings.rows({ run, of, offset: written, limit: PAGE });
    const names = Array.from({ length: page.factors }, (_, f) => `f${f + 1}`);
    let text = written === 0 ? csvLine(['id', 'title', 'interactions', 'bias', ...names]) + '\n' : '';
    for (const { id, title, interactions, bias, values } of page.rows)
      text += csvLine([id, title, interactions, bias, ...values]) + '\n';
    await sink.write(text);
    written += page.rows.length;
    if (page.rows.length === 0) break;
  }
  await sink.end();
  output.line(`${quantity(written)} ${of} written to ${out}`);
  return { written, out };
}
