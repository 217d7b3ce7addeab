import { describe, expect, test } from 'vitest';
import { Random } from '../random.ts';
import { strideFor, type Matrix } from '../kernels/matrix.ts';
import { rowOf } from '../neighbours/measures.ts';
import { principalComponents, project, symmetricEigen } from './principal.ts';

function tableOf(rows: number, columns: number, value: (row: number, column: number) => number): Matrix {
  const stride = strideFor(columns);
  const data = new Float32Array(rows * stride);
  for (let row = 0; row < rows; row++) for (let f = 0; f < columns; f++) data[row * stride + f] = value(row, f);
  return { rows, columns, stride, data };
}

const all = (table: Matrix) => Uint32Array.from({ length: table.rows }, (_, row) => row);

function noise(rows: number, columns: number, deviations: number[], seed = 1): Matrix {
  const draws = new Random(seed, 'noise').normal(new Float32Array(rows * columns), 1);
  return tableOf(rows, columns, (row, f) => 3 + deviations[f] * draws[row * columns + f]);
}

describe('principal components', () => {
  test('find the axes and shares of a planted table', () => {
    // Along (1, 1, 0) / sqrt 2 with variance 2, along the third axis with 2 / 9; nothing else.
    const table = tableOf(
      4,
      3,
      (row, f) =>
        [
          [2, 2, 1],
          [-2, -2, 1],
          [0, 0, -1],
          [0, 0, -1],
        ][row][f] / (f === 2 ? 3 : 2),
    );
    const found = principalComponents(table, all(table), 2);
    const half = Math.SQRT1_2;
    Array.from(found.axes).forEach((value, at) => expect(value).toBeCloseTo([half, half, 0, 0, 0, 1][at], 7));
    expect(found.explained[0]).toBeCloseTo(1 / (1 + 1 / 9), 6);
    expect(found.explained[0] + found.explained[1]).toBeCloseTo(1, 12);
    expect(project(found, rowOf(table, 0))[0]).toBeCloseTo(Math.SQRT2, 6);
  });

  test.each([
    [3, 3],
    [16, 3],
    [64, 3],
    [40, 10],
  ])('of %i factors, %i components agree with the full decomposition', (columns, count) => {
    const table = noise(
      500,
      columns,
      Array.from({ length: columns }, (_, f) => 1 + (columns - f) / columns),
    );
    const found = principalComponents(table, all(table), count);
    const covariance = new Float64Array(columns * columns);
    for (let row = 0; row < table.rows; row++)
      for (let f = 0; f < columns; f++)
        for (let g = 0; g < columns; g++)
          covariance[f * columns + g] +=
            ((rowOf(table, row)[f] - found.mean[f]) * (rowOf(table, row)[g] - found.mean[g])) / table.rows;
    const { values } = symmetricEigen(covariance, columns);
    const trace = values.reduce((sum, value) => sum + value, 0);
    for (let c = 0; c < count; c++) {
      expect(found.explained[c]).toBeCloseTo(values[c] / trace, 9);
      const axis = found.axes.subarray(c * columns, (c + 1) * columns);
      // The covariance stretches an eigenvector by its value and does not turn it.
      for (let f = 0; f < columns; f++) {
        let image = 0;
        for (let g = 0; g < columns; g++) image += covariance[f * columns + g] * axis[g];
        expect(image).toBeCloseTo(values[c] * axis[f], 4);
      }
      for (let other = 0; other <= c; other++) {
        let dot = 0;
        for (let f = 0; f < columns; f++) dot += axis[f] * found.axes[other * columns + f];
        expect(dot).toBeCloseTo(other === c ? 1 : 0, 10);
      }
    }
  });

  test('only the given rows count, and the same rows give the same numbers', () => {
    const table = noise(60, 8, [4, 3, 2, 1, 1, 1, 1, 1]);
    for (let f = 0; f < 8; f++) table.data[59 * table.stride + f] = 1e6;
    const rows = all(table).subarray(0, 59);
    const [one, two] = [principalComponents(table, rows, 3), principalComponents(table, rows, 3)];
    expect(one).toEqual(two);
    expect(Math.max(...one.mean)).toBeLessThan(10);
  });

  test('rows that do not differ, and one row alone, explain nothing', () => {
    const flat = tableOf(5, 4, () => 2);
    expect(Array.from(principalComponents(flat, all(flat), 3).explained)).toEqual([0, 0, 0]);
    expect(project(principalComponents(flat, Uint32Array.of(0), 3), rowOf(flat, 0))).toEqual([0, 0, 0]);
  });
});
