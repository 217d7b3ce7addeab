import type { StoredItem } from '../../storage/api.ts';
import type { IdMap } from './columns.ts';
import type { ItemLayout } from './layout.ts';
import { RecordReader } from './records.ts';
import { utf8 } from './text.ts';

export interface ItemTexts {
  /** In index order: one per item of the map. */
  items: StoredItem[];
  withTitle: number;
  /** Rows of the file that could not be read; they cost a title, no interaction, and so are only counted. */
  unread: number;
}

const YEAR = /\((\d{4})\)\s*$/;

/**
 * Titles and attributes for the items of the map, from a file of items; the first row of an id counts. Items without
 * interactions are left out. Reading ends after about `limit` bytes of text. A title like "Heat (1995)" stays as it is and gives the attribute `year` where there is none.
 */
export async function readItems(
  layout: ItemLayout,
  map: IdMap,
  signal: AbortSignal,
  limit = Infinity,
): Promise<ItemTexts> {
  const { table, roles } = layout;
  const items: StoredItem[] = map.ids.map((id) => ({ id, title: null, attributes: {} }));
  const filled = new Uint8Array(items.length);
  const attributes = Object.entries(roles.attributes);
  const reader = new RecordReader(table.dialect);
  let header = table.header;
  let withTitle = 0;
  let unread = 0;
  let read = 0;
  const { id, title } = roles;
  if (id === null) return { items, withTitle, unread };
  const take = () => {
    while (reader.next()) {
      if (header) {
        header = false;
        continue;
      }
      if (reader.problem !== null || reader.count !== table.names.length) {
        unread++;
        continue;
      }
      const index = map.find(reader.text(id));
      if (index === undefined || filled[index] !== 0) continue;
      filled[index] = 1;
      const item = items[index];
      const text = title === null ? '' : reader.text(title).trim();
      if (text !== '') {
        item.title = text;
        withTitle++;
      }
      for (const [name, position] of attributes) {
        const value = reader.text(position).trim();
        if (value !== '') item.attributes[name] = value;
      }
      const year = YEAR.exec(text)?.[1];
      if (year !== undefined) item.attributes['year'] ??= year;
    }
  };
  for await (const block of utf8(table.raw, table.head.encoding, signal)) {
    reader.feed(block);
    take();
    read += block.length;
    if (read >= limit) return { items, withTitle, unread };
  }
  reader.end();
  take();
  return { items, withTitle, unread };
}
