import { RecsmithError } from '../../../shared/errors.ts';
import type { ParameterValues } from '../../../shared/parameters.ts';
import type { FactorModelOptions } from './factor-model.ts';
import { scoreItems } from './factor-model.ts';
import { foldInRanking, foldInRidge, type Link } from './fold-in.ts';
import type { DotFactors, NetworkModelInput } from './network-score.ts';

/** Steps by which the slope of a score's function is measured. */
const STEP = 1e-4;

/**
 * Fold-in for networks whose score is a dot product: the items held fixed, the user's factors are those that training
 * would give. `ratings`: least squares over the history's values, with the weight decay as L2. `ranking`: pairwise.
 */
export function foldInOf(kind: 'ratings' | 'ranking' | null, values: ParameterValues): NetworkModelInput['foldIn'] {
  if (kind === null) return null;
  // A user of few interactions needs some pull even where training had none.
  const decay = typeof values.weightDecay === 'number' ? values.weightDecay : 0;
  const l2 = Math.max(0.05, decay);
  return kind === 'ratings' ? (shape) => byRatings(shape, l2) : (shape) => byRanking(shape, l2);
}

function byRatings({ items, itemBias, offset, value }: DotFactors, l2: number): FactorModelOptions['foldIn'] {
  const link: Link = { value, slope: (score) => (value(score + STEP) - value(score - STEP)) / (2 * STEP) };
  return ({ items: known, values }, out) => {
    if (!values && known.length > 0)
      throw new RecsmithError('BAD_INPUT', 'This model learns from values, and the given history has none.', {
        next: 'Give a value with each item, or choose a model that ranks.',
      });
    const rows = new Float64Array(known.length * items.columns);
    known.forEach((item, k) =>
      rows.set(items.data.subarray(item * items.stride, item * items.stride + items.columns), k * items.columns),
    );
    const base = Float64Array.from(known, (item) => offset() + (itemBias ? itemBias[item] : 0));
    const user = foldInRidge({
      ...{ factors: items.columns, rows, base, l2, link },
      values: Float64Array.from(values ?? []),
      biasL2: l2,
    });
    scoreItems({ items, itemBias, offset: offset() }, user, user[user.length - 1], out);
  };
}

function byRanking({ items, itemBias, offset }: DotFactors, l2: number): FactorModelOptions['foldIn'] {
  const none = new Float32Array(items.rows);
  return ({ items: history }, out) => {
    const bias = itemBias ?? none;
    const user = foldInRanking({ items, itemBias: bias, history, userL2: l2, candidates: 1, learningRate: 0.1 });
    scoreItems({ items, itemBias, offset: offset() }, user, 0, out);
  };
}
