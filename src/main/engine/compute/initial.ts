import type { Matrix } from '../kernels/matrix.ts';
import type { Random } from '../random.ts';
import type { Initial, TableSpec } from './network.ts';

/**
 * Fills a new table with its starting values. Each row has draws of its own, by the row: what another row gets, or how
 * many there are, changes nothing.
 *
 * Rows of users and items that no training row names are 0 instead of random, so that nothing random enters what is
 * said of them: a dot product with them is 0, and what is left is the mean, the other side's bias and the network's
 * own. fastai sends all unknown ids to one row `#na#` that keeps its random start; ours are told apart only by what is
 * known of them, which is nothing.
 *
 * @param used [rows]: rows with 0 stay 0; null: all are drawn
 */
export function fillInitial(
  { initial }: Pick<TableSpec, 'initial'>,
  random: Random,
  used: Uint32Array | null,
): (table: Matrix) => void {
  return ({ rows, columns, stride, data }) => {
    for (let row = 0; row < rows; row++)
      if (!used || used[row] > 0) fillRow(initial, random.at(row), data.subarray(row * stride, row * stride + columns));
  };
}

function fillRow(initial: Initial, random: Random, row: Float32Array): void {
  switch (initial.kind) {
    case 'constant':
      row.fill(initial.value);
      return;
    case 'normal':
      random.normal(row, initial.deviation);
      for (let k = 0; k < row.length; k++) row[k] += initial.mean;
      return;
    case 'wrapped-normal':
      random.normal(row, 1);
      for (let k = 0; k < row.length; k++) row[k] = wrapped(row[k]) * initial.deviation;
      return;
    case 'truncated-normal': {
      const one = new Float32Array(1);
      for (let k = 0; k < row.length; k++) {
        do random.normal(one, 1);
        while (Math.abs(one[0]) > 2);
        row[k] = one[0] * initial.deviation;
      }
      return;
    }
    case 'xavier-normal':
      random.normal(row, Math.sqrt(2 / (initial.fanIn + initial.fanOut)));
      return;
    case 'he-normal':
      random.normal(row, Math.sqrt(2 / initial.fanIn));
      return;
    case 'uniform':
      uniform(random, row, initial.low, initial.high);
      return;
    case 'xavier-uniform':
    case 'torch-linear': {
      const bound = uniformBound(initial);
      uniform(random, row, -bound, bound);
    }
  }
}

function uniform(random: Random, row: Float32Array, low: number, high: number): void {
  for (let k = 0; k < row.length; k++) row[k] = low + (high - low) * random.uniform();
}

/** fastai's `normal_().fmod_(2)`: beyond two deviations a value starts again from 0, with its sign (case 15). */
export const wrapped = (standardNormal: number): number => standardNormal % 2;

/** Uniform draws lie within plus and minus this. */
export function uniformBound(initial: Extract<Initial, { kind: 'xavier-uniform' | 'torch-linear' }>): number {
  return initial.kind === 'xavier-uniform'
    ? Math.sqrt(6 / (initial.fanIn + initial.fanOut))
    : 1 / Math.sqrt(initial.fanIn);
}
