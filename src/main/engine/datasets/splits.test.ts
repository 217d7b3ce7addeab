import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseSplit } from '../../../shared/split.ts';
import type { Interactions } from './interactions.ts';
import { PART, quotas, splitRows, userQuotas } from './splits.ts';
import { interactionsFrom, someRows, usersOf, type Row } from './testing.ts';

const all = (interactions: Interactions) => new Uint8Array(interactions.items.length).fill(1);
const split = (interactions: Interactions, text: string, seed = 42, keep = all(interactions)): number[] =>
  Array.from(splitRows(interactions, keep, parseSplit(text), seed));
const countOf = (parts: number[], part: number): number => parts.filter((one) => one === part).length;
const history = (length: number, user = 0): Row[] => Array.from({ length }, (_, item) => ({ user, item }));

const kinds = fc.constantFrom(
  'random:0.8,0.1,0.1',
  'random:0.34,0.33,0.33',
  'per-user:0.8,0.1,0.1',
  'per-user:0.5,0.5',
  'leave-last:1',
  'leave-last:3',
  'leave-random:2',
  'temporal:0.6,0.2,0.2',
  'rows:0.7',
  'given',
  'none',
);

describe('every split', () => {
  test('gives each kept interaction exactly one part and leaves dropped ones alone', () => {
    fc.assert(
      fc.property(someRows(), kinds, fc.nat(), fc.array(fc.boolean()), (rows, kind, seed, drops) => {
        const interactions = interactionsFrom(rows);
        const keep = Uint8Array.from(rows, (_, n) => (drops[n] ? 0 : 1));
        const parts = split(interactions, kind, seed, keep);
        parts.forEach((part, n) => {
          if (keep[n] === 0) expect(part).toBe(PART.dropped);
          else expect([PART.train, PART.validation, PART.test]).toContain(part);
        });
      }),
    );
  });

  test('repeats with its seed; another seed differs', () => {
    const rows = Array.from({ length: 40 }, (_, user) => history(20, user)).flat();
    const interactions = interactionsFrom(rows.map((row, k) => ({ ...row, time: k % 7 })));
    for (const kind of ['random:0.8,0.1,0.1', 'per-user:0.8,0.1,0.1', 'leave-random:1', 'users:5,5,0.8']) {
      expect(split(interactions, kind, 1)).toEqual(split(interactions, kind, 1));
      expect(split(interactions, kind, 1)).not.toEqual(split(interactions, kind, 2));
    }
    for (const kind of ['leave-last:2', 'temporal:0.8,0.1,0.1', 'rows:0.7'])
      expect(split(interactions, kind, 1)).toEqual(split(interactions, kind, 2));
  });

  test('shares that make no sense are refused', () => {
    const interactions = interactionsFrom(history(3));
    const refuse = (shares: { train: number; validation: number; test: number }) =>
      expect(() => splitRows(interactions, all(interactions), { kind: 'random', ...shares }, 1)).toThrow(
        'is not a split',
      );
    refuse({ train: 0.5, validation: 0.1, test: 0.1 });
    refuse({ train: 0, validation: 0.5, test: 0.5 });
  });
});

describe('random', () => {
  test('counts are exact', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 300 }), fc.nat(), (length, seed) => {
        const parts = split(interactionsFrom(history(length)), 'random:0.8,0.1,0.1', seed);
        const expected = quotas(length, { validation: 0.1, test: 0.1 });
        expect(countOf(parts, PART.test)).toBe(expected.test);
        expect(countOf(parts, PART.validation)).toBe(expected.validation);
      }),
    );
    expect(quotas(1000, { validation: 0.1, test: 0.2 })).toEqual({ validation: 100, test: 200 });
    expect(quotas(1, { validation: 0.5, test: 0.5 })).toEqual({ validation: 0, test: 1 });
  });

  test('every interaction is as likely as any other', () => {
    const interactions = interactionsFrom(history(10));
    const tested = new Array<number>(10).fill(0);
    const runs = 4000;
    for (let seed = 0; seed < runs; seed++)
      split(interactions, 'random:0.7,0.1,0.2', seed).forEach((part, n) => (tested[n] += part === PART.test ? 1 : 0));
    // 2 of 10 are tested: mean 800, standard deviation 25.
    for (const count of tested) expect(Math.abs(count - 800)).toBeLessThan(5 * 25.3);
  });
});

describe('per-user', () => {
  // By hand from RecBole's rule for 8:1:1.
  test.each([
    [1, 0, 0],
    [2, 0, 1],
    [3, 1, 1],
    [9, 1, 1],
    [10, 1, 1],
    [19, 1, 1],
    [20, 2, 2],
    [30, 3, 3],
    [299, 29, 29],
  ])('%i interactions: %i to validation, %i to test', (count, validation, tested) => {
    expect(userQuotas(count, { validation: 0.1, test: 0.1 })).toEqual({ validation, test: tested });
    const parts = split(interactionsFrom(history(count)), 'per-user:0.8,0.1,0.1');
    expect([countOf(parts, PART.validation), countOf(parts, PART.test)]).toEqual([validation, tested]);
  });

  test('training keeps one row whatever the shares', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 200 }),
        fc.integer({ min: 0, max: 99 }),
        fc.nat({ max: 99 }),
        (count, a, b) => {
          const validation = a / 100;
          const quota = userQuotas(count, { validation, test: Math.min(b / 100, 0.99 - validation) });
          expect(count - quota.test - quota.validation).toBeGreaterThanOrEqual(1);
          expect(Math.min(quota.test, quota.validation)).toBeGreaterThanOrEqual(0);
        },
      ),
    );
  });
});

describe('leave-last and leave-random', () => {
  const ofUser = (parts: number[], users: Uint32Array, user: number) => parts.filter((_, n) => users[n] === user);

  test('leave-last takes the newest by time, then by file order', () => {
    fc.assert(
      fc.property(someRows(), fc.integer({ min: 1, max: 4 }), (rows, count) => {
        const interactions = interactionsFrom(rows);
        const users = usersOf(interactions);
        const parts = split(interactions, `leave-last:${count}`);
        for (let user = 0; user < interactions.userCount; user++) {
          const own = [...users.keys()]
            .filter((n) => users[n] === user)
            .sort((a, b) => interactions.times![a] - interactions.times![b] || a - b);
          const tested = Math.min(count, Math.max(0, own.length - 1));
          const validated = Math.min(count, Math.max(0, own.length - 1 - tested));
          own.forEach((n, place) => {
            const fromEnd = own.length - 1 - place;
            const expected = fromEnd < tested ? PART.test : fromEnd < tested + validated ? PART.validation : PART.train;
            expect(parts[n]).toBe(expected);
          });
        }
      }),
      { numRuns: 300 },
    );
  });

  test('without time the file order counts', () => {
    expect(split(interactionsFrom(history(4)), 'leave-last:1')).toEqual([1, 1, 2, 3]);
  });

  test('short histories keep a training row; validation gives way first', () => {
    const rows = [...history(1, 0), ...history(2, 1), ...history(3, 2)];
    expect(split(interactionsFrom(rows), 'leave-last:1')).toEqual([1, 1, 3, 1, 2, 3]);
    const interactions = interactionsFrom(rows);
    const users = usersOf(interactions);
    const parts = split(interactions, 'leave-random:1');
    expect(ofUser(parts, users, 0)).toEqual([1]);
    expect(ofUser(parts, users, 1).sort()).toEqual([1, 3]);
    expect(ofUser(parts, users, 2).sort()).toEqual([1, 2, 3]);
  });
});

describe('temporal and rows', () => {
  test('nothing in an earlier part is newer; ties go by file order; counts are exact', () => {
    fc.assert(
      fc.property(someRows(), fc.constantFrom('temporal:0.6,0.2,0.2', 'rows:0.5,0.25,0.25'), (rows, text) => {
        const interactions = interactionsFrom(rows);
        const parts = split(interactions, text);
        const byTime = text.startsWith('temporal');
        const order = [...parts.keys()].sort(
          (a, b) =>
            (byTime ? interactions.times![a] - interactions.times![b] : 0) ||
            interactions.rows[a] - interactions.rows[b],
        );
        const shares = parseSplit(text) as { validation: number; test: number };
        const quota = quotas(rows.length, shares);
        order.forEach((n, place) => {
          const left = order.length - place;
          const expected =
            left <= quota.test ? PART.test : left <= quota.test + quota.validation ? PART.validation : PART.train;
          expect(parts[n]).toBe(expected);
        });
      }),
      { numRuns: 300 },
    );
  });

  test('rows:0.7 cuts the file', () => {
    const rows = Array.from({ length: 10 }, (_, k) => ({ user: k % 3, item: k }));
    const interactions = interactionsFrom(rows);
    const parts = split(interactions, 'rows:0.7');
    const tested = [...parts.keys()].filter((n) => parts[n] === PART.test).map((n) => interactions.rows[n]);
    expect(tested.sort()).toEqual([7, 8, 9]);
  });
});

describe('held-out users', () => {
  // Conformance case 19 of the systems this grew from: int(0.2 n).
  test.each([
    [4, 0],
    [5, 1],
    [9, 1],
    [10, 2],
    [15, 3],
  ])('of %i interactions %i are to be predicted', (length, targets) => {
    const rows = [...history(length, 0), ...history(length, 1), ...history(length, 2)];
    const interactions = interactionsFrom(rows);
    const users = usersOf(interactions);
    const parts = split(interactions, 'users:1,1,0.8');
    const seen = [0, 1, 2].map((user) => parts.filter((_, n) => users[n] === user));
    const trained = seen.filter((own) => countOf(own, PART.train) === own.length);
    expect(trained).toHaveLength(1);
    const held = seen.filter((own) => !trained.includes(own));
    for (const own of held) expect(countOf(own, PART.foldIn)).toBe(length - targets);
    expect(countOf(parts, PART.test)).toBe(targets);
    expect(countOf(parts, PART.validation)).toBe(targets);
  });

  test('users are held out whole, as many as asked', () => {
    fc.assert(
      fc.property(someRows(), fc.nat({ max: 3 }), fc.nat({ max: 3 }), fc.nat(), (rows, validation, tested, seed) => {
        const interactions = interactionsFrom(rows);
        const users = usersOf(interactions);
        const present = new Set(users).size;
        fc.pre(validation + tested > 0 && validation + tested < present);
        const parts = split(interactions, `users:${validation},${tested},0.5`, seed);
        const of = (part: number) => new Set(parts.flatMap((one, n) => (one === part ? [users[n]] : [])));
        const [train, foldIn] = [of(PART.train), of(PART.foldIn)];
        expect(train.size).toBe(present - validation - tested);
        expect(foldIn.size).toBe(validation + tested);
        const common = (a: Set<number>, b: Set<number>) => [...a].filter((user) => b.has(user)).length;
        expect(common(train, foldIn)).toBe(0);
        expect(of(PART.test).size).toBeLessThanOrEqual(tested);
        expect(common(of(PART.test), foldIn)).toBe(of(PART.test).size);
        expect(common(of(PART.test), of(PART.validation))).toBe(0);
      }),
    );
  });

  test('more held-out users than there are', () => {
    const interactions = interactionsFrom([...history(3, 0), ...history(3, 1)]);
    expect(() => split(interactions, 'users:1,1,0.8')).toThrow('only 2 are left');
  });
});
