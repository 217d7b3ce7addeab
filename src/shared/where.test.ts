import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { RecsmithError } from './errors.ts';
import { evaluateWhere, fieldsOf, type Columns } from './where-rows.ts';
import { formatWhere, parseWhere, type Condition } from './where.ts';

const day = (text: string): number => Date.parse(`${text}T00:00:00Z`) / 1000;
const columns = (value: number[] | null, time: number[] | null = null): Columns => ({
  value: value && Float32Array.from(value),
  time: time && Float64Array.from(time),
});
const values = (text: string, value: number[]): number[] =>
  Array.from(evaluateWhere(parseWhere(text), columns(value), value.length));
const times = (text: string, time: number[]): number[] =>
  Array.from(evaluateWhere(parseWhere(text), columns(null, time), time.length));

function errorOf(text: string): RecsmithError {
  try {
    parseWhere(text);
  } catch (error) {
    if (error instanceof RecsmithError) return error;
    throw error;
  }
  throw new Error(`"${text}" was read`);
}

describe('what conditions mean', () => {
  test.each<[string, number[]]>([
    ['value = 3', [0, 0, 1, 0, 0]],
    ['value == 3', [0, 0, 1, 0, 0]],
    ['value != 3', [1, 1, 0, 1, 1]],
    ['value <> 3', [1, 1, 0, 1, 1]],
    ['value < 3', [1, 1, 0, 0, 0]],
    ['value <= 3', [1, 1, 1, 0, 0]],
    ['value > 3', [0, 0, 0, 1, 1]],
    ['value >= 3', [0, 0, 1, 1, 1]],
    ['value between 2 and 4', [0, 1, 1, 1, 0]],
    ['value not between 2 and 4', [1, 0, 0, 0, 1]],
    ['value in (1, 5)', [1, 0, 0, 0, 1]],
    ['value not in (1,5)', [0, 1, 1, 1, 0]],
    ['not value = 1', [0, 1, 1, 1, 1]],
    ['VALUE>=3 AND value<5', [0, 0, 1, 1, 0]],
    ['value = 1 or value = 2 and value = 3', [1, 0, 0, 0, 0]],
    ['(value = 1 or value = 2) and value = 2', [0, 1, 0, 0, 0]],
    ['not value = 1 and value < 3', [0, 1, 0, 0, 0]],
    ['not (value = 1 and value < 3)', [0, 1, 1, 1, 1]],
    ['not not value = 1', [1, 0, 0, 0, 0]],
    ['value between 2 and 3 and value > 2', [0, 0, 1, 0, 0]],
    ['value > -1e1', [1, 1, 1, 1, 1]],
  ])('%s', (text, expected) => {
    expect(values(text, [1, 2, 3, 4, 5])).toEqual(expected);
  });

  test('a literal is rounded as the values are', () => {
    expect(values('value = 4.1', [4.1])).toEqual([1]);
    expect(values('value >= 4.1', [4.1])).toEqual([1]);
    expect(values('value < 4.1', [4.1])).toEqual([0]);
  });

  test('a date is its whole day, in UTC', () => {
    const moments = [day('2013-05-01') - 0.001, day('2013-05-01'), day('2013-05-02') - 0.001, day('2013-05-02')];
    expect(times('time = 2013-05-01', moments)).toEqual([0, 1, 1, 0]);
    expect(times('time != 2013-05-01', moments)).toEqual([1, 0, 0, 1]);
    expect(times('time < 2013-05-01', moments)).toEqual([1, 0, 0, 0]);
    expect(times('time <= 2013-05-01', moments)).toEqual([1, 1, 1, 0]);
    expect(times('time > 2013-05-01', moments)).toEqual([0, 0, 0, 1]);
    expect(times('time >= 2013-05-01', moments)).toEqual([0, 1, 1, 1]);
    expect(times('time between 2013-05-01 and 2013-05-01', moments)).toEqual([0, 1, 1, 0]);
  });

  test('a clock time is a moment; numbers are seconds since 1970', () => {
    const moment = Date.parse('2013-05-01T18:30:00Z') / 1000;
    for (const text of ['2013-05-01T18:30', '2013-05-01T18:30:00Z', '2013-05-01t18:30z', String(moment)])
      expect(times(`time >= ${text}`, [moment - 1, moment, moment + 1])).toEqual([0, 1, 1]);
  });

  test('days around 1970', () => {
    expect(times('time <= 1969-12-31', [-1, -0.5, 0])).toEqual([1, 1, 0]);
    expect(times('time = 1960-02-29', [day('1960-02-29'), day('1960-03-01')])).toEqual([1, 0]);
  });

  test('NaN satisfies no comparison but inequality', () => {
    for (const text of ['value < 3', 'value > 3', 'value = 3', 'value between 1 and 5', 'value in (1)'])
      expect(values(text, [NaN])).toEqual([0]);
    expect(values('value != 3', [NaN])).toEqual([1]);
  });

  test('a missing column is told', () => {
    expect(() => evaluateWhere(parseWhere('time > 0'), columns([1]), 1)).toThrow('needs a time');
    expect(() => evaluateWhere(parseWhere('value > 0'), columns(null, [1]), 1)).toThrow('needs a value');
  });
});

describe('what is refused, and where', () => {
  test.each<[string, number, string]>([
    ['', 1, 'value, time, not or an opening parenthesis'],
    ['rating >= 3', 1, 'value, time, not'],
    ['value', 6, 'a comparison such as >=, between or in'],
    ['value >', 8, 'a number'],
    ['value > x', 9, 'a number'],
    ['value >= 2013-05-01', 10, 'a number'],
    ['value > 3 4', 11, 'and, or, or the end'],
    ['(value > 3', 11, 'a closing parenthesis'],
    ['value > 3)', 10, 'and, or, or the end'],
    ['value between 3', 16, 'and is expected'],
    ['value between 5 and 3', 21, 'nothing is between'],
    ['value not > 3', 11, 'between or in'],
    ['value in ()', 11, 'a number'],
    ['value in (1 2)', 13, 'a comma or a closing parenthesis'],
    ['time < 2013-02-31', 8, 'not a date'],
    ['time < 2013-05-01T25:00', 8, 'not a date'],
    ['value > 1e999', 9, 'not a usable number'],
    ['value > 1e39', 9, 'not a usable number'],
    ['value >= 4; drop table users', 11, 'neither a word'],
    ['value > 3 and', 14, 'value, time, not'],
    ["value = '3'", 9, 'neither a word'],
    ['value > 4-3', 9, 'neither a word'],
  ])('%s', (text, position, allowed) => {
    const error = errorOf(text);
    expect(error.code).toBe('BAD_INPUT');
    expect(error.details.position).toBe(position);
    expect(error.message).toContain(`at character ${position}`);
    expect(error.message).toContain(allowed);
    expect(error.details.why).toBe(`${text.slice(0, position - 1)}▸${text.slice(position - 1)}`);
  });

  test('length and nesting are bounded', () => {
    expect(errorOf(`value = ${'1'.repeat(3000)}`).message).toContain('characters');
    expect(errorOf(`${'('.repeat(60)}value = 1${')'.repeat(60)}`).message).toContain('nested');
    expect(errorOf(`${'not '.repeat(60)}value = 1`).message).toContain('nested');
    expect(() => parseWhere(`${'('.repeat(40)}value = 1${')'.repeat(40)}`)).not.toThrow();
  });

  test('any text is read or refused with BAD_INPUT', () => {
    const piece = fc.constantFrom(
      'value',
      'time',
      'and',
      'or',
      'not',
      'between',
      'in',
      '(',
      ')',
      ',',
      '>=',
      '=',
      '4',
      '-.5',
      '2013-05-01',
      '2013-13-01',
      ' ',
      '\u00a0',
      '"',
    );
    const text = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.array(piece, { maxLength: 20 }).map((parts) => parts.join(' ')),
    );
    fc.assert(
      fc.property(text, (written) => {
        try {
          const condition = parseWhere(written);
          expect(parseWhere(formatWhere(condition))).toEqual(condition);
        } catch (error) {
          expect(error).toBeInstanceOf(RecsmithError);
          expect((error as RecsmithError).code).toBe('BAD_INPUT');
        }
      }),
      { numRuns: 2000 },
    );
  });
});

/** Trees over small whole numbers, with their meaning as a plain function. */
interface Meant {
  condition: Condition;
  holds: (value: number) => boolean;
}
const literal = (number: number) => ({ text: String(number), low: number, high: number });
const comparisons = {
  '=': (a: number, b: number) => a === b,
  '!=': (a, b) => a !== b,
  '<': (a, b) => a < b,
  '<=': (a, b) => a <= b,
  '>': (a, b) => a > b,
  '>=': (a, b) => a >= b,
} satisfies Record<string, (a: number, b: number) => boolean>;
const small = fc.integer({ min: -5, max: 5 });
const field = 'value' as const;
const leaf: fc.Arbitrary<Meant> = fc.oneof(
  fc
    .record({ name: fc.constantFrom(...(Object.keys(comparisons) as (keyof typeof comparisons)[])), limit: small })
    .map(({ name, limit }) => ({
      condition: { kind: 'compare' as const, field, comparison: name, literal: literal(limit) },
      holds: (value: number) => comparisons[name](value, limit),
    })),
  fc.tuple(small, small).map(([a, b]) => {
    const [low, high] = [Math.min(a, b), Math.max(a, b)];
    return {
      condition: { kind: 'between' as const, field, from: literal(low), to: literal(high) },
      holds: (value: number) => value >= low && value <= high,
    };
  }),
  fc.array(small, { minLength: 1, maxLength: 4 }).map((list) => ({
    condition: { kind: 'in' as const, field, literals: list.map(literal) },
    holds: (value: number) => list.includes(value),
  })),
);
const { tree } = fc.letrec<{ tree: Meant }>((tie) => ({
  tree: fc.oneof(
    { maxDepth: 5 },
    leaf,
    tie('tree').map(({ condition, holds }) => ({
      condition: { kind: 'not' as const, operand: condition },
      holds: (value: number) => !holds(value),
    })),
    fc.tuple(fc.constantFrom('and' as const, 'or' as const), tie('tree'), tie('tree')).map(([kind, left, right]) => ({
      condition: { kind, left: left.condition, right: right.condition },
      holds: (value: number) =>
        kind === 'and' ? left.holds(value) && right.holds(value) : left.holds(value) || right.holds(value),
    })),
  ),
}));

describe('properties', () => {
  test('written and read again, a tree is the same', () => {
    fc.assert(
      fc.property(tree, ({ condition }) => {
        expect(parseWhere(formatWhere(condition))).toEqual(condition);
      }),
    );
  });

  test('a tree means what its parts mean', () => {
    const column = [-6, -5, -4, -3, -2, -1, 0, 1, 2, 3, 4, 5, 6];
    fc.assert(
      fc.property(tree, ({ condition, holds }) => {
        const found = evaluateWhere(parseWhere(formatWhere(condition)), columns(column), column.length);
        expect(Array.from(found)).toEqual(column.map((value) => (holds(value) ? 1 : 0)));
        expect([...fieldsOf(condition)]).toEqual(['value']);
      }),
    );
  });
});
