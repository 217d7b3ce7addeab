import { KernelInputError, expectIndices, expectLength } from '../kernels/checks.ts';
import { strideFor, type Matrix } from '../kernels/matrix.ts';
import type { Factors, FittedModel } from './definition.ts';

/** A table without columns, for models whose score is a bias alone. */
export const noFactors = (rows: number): Matrix => ({ rows, columns: 0, stride: 0, data: new Float32Array(0) });

/** p . q over the factors; rows of two tables of the same stride. */
export function dot(left: Matrix, leftRow: number, right: Matrix, rightRow: number): number {
  const from = leftRow * left.stride;
  const other = rightRow * right.stride;
  let sum = 0;
  for (let f = 0; f < left.columns; f++) sum += left.data[from + f] * right.data[other + f];
  return sum;
}

/** Writes offset + userBias + itemBias + p . q of every item into out, [I]; p: [>= D]. */
export function scoreItems(
  { items, itemBias, offset }: Omit<Factors, 'users' | 'userBias'>,
  p: Float32Array | Float64Array,
  userBias: number,
  out: Float32Array,
): void {
  const { stride, columns, data } = items;
  for (let item = 0, row = 0; item < items.rows; item++, row += stride) {
    let sum = offset + userBias + (itemBias ? itemBias[item] : 0);
    for (let f = 0; f < columns; f++) sum += p[f] * data[row + f];
    out[item] = sum;
  }
}

export interface FactorModelOptions {
  readonly factors: Factors;
  /** From a score to the values' own unit, for models that offer ratings. */
  readonly toValue?: (score: number) => number;
  readonly foldIn?: FittedModel['foldIn'];
}

/**
 * A fitted model whose score is offset + userBias + itemBias + p . q. `scoreUsers` writes that sum even where ratings
 * pass through a range: the order is the same, and it is what kernels compute from `factors`.
 */
export function factorModel({ factors, toValue, foldIn }: FactorModelOptions): FittedModel {
  const { users, items, userBias, itemBias } = factors; // the offset may change while the model is trained
  if (users.columns !== items.columns || users.stride !== strideFor(items.columns))
    throw new KernelInputError('factorModel', 'users', `has ${users.columns} factors`, String(items.columns));
  if (itemBias) expectLength('factorModel', 'itemBias', itemBias, items.rows);
  if (userBias) expectLength('factorModel', 'userBias', userBias, users.rows);
  return {
    factors,
    scoreUsers(wanted, out) {
      expectIndices('scoreUsers', 'users', wanted, users.rows);
      expectLength('scoreUsers', 'out', out, wanted.length * items.rows);
      wanted.forEach((user, row) => {
        const p = users.data.subarray(user * users.stride, user * users.stride + users.columns);
        scoreItems(factors, p, userBias ? userBias[user] : 0, out.subarray(row * items.rows, (row + 1) * items.rows));
      });
    },
    ...(toValue && {
      toValue,
      predict(pairUsers: Uint32Array, pairItems: Uint32Array, out: Float32Array) {
        expectIndices('predict', 'users', pairUsers, users.rows);
        expectLength('predict', 'items', pairItems, pairUsers.length);
        expectIndices('predict', 'items', pairItems, items.rows);
        expectLength('predict', 'out', out, pairUsers.length);
        for (let k = 0; k < pairUsers.length; k++) {
          const user = pairUsers[k];
          const item = pairItems[k];
          const biases = (userBias ? userBias[user] : 0) + (itemBias ? itemBias[item] : 0);
          out[k] = toValue(factors.offset + biases + dot(users, user, items, item));
        }
      },
    }),
    ...(foldIn && { foldIn }),
  };
}
