import type { StoredItem } from '../../storage/api.ts';
import type { IdMap } from './columns.ts';
import type { ReadContext } from './dataset.ts';
import type { GivenIds } from './given-ids.ts';
import type { ResolvedImportInput } from './input.ts';
import { readItems } from './items.ts';
import { itemLayoutOf } from './layout.ts';

/** Titles and attributes of the items, in their order: from a file of items, else as the given ids brought them. */
export async function itemTexts(
  input: ResolvedImportInput,
  items: IdMap,
  context: ReadContext,
  warnings: string[],
  known: GivenIds | null,
): Promise<StoredItem[]> {
  if (!input.items) return items.ids.map((id, n) => known?.texts?.[n] ?? { id, title: null, attributes: {} });
  const { file, format, columns } = input.items;
  context.report({ stage: 'Reading titles', done: 0, total: null, unit: 'rows' });
  const texts = await readItems(await itemLayoutOf(file, format, columns, context.signal), items, context.signal);
  if (texts.unread > 0) warnings.push(`${texts.unread} rows of ${file.name} could not be read.`);
  if (texts.withTitle === 0) warnings.push(`No item of the interactions has a title in ${file.name}.`);
  else if (texts.withTitle < items.size)
    warnings.push(`${items.size - texts.withTitle} of ${items.size} items have no title in ${file.name}.`);
  return texts.items;
}
