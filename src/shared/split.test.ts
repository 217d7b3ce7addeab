import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Split } from './contract/views.ts';
import { checkSplit, formatSplit, parseSplit } from './split.ts';

describe('text forms', () => {
  test.each<[string, Split]>([
    ['random:0.8,0.1,0.1', { kind: 'random', train: 0.8, validation: 0.1, test: 0.1 }],
    ['random:.8,.2', { kind: 'random', train: 0.8, validation: 0, test: 0.2 }],
    ['per-user:0.9,0.1', { kind: 'per-user', train: 0.9, validation: 0, test: 0.1 }],
    ['rows:0.7', { kind: 'rows', train: 0.7, validation: 0, test: 0.3 }],
    ['temporal:1', { kind: 'temporal', train: 1, validation: 0, test: 0 }],
    ['leave-last', { kind: 'leave-last', count: 1 }],
    ['leave-last:2', { kind: 'leave-last', count: 2 }],
    [' leave-random:1 ', { kind: 'leave-random', count: 1 }],
    ['users:1000,500,0.8', { kind: 'users', validation: 1000, test: 500, foldIn: 0.8 }],
    ['users:0,10', { kind: 'users', validation: 0, test: 10, foldIn: 0.8 }],
    ['given', { kind: 'given' }],
    ['none', { kind: 'none' }],
  ])('%s', (text, split) => {
    expect(parseSplit(text)).toEqual(split);
  });

  test.each([
    '',
    'random',
    'random:',
    'random:0.8,,0.2',
    'random:0.8,0.1',
    'random:0.5,0.1,0.1',
    'random:0,0.5,0.5',
    'random:1.2,-0.2',
    'random:0x1',
    'random:0.8,0.1,0.1:5',
    'random:0.7,0.1,0.1,0.1',
    'leave-last:0',
    'leave-last:1.5',
    'leave-last:1,2',
    'users:5',
    'users:0,0',
    'users:1.5,2',
    'users:5,5,1',
    'users:5,5,0',
    'given:1',
    'none:',
    'Random:0.8,0.2',
    'shuffle:0.8',
  ])('"%s" is refused with what may be written', (text) => {
    expect(() => parseSplit(text)).toThrow(
      expect.objectContaining({ code: 'BAD_INPUT', details: expect.objectContaining({ where: '--split' }) as unknown }),
    );
  });

  test('shares that do not add up are told', () => {
    expect(() => parseSplit('random:0.8,0.1')).toThrow('add up to 1');
    expect(() => checkSplit({ kind: 'rows', train: 0.5, validation: 0, test: 0 })).toThrow('add up to 1');
    expect(() => checkSplit({ kind: 'rows', train: NaN, validation: 0, test: 0 })).toThrow('between 0 and 1');
  });

  test('every valid split comes back from its text', () => {
    const hundredths = fc
      .tuple(fc.integer({ min: 1, max: 100 }), fc.integer({ min: 0, max: 100 }))
      .map(([train, part]) => {
        const validation = Math.min(part, 100 - train);
        return { train: train / 100, validation: validation / 100, test: (100 - train - validation) / 100 };
      });
    const count = fc.integer({ min: 0, max: 100_000 });
    const split: fc.Arbitrary<Split> = fc.oneof(
      fc
        .tuple(
          fc.constantFrom('random' as const, 'per-user' as const, 'temporal' as const, 'rows' as const),
          hundredths,
        )
        .map(([kind, shares]) => ({ kind, ...shares })),
      fc.record({
        kind: fc.constantFrom('leave-last' as const, 'leave-random' as const),
        count: fc.integer({ min: 1, max: 100 }),
      }),
      fc.record({
        kind: fc.constant('users' as const),
        validation: count,
        test: count.map((users) => users + 1),
        foldIn: fc.double({ min: 0.001, max: 0.999, noNaN: true }),
      }),
      fc.constantFrom<Split>({ kind: 'given' }, { kind: 'none' }),
    );
    fc.assert(
      fc.property(split, (one) => {
        expect(parseSplit(formatSplit(one))).toEqual(one);
      }),
    );
  });
});
