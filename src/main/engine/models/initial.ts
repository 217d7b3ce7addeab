import type { Histories } from '../datasets/interactions.ts';
import type { Matrix } from '../kernels/matrix.ts';
import type { Random } from '../random.ts';

/** [I], how many training rows each item has. */
export function itemCounts({ items }: Pick<Histories, 'items'>, itemCount: number): Uint32Array {
  const counts = new Uint32Array(itemCount);
  for (const item of items) counts[item]++;
  return counts;
}

/** [U], how many training rows each user has. */
export function userCounts({ start }: Pick<Histories, 'start'>): Uint32Array {
  return Uint32Array.from({ length: start.length - 1 }, (_, user) => start[user + 1] - start[user]);
}

/**
 * Starting values N(0, deviation) for the rows that training will touch; the others stay 0, so that nothing random
 * enters the prediction for a user or an item without training rows. Each row has its own draws: which other rows
 * are touched changes nothing.
 */
export function randomRows(random: Random, deviation: number, counts: Uint32Array): (table: Matrix) => void {
  return ({ rows, columns, stride, data }) => {
    for (let row = 0; row < rows; row++)
      if (counts[row] > 0) random.at(row).normal(data.subarray(row * stride, row * stride + columns), deviation);
  };
}
