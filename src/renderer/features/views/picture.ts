import type { Split } from '../../../shared/contract/views.ts';

export type Part = 'train' | 'validation' | 'test';

/** Interactions of seven users in a drawing, each at its moment (0 to 1); made up, always the same. */
const HISTORIES: readonly (readonly number[])[] = [
  [0.03, 0.1, 0.22, 0.31, 0.45, 0.52, 0.63, 0.74, 0.83, 0.95],
  [0.08, 0.14, 0.27, 0.36, 0.41, 0.58, 0.66, 0.79],
  [0.28, 0.35, 0.4, 0.49, 0.6, 0.69, 0.77, 0.88, 0.97],
  [0.02, 0.06, 0.12, 0.19, 0.25, 0.33, 0.38],
  [0.42, 0.5, 0.55, 0.62, 0.72, 0.81, 0.86, 0.91, 0.94, 0.99],
  [0.05, 0.18, 0.3, 0.47, 0.57, 0.68, 0.85],
  [0.15, 0.24, 0.37, 0.53, 0.64, 0.71, 0.8, 0.9, 0.96],
];

export interface Mark {
  readonly at: number;
  readonly part: Part;
}

/**
 * How a split falls on a handful of histories, one row per user: a drawing of the principle, not of the data. Shares
 * follow the recipe as closely as so few marks allow.
 */
export function picture(split: Split): Mark[][] {
  switch (split.kind) {
    case 'none':
      return HISTORIES.map((times) => times.map((at) => ({ at, part: 'train' })));
    case 'leave-last':
      return HISTORIES.map((times) => {
        const n = Math.min(split.count, 3);
        return times.map((at, k) => ({ at, part: fromEnd(times.length - 1 - k, n) }));
      });
    case 'leave-random':
      return HISTORIES.map((times, user) => {
        const n = Math.min(split.count, 3);
        const order = shuffled(times.length, user);
        return times.map((at, k) => ({ at, part: fromEnd(order[k], n) }));
      });
    case 'per-user':
      return HISTORIES.map((times, user) => {
        const order = shuffled(times.length, user);
        return times.map((at, k) => ({ at, part: byShare((order[k] + 0.5) / times.length, split) }));
      });
    case 'temporal':
      return byOrder(split, (at) => at);
    case 'random':
    case 'rows':
    case 'given':
      return byOrder(
        split.kind === 'given' ? { train: 0.8, validation: 0.1, test: 0.1 } : split,
        (_at, user, k) => (Math.sin(97 * user + 31 * k + 7) + 1) / 2,
      );
    case 'users': {
      const test = Math.min(2, split.test);
      const validation = Math.min(2, split.validation);
      return HISTORIES.map((times, user) => {
        const last = HISTORIES.length - 1 - user;
        const part = last < test ? 'test' : last < test + validation ? 'validation' : 'train';
        const known = Math.max(1, Math.round(split.foldIn * times.length));
        return times.map((at, k) => ({ at, part: k < known ? 'train' : part }));
      });
    }
  }
}

const fromEnd = (place: number, n: number): Part => (place < n ? 'test' : place < 2 * n ? 'validation' : 'train');

interface Shares {
  readonly train: number;
  readonly validation: number;
  readonly test: number;
}

const byShare = (place: number, shares: Shares): Part =>
  place < shares.train ? 'train' : place < shares.train + shares.validation ? 'validation' : 'test';

/** Ranks all marks by `key` and deals the shares along that order. */
function byOrder(shares: Shares, key: (at: number, user: number, k: number) => number): Mark[][] {
  const keys = HISTORIES.flatMap((times, user) => times.map((at, k) => key(at, user, k))).sort((a, b) => a - b);
  return HISTORIES.map((times, user) =>
    times.map((at, k) => ({ at, part: byShare((keys.indexOf(key(at, user, k)) + 0.5) / keys.length, shares) })),
  );
}

/** A fixed permutation of 0..n-1 that differs from user to user. */
function shuffled(n: number, user: number): number[] {
  const places = Array.from({ length: n }, (_, k) => k);
  return places.sort((a, b) => Math.sin(13 * a + 57 * user + 1) - Math.sin(13 * b + 57 * user + 1));
}
