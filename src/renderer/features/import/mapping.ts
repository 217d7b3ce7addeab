import * as v from 'valibot';
import { Columns, DUPLICATES, Format, ItemColumns, type Preview } from '../../../shared/contract/imports.ts';

/** What a person decided about files with one header set. */
export const Mapping = v.object({
  columns: v.optional(Columns),
  itemColumns: v.optional(ItemColumns),
  format: v.optional(Format),
  duplicates: v.optional(v.picklist(DUPLICATES)),
  at: v.number(), // of the last import, ms
});
export type Mapping = v.InferOutput<typeof Mapping>;

/** By key of a header set. */
export const Mappings = v.record(v.string(), Mapping);
export type Mappings = v.InferOutput<typeof Mappings>;

const MOST = 100;

/**
 * Names a header set: the same columns in the same order give the same key. Files without a header are told apart by
 * their number of columns and what separates them. The settings of a workspace hold the key, so it is short: 64 bits.
 */
export function mappingKey(
  kind: 'interactions' | 'items',
  {
    columns,
    format,
  }: { columns: readonly { name: string }[]; format: Pick<Preview['format'], 'header' | 'delimiter'> },
): string {
  const what = format.header
    ? columns.map(({ name }) => name).join('\u0000')
    : `${columns.length} columns, ${format.delimiter}`;
  return `${kind}:${format.header ? 'h' : 'n'}:${hash(what, 0x811c9dc5)}${hash(what, 0x9e3779b9)}`;
}

/** FNV-1a over UTF-16 units, from a start of its own. */
function hash(text: string, start: number): string {
  let value = start;
  for (let at = 0; at < text.length; at++) value = Math.imul(value ^ text.charCodeAt(at), 0x01000193);
  return (value >>> 0).toString(16).padStart(8, '0');
}

/** The mappings with one more, or with one changed; of too many the oldest go. */
export function withMapping(mappings: Mappings, key: string, mapping: Mapping | null): Mappings {
  const others = Object.entries(mappings).filter(([each]) => each !== key);
  const all: [string, Mapping][] = mapping ? [...others, [key, mapping]] : others;
  return Object.fromEntries(all.sort(([, a], [, b]) => b.at - a.at).slice(0, MOST));
}
