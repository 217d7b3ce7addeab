import type { Tensor1D } from '@tensorflow/tfjs';
import type { Layer } from './layer.ts';

/** out[b] = table[index of the example's user or item]; settings: of. tables: [rows]. */
export const embedding: Layer = {
  id: 'embedding',
  plain: {
    forward({ node, batch, table, users, items }) {
      const { columns, stride, data } = table(0);
      const rows = node.settings.of === 'user' ? users : items;
      const out = new Float64Array(batch * columns);
      for (let b = 0; b < batch; b++)
        for (let f = 0; f < columns; f++) out[b * columns + f] = data[rows[b] * stride + f];
      return out;
    },
    backward({ node, batch, table, gradient, touch, users, items }, _out, slope) {
      const { columns, stride } = table(0);
      const rows = node.settings.of === 'user' ? users : items;
      const sum = gradient(0);
      for (let b = 0; b < batch; b++) {
        touch(0, rows[b]);
        for (let f = 0; f < columns; f++) sum[rows[b] * stride + f] += slope[b * columns + f];
      }
    },
  },
  tile: {
    emit: ({ node, out, table, lookUpSlope }) => [
      {
        ...{ code: 'embedding', kind: node.settings.of === 'user' ? 0 : 1, width: node.shape[0] },
        ...{ table: table(0), y: out.view, dy: out.slope, t: lookUpSlope },
        whole: [0, out.slope && out.slope !== lookUpSlope ? 1 : 0],
      },
    ],
  },
  graph: {
    rows: ({ node, users, items }) => [node.settings.of === 'user' ? users : items],
    forward({ operations, table, places, upload, users, items, node }) {
      const at = places(0) ?? Int32Array.from(node.settings.of === 'user' ? users : items);
      return operations.gather(table(0), upload(at, [at.length]) as Tensor1D);
    },
  },
};
