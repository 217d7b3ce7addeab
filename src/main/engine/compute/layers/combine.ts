import type { TileOp, TilePlace, TileView } from '../fused/ops.ts';
import type { Tensor } from '@tensorflow/tfjs';
import { sizeOf } from '../network.ts';
import type { Layer } from './layer.ts';

const ofTwo = (code: TileOp['code'], { node, inputs: [x, z], out }: TilePlace): TileOp => ({
  ...{ code, x: x.view, dx: x.slope, xMode: x.mode, z: z.view, dz: z.slope, zMode: z.mode },
  ...{ width: x.width, units: sizeOf(node.shape), y: out.view, dy: out.slope },
});

/** The inputs one after the other. */
export const concat: Layer = {
  id: 'concat',
  plain: {
    forward({ node, batch, inputs, inputShapes }) {
      const width = sizeOf(node.shape);
      const out = new Float64Array(batch * width);
      let at = 0;
      inputs.forEach((input, k) => {
        const size = sizeOf(inputShapes[k]);
        for (let b = 0; b < batch; b++) out.set(input.subarray(b * size, (b + 1) * size), b * width + at);
        at += size;
      });
      return out;
    },
    backward({ node, batch, slopes, inputShapes }, _out, slope) {
      const width = sizeOf(node.shape);
      let at = 0;
      slopes.forEach((into, k) => {
        const size = sizeOf(inputShapes[k]);
        for (let b = 0; b < batch; b++) for (let f = 0; f < size; f++) into[b * size + f] += slope[b * width + at + f];
        at += size;
      });
    },
  },
  tile: {
    emit({ inputs, out, inPlace }) {
      let at = 0;
      return inputs.flatMap((x, position): TileOp[] => {
        const piece = (view: TileView | null) => view && { ...view, at: view.at + 4 * at };
        const [y, dy] = [piece(out.view)!, piece(out.slope)];
        at += x.width;
        return inPlace(position)
          ? []
          : [{ code: 'copy', x: x.view, dx: x.slope, xMode: x.mode, width: x.width, units: x.width, y, dy }];
      });
    },
  },
  graph: {
    forward: ({ tf, batch, inputs }) =>
      tf.concat(
        inputs.map((input) => tf.reshape(input, [batch, -1])),
        1,
      ),
  },
};

/** Element by element, two inputs of one shape. */
export const multiply: Layer = {
  id: 'multiply',
  plain: {
    forward: ({ inputs: [left, right] }) => left.map((value, k) => value * right[k]),
    backward({ inputs: [left, right], slopes: [toLeft, toRight] }, _out, slope) {
      for (let k = 0; k < slope.length; k++) {
        toLeft[k] += slope[k] * right[k];
        toRight[k] += slope[k] * left[k];
      }
    },
  },
  tile: { emit: (place) => [ofTwo('multiply', place)] },
  graph: { forward: ({ tf, inputs: [left, right] }) => tf.mul(left, right) },
};

/** The sum of inputs of one shape. */
export const add: Layer = {
  id: 'add',
  plain: {
    forward({ inputs }) {
      const out = new Float64Array(inputs[0].length);
      for (const input of inputs) for (let k = 0; k < out.length; k++) out[k] += input[k];
      return out;
    },
    backward({ slopes }, _out, slope) {
      for (const into of slopes) for (let k = 0; k < slope.length; k++) into[k] += slope[k];
    },
  },
  tile: {
    emit: ({ inputs, out }) =>
      inputs.map((x, position) => ({
        ...{ code: 'copy', kind: position === 0 ? 0 : 1, x: x.view, dx: x.slope, xMode: x.mode },
        ...{ width: x.width, units: x.width, y: out.view, dy: out.slope },
      })),
  },
  graph: {
    forward: ({ tf, inputs }) =>
      inputs.slice(1).reduce((sum, input) => tf.add(sum, tf.reshape(input, sum.shape)), inputs[0]),
  },
};

/** [D], [D] -> [1]: the sum of products. */
export const dot: Layer = {
  id: 'dot',
  plain: {
    forward({ batch, inputs: [left, right] }) {
      const size = left.length / batch;
      return Float64Array.from({ length: batch }, (_, b) => {
        let sum = 0;
        for (let f = b * size; f < (b + 1) * size; f++) sum += left[f] * right[f];
        return sum;
      });
    },
    backward({ batch, inputs: [left, right], slopes: [toLeft, toRight] }, _out, slope) {
      const size = left.length / batch;
      for (let k = 0; k < left.length; k++) {
        const g = slope[Math.floor(k / size)];
        toLeft[k] += g * right[k];
        toRight[k] += g * left[k];
      }
    },
  },
  tile: { emit: (place) => [ofTwo('dot', place)] },
  graph: {
    forward: ({ tf, batch, inputs: [left, right] }) =>
      tf.sum(tf.mul(tf.reshape(left, [batch, -1]), tf.reshape(right, [batch, -1])), 1, true),
  },
};

/**
 * [D], [D] -> [1]: the cosine of the angle, never below `floor` (Xue et al. 2017 take 1e-6, so that a logarithm of it
 * exists; there the gradient is 0). An input of length 0 gives the floor. settings: floor.
 */
export const cosine: Layer = {
  id: 'cosine',
  plain: {
    forward({ node, batch, inputs: [left, right] }) {
      const size = left.length / batch;
      const floor = node.settings.floor as number;
      return Float64Array.from({ length: batch }, (_, b) => {
        let [product, lefts, rights] = [0, 0, 0];
        for (let f = b * size; f < (b + 1) * size; f++) {
          product += left[f] * right[f];
          lefts += left[f] * left[f];
          rights += right[f] * right[f];
        }
        return lefts * rights > 0 ? Math.max(floor, product / Math.sqrt(lefts * rights)) : floor;
      });
    },
    backward({ node, batch, inputs: [left, right], slopes: [toLeft, toRight] }, out, slope) {
      const size = left.length / batch;
      for (let b = 0; b < batch; b++) {
        if (!(out[b] > (node.settings.floor as number))) continue;
        let [lefts, rights] = [0, 0];
        for (let f = b * size; f < (b + 1) * size; f++) {
          lefts += left[f] * left[f];
          rights += right[f] * right[f];
        }
        const lengths = Math.sqrt(lefts * rights);
        for (let f = b * size; f < (b + 1) * size; f++) {
          toLeft[f] += slope[b] * (right[f] / lengths - (out[b] * left[f]) / lefts);
          toRight[f] += slope[b] * (left[f] / lengths - (out[b] * right[f]) / rights);
        }
      }
    },
  },
  tile: { emit: (place) => [{ ...ofTwo('cosine', place), real: [place.node.settings.floor as number] }] },
  graph: {
    forward({ tf, node, batch, inputs }) {
      const [left, right] = inputs.map((input) => tf.reshape(input, [batch, -1]));
      const inner = (a: Tensor, b: Tensor) => tf.sum(tf.mul(a, b), 1, true);
      const lengths = tf.mul(inner(left, left), inner(right, right));
      // 1 where both have a length: `step` has a gradient (0), a comparison has none.
      const both = tf.step(lengths);
      const safe = tf.sqrt(tf.add(lengths, tf.sub(1, both)));
      return tf.maximum(tf.div(tf.mul(inner(left, right), both), safe), node.settings.floor);
    },
  },
};

/** [D], [E] -> [D, E, 1]: out[i, j] = left[i] right[j]. Not symmetric: rows are the first input's. */
export const outer: Layer = {
  id: 'outer',
  plain: {
    forward({ batch, inputs: [left, right] }) {
      const [rows, columns] = [left.length / batch, right.length / batch];
      const out = new Float64Array(batch * rows * columns);
      for (let b = 0, at = 0; b < batch; b++)
        for (let i = 0; i < rows; i++)
          for (let j = 0; j < columns; j++) out[at++] = left[b * rows + i] * right[b * columns + j];
      return out;
    },
    backward({ batch, inputs: [left, right], slopes: [toLeft, toRight] }, _out, slope) {
      const [rows, columns] = [left.length / batch, right.length / batch];
      for (let b = 0, at = 0; b < batch; b++)
        for (let i = 0; i < rows; i++)
          for (let j = 0; j < columns; j++, at++) {
            toLeft[b * rows + i] += slope[at] * right[b * columns + j];
            toRight[b * columns + j] += slope[at] * left[b * rows + i];
          }
    },
  },
  tile: { emit: (place) => [{ ...ofTwo('outer', place), whole: [place.inputs[1].width] }] },
  graph: {
    forward: ({ tf, batch, inputs: [left, right], node }) =>
      tf.reshape(tf.mul(tf.reshape(left, [batch, -1, 1]), tf.reshape(right, [batch, 1, -1])), [batch, ...node.shape]),
  },
};
