import type { NetworkTables } from '../../src/main/engine/compute/executor.ts';
import type { Network } from '../../src/main/engine/compute/network.ts';
import type { Kernels } from '../../src/main/engine/kernels/kernels.ts';
import type { Matrix } from '../../src/main/engine/kernels/matrix.ts';

/** Values of a table: a row of numbers per row. */
export type TableValues = readonly (readonly number[])[];

export interface GivenTables extends NetworkTables {
  /** What a table, or `NAME/SLOT` of the optimiser, holds now. */
  values(name: string): number[][];
}

/**
 * Tables of a network in kernel memory, filled with the given values; others are 0, and running variances 1.
 * @throws Error where a given table has another shape than the declared one, or is not declared
 */
export function givenTables(
  kernels: Kernels,
  network: Network,
  given: Readonly<Record<string, TableValues>>,
): GivenTables {
  const tables = new Map<string, Matrix>();
  for (const { name, rows, columns } of network.tables) {
    const table = kernels.matrix(rows, columns);
    const values = given[name] as TableValues | undefined;
    if (values && (values.length !== rows || values.some((row) => row.length !== columns)))
      throw new Error(`${name} is declared ${rows} x ${columns}, and given ${values.length} x ${values[0]?.length}`);
    values?.forEach((row, at) => table.data.set(row, at * table.stride));
    if (!values && name.endsWith('/variance')) table.data.fill(1, 0, columns);
    tables.set(name, table);
  }
  for (const name of Object.keys(given)) if (!tables.has(name)) throw new Error(`the network has no table ${name}`);
  return {
    table: (name) => tables.get(name)!,
    slot(name, suffix) {
      const key = `${name}/${suffix}`;
      if (!tables.has(key)) tables.set(key, kernels.matrix(tables.get(name)!.rows, tables.get(name)!.columns));
      return tables.get(key)!;
    },
    values(name) {
      const { rows, columns, stride, data } = tables.get(name)!;
      return Array.from({ length: rows }, (_, row) => [...data.subarray(row * stride, row * stride + columns)]);
    },
  };
}
