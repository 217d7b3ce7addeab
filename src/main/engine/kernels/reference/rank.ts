import type { Matrix } from '../matrix.ts';

/**
 * What assembly/score.ts and assembly/rank.ts compute, plainly. Also what ranks the scores of models that have no
 * factors. A row holds one user's scores of all items, [I]; NaN = no score or no candidate.
 */

/** row[i] = bias[i] + sum over f of users[user, f] items[i, f], summed in this order in single precision. */
export function scoreRow(
  factors: { users: Matrix; items: Matrix; itemBias: Float32Array | null },
  user: number,
  row: Float32Array,
): void {
  const { users, items, itemBias } = factors;
  for (let i = 0; i < items.rows; i++) {
    let sum = itemBias ? itemBias[i] : 0;
    for (let f = 0; f < items.columns; f++)
      sum = Math.fround(sum + Math.fround(users.data[user * users.stride + f] * items.data[i * items.stride + f]));
    row[i] = sum;
  }
}

/** The k best items: score descending, then item ascending; NaN is left out. */
export function topOfRow(row: Float32Array, k: number): { items: number[]; scores: number[] } {
  const items: number[] = [];
  for (let i = 0; i < row.length; i++) {
    const score = row[i];
    if (Number.isNaN(score) || (items.length === k && !(score > row[items[k - 1]]))) continue;
    let low = 0;
    let high = items.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (row[items[middle]] >= score) low = middle + 1;
      else high = middle;
    }
    items.splice(low, 0, i);
    if (items.length > k) items.pop();
  }
  return { items, scores: items.map((i) => row[i]) };
}

/**
 * Positions of relevant items among candidates, ascending. Among equal scores relevant ones stand last; relevant ones
 * without a score stand behind all others.
 * @param others scores of the candidates that are not relevant, [C]; NaN = candidate without a score
 * @param relevant scores of the relevant candidates, [R]
 */
export function positionsAmong(others: ArrayLike<number>, relevant: ArrayLike<number>): Uint32Array {
  const numbers = Float32Array.from(relevant)
    .filter((score) => !Number.isNaN(score))
    .sort()
    .reverse();
  // counts[p]: others that stand before number p but not before number p - 1
  const counts = new Uint32Array(numbers.length);
  for (let c = 0; c < others.length; c++) {
    const score = others[c];
    if (Number.isNaN(score)) continue;
    let low = 0;
    let high = numbers.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (score >= numbers[middle]) high = middle;
      else low = middle + 1;
    }
    if (low < numbers.length) counts[low]++;
  }
  const positions = new Uint32Array(relevant.length);
  let before = 0;
  for (let p = 0; p < numbers.length; p++) positions[p] = (before += counts[p]) + p;
  for (let p = numbers.length; p < positions.length; p++) positions[p] = others.length + p;
  return positions;
}
