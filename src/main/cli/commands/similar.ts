import { readFileSync } from 'node:fs';
import type { Client } from '../../../shared/contract.ts';
import { MEASURES, type EmbeddingCard, type Side } from '../../../shared/contract/embeddings.ts';
import { RecsmithError } from '../../../shared/errors.ts';
import { defineCommand, integer, oneOf } from '../command.ts';
import { quantity } from '../format.ts';
import type { Output } from '../output.ts';

export const similar = defineCommand({
  name: 'similar',
  positionals: 'RUN',
  count: [1, 1],
  summary: 'items or users with the nearest factors, to an id or to a vector; how near two are',
  options: {
    item: { value: 'ID', help: 'an item' },
    user: { value: 'ID', help: 'a user' },
    vector: { value: 'FILE', help: 'a vector: as many numbers as the run has factors' },
    of: { value: 'SIDE', help: 'with --vector: items (default) or users' },
    to: { value: 'ID', help: 'with --item or --user: how near the two are' },
    k: { value: 'N', short: 'k', help: 'how many (default 10)' },
    measure: { value: 'M', help: `${MEASURES.join(', ')} (default: cosine)` },
    normalise: { help: 'scale vectors to length 1 first' },
    index: { value: 'exact|hnsw', help: 'default: exact up to 100,000 items' },
    effort: { value: 'N', help: 'search effort of the index (ef; default 64)' },
  },
  async run({ positionals: [run], options, session, output }) {
    const { item, user, vector } = options;
    if ([item, user, vector].filter((way) => way !== undefined).length !== 1)
      throw new RecsmithError('BAD_INPUT', 'similar takes either --item, --user or --vector');
    const of: Side =
      (vector === undefined ? undefined : oneOf('of', options.of, ['items', 'users'] as const)) ??
      (user === undefined ? 'items' : 'users');
    const id = item ?? user;
    const client = await session.read();
    if (options.to !== undefined) {
      if (id === undefined) throw new RecsmithError('BAD_INPUT', '--to needs --item or --user');
      return pair(client, output, { run, of, a: id, b: options.to });
    }
    const measure = oneOf('measure', options.measure, MEASURES) ?? 'cosine';
    const effort = integer('effort', options.effort, 1, 100_000);
    const found = await client.embeddings.neighbours({
      ...{ run, of, measure, normalise: options.normalise === true },
      ...(id === undefined ? { vector: readVector(vector!) } : { id }),
      k: integer('k', options.k, 1, 1000) ?? 10,
      index: oneOf('index', options.index, ['exact', 'hnsw'] as const) ?? 'auto',
      ...(effort !== undefined && { effort }),
    });
    const how = found.exact
      ? 'exact search'
      : `HNSW index, effort ${found.effort ?? ''}${found.recall === null ? '' : `, recall ${found.recall.toFixed(3)}`}`;
    output.line(`nearest to ${found.query ? nameOf(found.query) : vector!}, ${measure}, ${how}`);
    output.table(
      [of === 'items' ? 'item' : 'user', 'title', measure, 'similarity', 'interactions'],
      found.neighbours.map((row) => [
        row.id,
        row.title ?? '',
        row.value.toFixed(4),
        row.similarity.toFixed(4),
        quantity(row.interactions),
      ]),
    );
    return {
      // `similarity` of these lists has always been the cosine (shared/cli.md); (cosine + 1) / 2 stands beside it.
      [of]: found.neighbours.map(({ id, title, value, cosine, similarity, interactions }) => ({
        [of === 'items' ? 'item' : 'user']: id,
        ...(title !== null && { title }),
        similarity: cosine,
        likeness: similarity,
        value,
        interactions,
      })),
      measure,
      index: found.index,
      exact: found.exact,
      recall: found.recall,
      effort: found.effort,
    };
  },
});

async function pair(client: Client, output: Output, input: { run: string; of: Side; a: string; b: string }) {
  const found = await client.embeddings.pair(input);
  output.line(`${nameOf(found.a)} and ${nameOf(found.b)}`);
  output.table(
    ['cosine', '(cosine + 1) / 2', 'inner product', 'distance'],
    [[found.cosine, found.similarity, found.innerProduct, found.euclidean].map((value) => value.toFixed(4))],
  );
  const { of, a, b, similarity, ...rest } = found;
  return { of, a, b, similarity: rest.cosine, likeness: similarity, ...rest };
}

const nameOf = ({ id, title }: EmbeddingCard): string => title ?? id;

/** Numbers separated by white space, commas or semicolons; brackets of JSON do no harm. */
function readVector(path: string): number[] {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (cause) {
    throw new RecsmithError('NOT_FOUND', `The file ${path} cannot be read`, { where: path }, { cause });
  }
  const words = text
    .replace(/[[\]]/g, ' ')
    .split(/[\s,;]+/)
    .filter((word) => word !== '');
  const values = words.map(Number);
  const wrong = values.findIndex((value) => !Number.isFinite(value));
  if (wrong >= 0) throw new RecsmithError('BAD_DATA', `"${words[wrong].slice(0, 40)}" is no number`, { where: path });
  if (values.length === 0) throw new RecsmithError('BAD_DATA', 'The file has no numbers', { where: path });
  return values;
}
