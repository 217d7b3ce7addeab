import { describe, expect, test } from 'vitest';
import { withItemRole, withoutEnding, withRole, type Role } from './roles.ts';

const columns = (roles: readonly Role[]) =>
  roles.map((role, k) => ({ name: `c${k + 1}`, position: k + 1, role, sample: [] }));
const preview = (roles: readonly Role[], header = true) => ({
  columns: columns(roles),
  format: { delimiter: ',', header, encoding: 'utf-8', decimal: '.', timeFormat: 'auto' } as const,
});

describe('roles of columns', () => {
  test('a role given to another column leaves the first one with what that had', () => {
    const before = preview(['user', 'item', 'value', 'time']);
    expect(withRole(before, before.columns[1], 'user')).toEqual({ user: 'c2', item: 'c1', value: 'c3', time: 'c4' });
  });

  test('a value or time that nobody has is left out, although it was guessed', () => {
    const before = preview(['user', 'item', 'value', 'time']);
    expect(withRole(before, before.columns[2], 'ignore')).toEqual({ user: 'c1', item: 'c2', value: null, time: 'c4' });
  });

  test('columns without a header are named by position', () => {
    const before = preview(['user', 'item', 'ignore'], false);
    expect(withRole(before, before.columns[2], 'value')).toEqual({ user: '1', item: '2', value: '3', time: null });
  });

  test('items have one id and one title, and as many attributes as there are', () => {
    const items = {
      columns: (['id', 'title', 'ignore', 'attribute'] as const).map((role, k) => ({
        name: `c${k + 1}`,
        position: k + 1,
        role,
        sample: [],
      })),
      format: preview([]).format,
    };
    expect(withItemRole(items, items.columns[2], 'attribute')).toEqual({
      id: 'c1',
      title: 'c2',
      attributes: { c3: 'c3', c4: 'c4' },
    });
    expect(withItemRole(items, items.columns[3], 'title')).toEqual({ id: 'c1', title: 'c4', attributes: { c2: 'c2' } });
  });

  test('a dataset is named like its file', () => {
    expect(withoutEnding('ratings.csv')).toBe('ratings');
    expect(withoutEnding('ratings-2013.11.dat.gz')).toBe('ratings-2013.11');
    expect(withoutEnding('README')).toBe('README');
    expect(withoutEnding('.csv')).toBe('.csv');
  });
});
