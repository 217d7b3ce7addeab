import { keeps } from '../../random.ts';
import { dropBelow } from '../fused/ops.ts';
import type { Layer, PlainPass } from './layer.ts';

/** Below this a history's length counts as 1, so that an empty one stays 0 (torch's normalize). */
const LEAST_LENGTH = 1e-12;

/** What each entry counts: its value, over the length of its row, then dropped or scaled up. */
export function bagWeights({
  node,
  training,
  random,
  lookUp,
}: Pick<PlainPass, 'node' | 'training' | 'random' | 'lookUp'>): Float64Array {
  const { start, values, items } = lookUp(node.settings.of as 'user' | 'item');
  const weights = new Float64Array(items.length);
  const rate = training ? (node.settings.noise as number) : 0;
  for (let row = 0; row + 1 < start.length; row++) {
    let squares = 0;
    for (let k = start[row]; k < start[row + 1]; k++) squares += values ? values[k] * values[k] : 1;
    const length = node.settings.normalise ? Math.max(LEAST_LENGTH, Math.sqrt(squares)) : 1;
    for (let k = start[row]; k < start[row + 1]; k++) {
      const kept = rate === 0 || keeps(random.seed, random.stream, random.step, k, rate);
      weights[k] = kept ? (values ? values[k] : 1) / length / (1 - rate) : 0;
    }
  }
  return weights;
}

/**
 * A sum of rows, one per entry of the example's history: out[b] = bias + sum of weight x table[entry]. The weights are
 * the values, divided by the history's Euclidean length if `normalise`, and dropped at random at the rate `noise`
 * (what stays is divided by 1 - noise; an element of the random stream per entry of the batch).
 * settings: of, normalise, noise. tables: [rows, bias?].
 */
export const bag: Layer = {
  id: 'bag',
  plain: {
    forward(pass) {
      const { node, batch, table, lookUp, kept } = pass;
      const { columns, stride, data } = table(0);
      const { start, items } = lookUp(node.settings.of as 'user' | 'item');
      const weights = bagWeights(pass);
      kept.set('weights', weights);
      const out = new Float64Array(batch * columns);
      for (let b = 0; b < batch; b++) {
        if (node.tables.length > 1) for (let f = 0; f < columns; f++) out[b * columns + f] = table(1).data[f];
        for (let k = start[b]; k < start[b + 1]; k++)
          for (let f = 0; f < columns; f++) out[b * columns + f] += weights[k] * data[items[k] * stride + f];
      }
      return out;
    },
    backward({ node, batch, table, gradient, touch, lookUp, kept }, _out, slope) {
      const { columns, stride } = table(0);
      const { start, items } = lookUp(node.settings.of as 'user' | 'item');
      const weights = kept.get('weights')!;
      const sum = gradient(0);
      for (let b = 0; b < batch; b++) {
        if (node.tables.length > 1) for (let f = 0; f < columns; f++) gradient(1)[f] += slope[b * columns + f];
        for (let k = start[b]; k < start[b + 1]; k++) {
          if (weights[k] === 0) continue;
          touch(0, items[k]);
          for (let f = 0; f < columns; f++) sum[items[k] * stride + f] += weights[k] * slope[b * columns + f];
        }
      }
    },
  },
  tile: {
    emit({ node, out, table, lookUpSlope, histories, stream, training }) {
      const of = node.settings.of as 'user' | 'item';
      const noise = training ? (node.settings.noise as number) : 0;
      const { start, items, values } = histories(of);
      const copied = out.slope && out.slope !== lookUpSlope ? 1 : 0;
      return [
        {
          ...{ code: 'bag', kind: of === 'user' ? 0 : 1, width: node.shape[0], units: node.shape[0] },
          ...{ table: table(0), bias: node.tables.length > 1 ? table(1) : null },
          ...{ y: out.view, dy: out.slope, t: lookUpSlope },
          whole: [0, copied, start, items, values, node.settings.normalise ? 1 : 0, stream, dropBelow(noise)],
          real: [1 / (1 - noise)],
        },
      ];
    },
  },
  graph: {
    // What was dropped is no entry: its row is neither fetched nor touched.
    rows(examples) {
      const { node, lookUp, remember } = examples;
      const { start, items } = lookUp(node.settings.of as 'user' | 'item');
      const weights = bagWeights(examples);
      const count = weights.reduce((sum, weight) => sum + (weight === 0 ? 0 : 1), 0);
      const [segments, rows, kept] = [new Uint32Array(count), new Uint32Array(count), new Float32Array(count)];
      for (let b = 0, at = 0; b + 1 < start.length; b++)
        for (let k = start[b]; k < start[b + 1]; k++) {
          if (weights[k] === 0) continue;
          segments[at] = b;
          rows[at] = items[k];
          kept[at++] = weights[k];
        }
      remember.set('segments', segments).set('rows', rows).set('weights', kept);
      return node.tables.map((_, position) => (position === 0 ? rows : null));
    },
    forward({ tf, operations, node, batch, table, places, remember }) {
      const sums = operations.bag(table(0), {
        batch,
        segments: Int32Array.from(remember.get('segments')!),
        places: places(0) ?? Int32Array.from(remember.get('rows')!),
        weights: remember.get('weights') as Float32Array,
      });
      return node.tables.length > 1 ? tf.add(sums, table(1)) : sums;
    },
  },
};
