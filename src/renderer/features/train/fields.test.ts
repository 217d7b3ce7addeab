import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { ModelInfo } from '../../../shared/contract/models.ts';
import { parameterProblem, type Parameter } from '../../../shared/parameters.ts';
import {
  combinationsOf,
  defaultEntries,
  entryOf,
  firstSentence,
  groupsOf,
  isChanged,
  problemOfEntry,
  rangeOf,
  valueOf,
} from './fields.ts';

const factors = {
  kind: 'integer',
  label: 'Factors',
  help: '',
  group: 'model',
  default: 64,
  min: 1,
  max: 1024,
  scale: 'log',
} as const;
const rate = {
  kind: 'number',
  label: 'Rate',
  help: '',
  group: 'training',
  default: 0.05,
  min: 1e-6,
  max: 1,
  scale: 'log',
} as const;
const schedule = {
  kind: 'choice',
  label: 'Schedule',
  help: '',
  group: 'training',
  default: 'linear',
  options: ['linear', 'constant'],
};
const hidden = {
  ...{ kind: 'list', label: 'Hidden layers', help: '', group: 'model' },
  ...{ default: [64, 32] as number[], min: 1, max: 1024, integer: true, maxLength: 4 },
} as const satisfies Parameter;
const schema = {
  factors,
  rate,
  schedule: { ...schedule, kind: 'choice', group: 'training' },
  keep: { kind: 'switch', label: 'Keep', help: '', group: 'stopping', default: true },
  range: { kind: 'range', label: 'Range', help: '', group: 'output', default: null },
} as const satisfies ModelInfo['parameters'];

describe('the form of a model', () => {
  test('has one part per group that has parameters, in the order of a run', () => {
    expect(groupsOf(schema)).toEqual([
      { group: 'model', names: ['factors'] },
      { group: 'training', names: ['rate', 'schedule'] },
      { group: 'stopping', names: ['keep'] },
      { group: 'output', names: ['range'] },
    ]);
  });

  test('starts at the defaults, where nothing is changed or wrong', () => {
    const entries = defaultEntries(schema);
    expect(combinationsOf(schema, entries)).toEqual([{}]);
    for (const [name, parameter] of Object.entries(schema)) {
      expect(problemOfEntry(parameter, entries[name]), name).toBeNull();
      expect(isChanged(parameter, entries[name]), name).toBe(false);
    }
  });

  test('sends what was changed, as values', () => {
    const entries = {
      ...defaultEntries(schema),
      factors: '32',
      rate: '0,1',
      keep: false,
      range: ['0.5', '5,5'] as const,
    };
    expect(combinationsOf(schema, entries)).toEqual([{ factors: 32, rate: 0.1, keep: false, range: [0.5, 5.5] }]);
  });

  test('takes several numbers in one box, and makes every combination of them', () => {
    const entries = { ...defaultEntries(schema), factors: '32 64;128 32', rate: '0,1 0.2' };
    expect(combinationsOf(schema, entries)).toEqual([
      { factors: 32, rate: 0.1 },
      { factors: 32, rate: 0.2 },
      { factors: 64, rate: 0.1 },
      { factors: 64, rate: 0.2 },
      { factors: 128, rate: 0.1 },
      { factors: 128, rate: 0.2 },
    ]);
    // The default among several is still one of the runs.
    expect(combinationsOf(schema, { ...defaultEntries(schema), factors: '64 8' })).toEqual([
      { factors: 64 },
      { factors: 8 },
    ]);
    expect(isChanged(factors, '64 8')).toBe(true);
    expect(problemOfEntry(factors, '64 5000')).toBe('5,000 is above 1,024, the largest allowed.');
    expect(problemOfEntry(factors, '64; many')).toBe('“many” is not a number.');
    expect(problemOfEntry(schema.schedule, 'two words')).toBe('“two words” cannot be chosen.');
  });

  test('puts what is wrong into words, with the limit', () => {
    expect(problemOfEntry(factors, '5000')).toBe('5,000 is above 1,024, the largest allowed.');
    expect(problemOfEntry(factors, '0')).toBe('0 is below 1, the smallest allowed.');
    expect(problemOfEntry(factors, '1.5')).toBe('1.5 is not a whole number.');
    expect(problemOfEntry(factors, 'many')).toBe('“many” is not a number.');
    expect(problemOfEntry(factors, ' ')).toBe('A number is missing.');
    expect(problemOfEntry(schema.range, ['5', '1'])).toBe('Two ascending numbers, or none.');
    expect(problemOfEntry(schema.range, ['5', ''])).toBe('Two ascending numbers, or none.');
    expect(problemOfEntry(schema.schedule, 'cosine')).toBe('“cosine” cannot be chosen.');
  });

  test('reads lists of numbers in one box, which are one run', () => {
    expect(entryOf(hidden, [64, 32])).toBe('64, 32');
    for (const typed of ['128,64', '128, 64', ' 128 64 ', '128;64'])
      expect(combinationsOf({ hidden }, { hidden: typed }), typed).toEqual([{ hidden: [128, 64] }]);
    expect(valueOf(hidden, '')).toEqual([]);
    expect(valueOf(hidden, 'none')).toEqual([]);
    expect(isChanged(hidden, '64 32')).toBe(false);
    expect(isChanged(hidden, '32, 64')).toBe(true);
    expect(rangeOf(hidden, true)).toBe('was 64, 32');
    expect(problemOfEntry(hidden, '64, 32')).toBeNull();
    expect(problemOfEntry(hidden, '64, many')).toBe('“64, many” are not numbers: write them like 64, 32.');
    expect(problemOfEntry(hidden, '64, 1.5')).toBe('1.5 is not a whole number.');
    expect(problemOfEntry(hidden, '64, 0')).toBe('0 is below 1, the smallest allowed.');
    expect(problemOfEntry(hidden, '4096')).toBe('4,096 is above 1,024, the largest allowed.');
    expect(problemOfEntry(hidden, '5 4 3 2 1')).toBe('5 numbers are too many; at most 4.');
    // The engine refuses the same.
    for (const typed of ['64, 32', '', '64, 1.5', '0', '4096', '5 4 3 2 1'])
      expect(problemOfEntry(hidden, typed) === null, typed).toBe(
        parameterProblem('hidden', hidden, valueOf(hidden, typed)) === null,
      );
  });

  test('shows the range, or the default of what was changed', () => {
    expect(rangeOf(factors, false)).toBe('1 to 1,024');
    expect(rangeOf(rate, false)).toBe('10⁻⁶ to 1');
    expect(rangeOf(factors, true)).toBe('was 64');
    expect(rangeOf(schema.range, true)).toBe('was none');
    expect(rangeOf(schema.keep, true)).toBe('was on');
    expect(rangeOf(schema.schedule, false)).toBeUndefined();
  });

  test('finds wrong exactly what the engine refuses', () => {
    fc.assert(
      fc.property(
        fc.double({ noNaN: true, noDefaultInfinity: true }),
        fc.constantFrom(factors, rate),
        (value, parameter) => {
          const here = problemOfEntry(parameter, String(value)) === null;
          expect(here).toBe(parameterProblem('p', parameter, value) === null);
        },
      ),
    );
  });

  test('an entry leads back to its value', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.tuple(fc.constant(rate), fc.double({ noNaN: true, noDefaultInfinity: true })),
          fc.tuple(fc.constant(schema.keep), fc.boolean()),
          fc.tuple(fc.constant(schema.range), fc.constantFrom(null, [1, 5] as const)),
        ),
        ([parameter, value]) => {
          expect(valueOf(parameter, entryOf(parameter, value)) as unknown).toEqual(value === 0 ? 0 : value);
        },
      ),
    );
  });

  test('shows the first sentence of the help', () => {
    expect(firstSentence('One thing. Another thing.')).toBe('One thing.');
    expect(firstSentence('linear: falls in equal steps. cosine: falls slowly.')).toBe('linear: falls in equal steps.');
    expect(firstSentence('For each interaction the model also sees another item: the best of many.')).toBe(
      'For each interaction the model also sees another item.',
    );
    expect(firstSentence('From 0.5 to 5.5 for stars')).toBe('From 0.5 to 5.5 for stars');
  });
});
