import type { FoundItem } from '../../../shared/contract/datasets.ts';
import type { DatasetsRepository } from './api.ts';
import type { Connection } from './connection.ts';
import { firstKey, lastKey } from './packing.ts';

const LONGEST = 400; // characters of a search text that count

/** What people type never is syntax of the search: words become quoted strings, the last one a prefix. Null: no word. */
export function matchExpression(text: string): string | null {
  const words = text
    .slice(0, LONGEST)
    .split(/\s+/)
    .filter((word) => /[\p{L}\p{N}\p{Co}]/u.test(word)) // the tokenizer keeps nothing of the others
    .map((word) => `"${word.replaceAll('"', '""').replaceAll('\0', '')}"`);
  return words.length > 0 ? `${words.join(' ')}*` : null;
}

/** A LIKE pattern of text that may contain its wildcards; ESCAPE '\'. */
const literal = (text: string): string =>
  text
    .slice(0, LONGEST)
    .replaceAll('\0', '')
    .replace(/[\\%_]/g, String.raw`\$&`);

/** Datasets: searching users by id, items by id, title and attributes. */
export function datasetSearch(
  { database }: Connection,
  numberOf: (id: string) => number,
): Pick<DatasetsRepository, 'searchUsers' | 'searchItems' | 'matchingUsers' | 'matchingItems'> {
  const range = 'key BETWEEN :first AND :last';
  type Range = { first: number; last: number };
  type Page = Range & { offset: number; limit: number };
  type Like = { starts: string; contains: string };

  const count = (table: 'users' | 'items') =>
    database.prepare<Range, number>(`SELECT count(*) FROM ${table} WHERE ${range}`).pluck();
  const userColumns = `users.id AS user, coalesce(histories.count, 0) AS interactions
    FROM users LEFT JOIN histories ON histories.key = users.key`;
  const allUsers = database.prepare<Page, { user: string; interactions: number }>(
    `SELECT ${userColumns} WHERE users.${range} ORDER BY users.key LIMIT :limit OFFSET :offset`,
  );
  const usersLike = `users.${range} AND users.id LIKE :contains ESCAPE '\\'`;
  const someUsers = database.prepare<Page & Like, { user: string; interactions: number }>(
    `SELECT ${userColumns} WHERE ${usersLike}
     ORDER BY users.id LIKE :starts ESCAPE '\\' DESC, users.key LIMIT :limit OFFSET :offset`,
  );
  const countUsers = database.prepare<Range & Like, number>(`SELECT count(*) FROM users WHERE ${usersLike}`).pluck();
  const userTotal = count('users');

  interface Found {
    item: string;
    title: string | null;
    attributes: string;
    interactions: number;
  }
  const itemColumns = 'items.id AS item, items.title, items.attributes, items.interactions';
  const allItems = database.prepare<Page, Found>(
    `SELECT ${itemColumns} FROM items WHERE ${range} ORDER BY key LIMIT :limit OFFSET :offset`,
  );
  const itemTotal = count('items');
  // The better the reason, the lower the tier: the id itself, how an id starts, the title, an attribute, inside an id.
  const byId = `
    SELECT key, CASE WHEN id = :text THEN 0 WHEN id LIKE :starts ESCAPE '\\' THEN 1 ELSE 4 END AS tier
    FROM items WHERE ${range} AND id LIKE :contains ESCAPE '\\'`;
  const byText = (match: string, tier: number) => `
    UNION ALL SELECT rowid, ${tier} FROM item_text WHERE item_text MATCH ${match} AND rowid BETWEEN :first AND :last`;
  const prepareItems = (reasons: string) => {
    const found = `WITH found AS (SELECT key, min(tier) AS tier FROM (${reasons}) GROUP BY key)`;
    return {
      page: database.prepare<Record<string, unknown>, Found>(
        `${found} SELECT ${itemColumns} FROM found JOIN items ON items.key = found.key
         ORDER BY found.tier, items.interactions DESC, found.key LIMIT :limit OFFSET :offset`,
      ),
      total: database.prepare<Record<string, unknown>, number>(`${found} SELECT count(*) FROM found`).pluck(),
    };
  };
  const idsOnly = prepareItems(byId);
  const idsAndText = prepareItems(byId + byText(':titles', 2) + byText(':match', 3));
  type Keys = Range & { contains: string; match?: string };
  const keys = (sql: string) => database.prepare<Keys, number>(sql).pluck();
  const userKeys = keys(`SELECT key FROM users WHERE ${range} AND id LIKE :contains ESCAPE '\\'`);
  const itemIds = `SELECT key FROM items WHERE ${range} AND id LIKE :contains ESCAPE '\\'`;
  const itemKeys = { ids: keys(itemIds), text: keys(itemIds + byText(':match', 3).replace('rowid, 3', 'rowid')) };
  const indices = (found: number[], first: number) => Uint32Array.from(found, (key) => key - first);

  return {
    matchingUsers(id, text) {
      const number = numberOf(id);
      const span = { first: firstKey(number), last: lastKey(number) };
      return indices(userKeys.all({ ...span, contains: `%${literal(text.trim())}%` }), span.first);
    },

    matchingItems(id, text) {
      const number = numberOf(id);
      const span = { first: firstKey(number), last: lastKey(number) };
      const like = { ...span, contains: `%${literal(text.trim())}%` };
      const match = matchExpression(text.trim());
      const found = match === null ? itemKeys.ids.all(like) : itemKeys.text.all({ ...like, match });
      return indices(found, span.first);
    },

    searchUsers(id, text, offset, limit) {
      const number = numberOf(id);
      const span = { first: firstKey(number), last: lastKey(number) };
      const wanted = text.trim();
      if (wanted === '') return { users: allUsers.all({ ...span, offset, limit }), total: userTotal.get(span) ?? 0 };
      const like = { starts: `${literal(wanted)}%`, contains: `%${literal(wanted)}%` };
      return {
        users: someUsers.all({ ...span, ...like, offset, limit }),
        total: countUsers.get({ ...span, contains: like.contains, starts: like.starts }) ?? 0,
      };
    },

    searchItems(id, text, offset, limit) {
      const number = numberOf(id);
      const span = { first: firstKey(number), last: lastKey(number) };
      const wanted = text.trim();
      const card = ({ attributes, ...item }: Found): FoundItem => ({
        ...item,
        attributes: JSON.parse(attributes) as Record<string, string>,
      });
      if (wanted === '')
        return { items: allItems.all({ ...span, offset, limit }).map(card), total: itemTotal.get(span) ?? 0 };
      const match = matchExpression(wanted);
      const like = { text: wanted, starts: `${literal(wanted)}%`, contains: `%${literal(wanted)}%` };
      const { page, total } = match === null ? idsOnly : idsAndText;
      const parameters = { ...span, ...like, ...(match !== null && { match, titles: `title : (${match})` }) };
      return { items: page.all({ ...parameters, offset, limit }).map(card), total: total.get(parameters) ?? 0 };
    },
  };
}
