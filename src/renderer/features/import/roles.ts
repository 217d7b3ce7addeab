import type { Columns, ItemColumns, ITEM_ROLES, Preview, ROLES } from '../../../shared/contract/imports.ts';

export type Role = (typeof ROLES)[number];
export type ItemRole = (typeof ITEM_ROLES)[number];

export interface NamedColumn {
  readonly name: string;
  readonly position: number;
}

type Interactions = Pick<Preview, 'columns' | 'format'>;
type Items = Pick<NonNullable<Preview['items']>, 'columns' | 'format'>;

/** How the contract names a column: by its header, or by its position where there is none. */
const reference = (column: NamedColumn, header: boolean): string => (header ? column.name : String(column.position));

/** The roles that a preview shows, as an import takes them: nothing is left to be guessed. */
export function columnsOf(preview: Interactions): Columns {
  const columns: Columns = { value: null, time: null };
  for (const each of preview.columns)
    if (each.role !== 'ignore') columns[each.role] = reference(each, preview.format.header);
  return columns;
}

export function itemColumnsOf(items: Items): ItemColumns {
  const columns: ItemColumns = { title: null, attributes: {} };
  for (const each of items.columns) {
    const name = reference(each, items.format.header);
    if (each.role === 'attribute') columns.attributes = { ...columns.attributes, [each.name]: name };
    else if (each.role !== 'ignore') columns[each.role] = name;
  }
  return columns;
}

/** Gives a column a role; a column that had that role takes over the role that this one gives up. */
export function withRole(preview: Interactions, column: NamedColumn, role: Role): Columns {
  const given = preview.columns.find(({ position }) => position === column.position)?.role ?? 'ignore';
  return columnsOf({
    ...preview,
    columns: preview.columns.map((each) => ({
      ...each,
      role: each.position === column.position ? role : each.role === role ? given : each.role,
    })),
  });
}

/** The same for a file of items, which has one id, one title, and any number of attributes. */
export function withItemRole(items: Items, column: NamedColumn, role: ItemRole): ItemColumns {
  const given = items.columns.find(({ position }) => position === column.position)?.role ?? 'ignore';
  const single = role === 'id' || role === 'title';
  return itemColumnsOf({
    ...items,
    columns: items.columns.map((each) => ({
      ...each,
      role: each.position === column.position ? role : single && each.role === role ? given : each.role,
    })),
  });
}

export const withoutEnding = (name: string): string =>
  name.replace(/\.gz$/i, '').replace(/\.[a-z0-9]{1,5}$/i, '') || name;
