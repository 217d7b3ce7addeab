import { KernelInputError } from '../kernels/checks.ts';
import type { Matrix } from '../kernels/matrix.ts';
import { Random } from '../random.ts';

/**
 * Solves A x = b in place for a symmetric positive definite A, [n x n] row-major (the lower half is read and
 * overwritten), b [n] becomes x. Cholesky factorisation, Golub and Van Loan, Matrix Computations, 4.2.
 */
export function solveCholesky(a: Float64Array, b: Float64Array): void {
  const n = b.length;
  if (a.length !== n * n) throw new KernelInputError('solveCholesky', 'a', `has ${a.length} values`, String(n * n));
  for (let j = 0; j < n; j++) {
    for (let i = j; i < n; i++) {
      let sum = a[i * n + j];
      for (let k = 0; k < j; k++) sum -= a[i * n + k] * a[j * n + k];
      if (i > j) a[i * n + j] = sum / a[j * n + j];
      else if (sum > 0) a[j * n + j] = Math.sqrt(sum);
      else throw new KernelInputError('solveCholesky', 'a', 'is not positive definite', 'a positive definite matrix');
    }
  }
  for (let i = 0; i < n; i++) {
    for (let k = 0; k < i; k++) b[i] -= a[i * n + k] * b[k];
    b[i] /= a[i * n + i];
  }
  for (let i = n - 1; i >= 0; i--) {
    for (let k = i + 1; k < n; k++) b[i] -= a[k * n + i] * b[k];
    b[i] /= a[i * n + i];
  }
}

/** What a score becomes: the prediction, and its slope at that score. */
export interface Link {
  value(score: number): number;
  slope(score: number): number;
}

export const identity: Link = { value: (score) => score, slope: () => 1 };

/** low + (high - low) sigmoid(score). */
export function rangeLink([low, high]: readonly [number, number]): Link {
  const sigmoid = (score: number) => 1 / (1 + Math.exp(-score));
  return {
    value: (score) => low + (high - low) * sigmoid(score),
    slope: (score) => (high - low) * sigmoid(score) * (1 - sigmoid(score)),
  };
}

/** The score whose prediction is `value`; values at or beyond the ends are taken a hundredth of the range inside. */
export function scoreOf([low, high]: readonly [number, number], value: number): number {
  const share = Math.min(0.99, Math.max(0.01, (value - low) / (high - low)));
  return Math.log(share / (1 - share));
}

export interface RidgeProblem {
  readonly factors: number; // D
  /** [n x D] row-major: the factors of the history's items. */
  readonly rows: Float64Array;
  /** [n]: what each score has besides the user's part. */
  readonly base: Float64Array;
  /** [n] */
  readonly values: Float64Array;
  readonly l2: number;
  readonly biasL2: number;
  readonly link: Link;
}

const ROUNDS = 20;
const HALVINGS = 20;

/**
 * The user vector and bias that training would end at with the items held fixed: the minimum of
 * sum over the history of (value - link(base + bias + p . q))^2 + l2 |p|^2 + biasL2 bias^2. With the identity this is
 * one ridge regression; with a range it is Gauss-Newton with step halving, at most 20 rounds.
 * @returns [D + 1], the bias last; all 0 for an empty history
 */
export function foldInRidge({ factors, rows, base, values, l2, biasL2, link }: RidgeProblem): Float64Array {
  const n = values.length;
  const size = factors + 1;
  // Never exactly 0: a history shorter than the vector would leave the solution open.
  const weight = (f: number) => n * Math.max(f < factors ? l2 : biasL2, 1e-6);
  const x = new Float64Array(size);
  const score = (k: number, at: Float64Array) => {
    let sum = base[k] + at[factors];
    for (let f = 0; f < factors; f++) sum += at[f] * rows[k * factors + f];
    return sum;
  };
  const objective = (at: Float64Array) => {
    let sum = 0;
    for (let k = 0; k < n; k++) sum += (values[k] - link.value(score(k, at))) ** 2;
    for (let f = 0; f < size; f++) sum += weight(f) * at[f] ** 2;
    return sum;
  };
  if (n === 0) return x;
  let best = objective(x);
  const row = new Float64Array(size);
  for (let round = 0; round < ROUNDS; round++) {
    const a = new Float64Array(size * size);
    const step = new Float64Array(size);
    for (let k = 0; k < n; k++) {
      const z = score(k, x);
      const slope = link.slope(z);
      const error = values[k] - link.value(z);
      for (let f = 0; f < factors; f++) row[f] = slope * rows[k * factors + f];
      row[factors] = slope;
      for (let i = 0; i < size; i++) {
        step[i] += row[i] * error;
        for (let j = 0; j <= i; j++) a[i * size + j] += row[i] * row[j];
      }
    }
    for (let i = 0; i < size; i++) {
      a[i * size + i] += weight(i);
      step[i] -= weight(i) * x[i];
    }
    solveCholesky(a, step);
    let moved = false;
    for (let halving = 0, share = 1; halving < HALVINGS; halving++, share /= 2) {
      const next = x.map((value, f) => value + share * step[f]);
      const found = objective(next);
      if (found < best) {
        moved = best - found > 1e-9 * best;
        best = found;
        x.set(next);
        break;
      }
    }
    if (!moved) break;
  }
  return x;
}

export interface RankingProblem {
  readonly items: Matrix; // [I x D], held fixed
  readonly itemBias: Float32Array; // [I]
  /** Item indices in any order; the order and repetitions change nothing. */
  readonly history: Uint32Array;
  readonly userL2: number;
  readonly candidates: number;
  readonly learningRate: number;
}

const PASSES = 25;
const MOST_DRAWS = 64;

/**
 * The user vector that BPR training would end at with the items held fixed: stochastic gradient descent over the
 * history against drawn negatives, the rate falling to 0. Draws depend on pass and item alone: the same history always
 * gives the same vector, and what another item of it meets does not change when one is left out.
 * @returns [D]; all 0 for an empty history, or one that has every item
 */
export function foldInRanking(problem: RankingProblem): Float64Array {
  const { items, itemBias, userL2, candidates, learningRate } = problem;
  const { rows, columns, stride, data } = items;
  const known = new Uint8Array(rows);
  for (const item of problem.history) known[item] = 1;
  const history = Uint32Array.from(problem.history)
    .sort()
    .filter((item, k, all) => k === 0 || item !== all[k - 1]);
  const user = new Float64Array(columns);
  if (history.length === 0 || history.length === rows) return user;
  const draws = new Random(0, 'fold-in');
  const score = (item: number) => {
    let sum = itemBias[item];
    for (let f = 0, at = item * stride; f < columns; f++) sum += user[f] * data[at + f];
    return sum;
  };
  const draw = (random: Random) => {
    let item = random.below(rows);
    for (let tries = 1; known[item]; tries++) item = tries < MOST_DRAWS ? random.below(rows) : (item + 1) % rows;
    return item;
  };
  for (let pass = 0; pass < PASSES; pass++) {
    const rate = learningRate * (1 - pass / PASSES);
    for (const item of history) {
      const random = draws.at(pass * rows + item);
      let rival = draw(random);
      let rivalScore = score(rival);
      for (let candidate = 1; candidate < candidates; candidate++) {
        const other = draw(random);
        const otherScore = score(other);
        if (otherScore > rivalScore) {
          rival = other;
          rivalScore = otherScore;
        }
      }
      const step = rate / (1 + Math.exp(score(item) - rivalScore));
      for (let f = 0; f < columns; f++)
        user[f] += step * (data[item * stride + f] - data[rival * stride + f]) - rate * userL2 * user[f];
    }
  }
  return user;
}
