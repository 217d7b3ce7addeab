import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { RecsmithError } from '../../../shared/errors.ts';
import { firstRecipes } from './first-model.ts';
import { mappingKey, withMapping, type Mappings } from './mapping.ts';
import { causesOf, stoppedBy } from './stopped.ts';

const columns = (names: readonly string[]) => names.map((name) => ({ name }));
const key = (names: readonly string[], header = true, delimiter = ',') =>
  mappingKey('interactions', { columns: columns(names), format: { header, delimiter } });

describe('what is remembered of a header set', () => {
  test('is found again by the same names in the same order, and by no others', () => {
    const names = fc.array(fc.string({ maxLength: 12 }), { minLength: 2, maxLength: 8 });
    fc.assert(
      fc.property(names, names, (a, b) => {
        expect(key(a)).toBe(key([...a]));
        expect(key(a) === key(b)).toBe(JSON.stringify(a) === JSON.stringify(b));
      }),
    );
    expect(key(['a', 'b'])).not.toBe(
      mappingKey('items', { columns: columns(['a', 'b']), format: { header: true, delimiter: ',' } }),
    );
  });

  test('goes by width and separator where there is no header', () => {
    expect(key(['column 1', 'column 2'], false)).toBe(key(['x', 'y'], false));
    expect(key(['column 1', 'column 2'], false)).not.toBe(key(['a', 'b', 'c'], false));
    expect(key(['a', 'b'], false)).not.toBe(key(['a', 'b'], false, '::'));
    expect(key(['a', 'b'], false)).not.toBe(key(['a', 'b'], true));
  });

  test('is no more than a hundred, the newest', () => {
    let all: Mappings = {};
    for (let at = 0; at < 130; at++) all = withMapping(all, `k${at}`, { at });
    expect(Object.keys(all)).toHaveLength(100);
    expect(all['k129']).toEqual({ at: 129 });
    expect(all['k29']).toBeUndefined();
    expect(withMapping(all, 'k129', null)['k129']).toBeUndefined();
  });
});

describe('an import that was stopped', () => {
  const reject = (column: string | null, line: number) => ({ file: 'a.csv', line, column, value: 'x', reason: 'bad' });
  const rejects = [reject('rating', 2), reject(null, 3), reject('rating', 4)];

  test('is told apart from other failures by what it carries', () => {
    const details = { where: 'a.csv:2', rejects, rejected: 3, rows: 10, allowed: { rows: 2 } };
    expect(stoppedBy(new RecsmithError('BAD_DATA', 'Too many', details))).toMatchObject({
      rejected: 3,
      allowed: { rows: 2 },
    });
    expect(stoppedBy(new RecsmithError('BAD_DATA', 'Empty', { where: 'a.csv' }))).toBeNull();
    expect(stoppedBy(new Error('x'))).toBeNull();
  });

  test('says how many rows were bad for what', () => {
    expect(causesOf(rejects)).toEqual([
      { column: 'rating', rows: 2 },
      { column: '', rows: 1 },
    ]);
  });
});

describe('the view of a first model', () => {
  const where = (values: Parameters<typeof firstRecipes>[0]['values']) =>
    firstRecipes({ hasTime: true, values })[0].filters.where;

  test('keeps the upper part of a scale, and all of what is no scale', () => {
    expect(where({ min: 1, max: 5, distinct: 5 })).toBe('value >= 3.5');
    expect(where({ min: 0, max: 10, distinct: 11 })).toBe('value >= 6');
    expect(where({ min: 1, max: 1, distinct: 1 })).toBeNull();
    expect(where({ min: 1, max: 80_995, distinct: 400 })).toBeNull();
    expect(where(null)).toBeNull();
  });

  test('sets the last of each user aside where there is a time, and ends with everything', () => {
    const recipes = firstRecipes({ hasTime: false, values: null });
    expect(recipes[0].split.kind).toBe('per-user');
    expect(firstRecipes({ hasTime: true, values: null })[0].split).toEqual({ kind: 'leave-last', count: 1 });
    expect(recipes[recipes.length - 1].filters).toMatchObject({ where: null, minPerUser: 0, minPerItem: 0 });
  });
});
