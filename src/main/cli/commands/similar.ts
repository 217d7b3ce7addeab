import { RecsmithError } from '../../../shared/errors.ts';
import { defineCommand, integer, oneOf } from '../command.ts';
import { quantity } from '../format.ts';

export const similar = defineCommand({
  name: 'similar',
  positionals: 'RUN',
  count: [1, 1],
  summary: 'items or users with the most similar factors (cosine)',
  options: {
    item: { value: 'ID', help: 'an item' },
    user: { value: 'ID', help: 'a user' },
    k: { value: 'N', short: 'k', help: 'how many (default 10)' },
    index: { value: 'exact|hnsw', help: 'default: exact up to 100,000 items' },
  },
  async run({ positionals: [run], options, session, output }) {
    if ((options.item === undefined) === (options.user === undefined))
      throw new RecsmithError('BAD_INPUT', 'similar takes either --item or --user');
    const client = await session.read();
    const k = integer('k', options.k, 1, 1000) ?? 10;
    if (options.user !== undefined) {
      const { users } = await client.browse.similarUsers({ run, user: options.user, k });
      output.table(
        ['user', 'similarity', 'interactions'],
        users.map((u) => [u.user, u.similarity.toFixed(4), quantity(u.interactions)]),
      );
      return { users, index: 'exact', exact: true };
    }
    const found = await client.browse.similar({
      run,
      item: options.item!,
      k,
      index: oneOf('index', options.index, ['exact', 'hnsw'] as const) ?? 'auto',
    });
    output.line(
      `similar to ${found.item.title ?? found.item.item}, ${found.exact ? 'exact search' : `HNSW index${found.recall === null ? '' : `, recall ${found.recall.toFixed(3)}`}`}`,
    );
    output.table(
      ['item', 'title', 'similarity', 'popularity'],
      found.items.map((i) => [i.item, i.title ?? '', i.similarity.toFixed(4), quantity(i.popularity)]),
    );
    return {
      items: found.items.map(({ item, title, similarity }) => ({ item, ...(title !== null && { title }), similarity })),
      index: found.index,
      exact: found.exact,
      recall: found.recall,
    };
  },
});
