import { expect, test } from 'vitest';
import { Kernels } from '../kernels/kernels.ts';
import { popularity } from './popularity.ts';
import { fitModel, viewOf } from './testing.ts';

test('popularity counts training rows, and only those', async () => {
  const kernels = await Kernels.open({ threads: 1 });
  try {
    const view = viewOf({
      userCount: 4,
      itemCount: 3,
      train: { users: [0, 1, 2, 0], items: [2, 2, 2, 1] },
      test: { users: [3], items: [0] },
      parts: 2,
    });
    const { model, losses } = await fitModel(popularity, view, kernels, {});
    const out = new Float32Array(6);
    model.scoreUsers(Uint32Array.of(0, 3), out);
    const byItem = (row: number) => [0, 1, 2].map((item) => out[3 * row + view.itemOf.indexOf(item)]);
    expect(byItem(0)).toEqual([0, 1, 3]);
    expect(byItem(1)).toEqual([0, 1, 3]);
    expect(losses).toHaveLength(1);
    expect(losses[0]).toBeCloseTo(-(0.75 * Math.log(0.75) + 0.25 * Math.log(0.25)), 6);
    expect(model.factors).toMatchObject({ items: { columns: 0 }, userBias: null, offset: 0 });
  } finally {
    await kernels.close();
  }
});
