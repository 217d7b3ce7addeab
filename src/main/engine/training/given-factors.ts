import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { createGunzip } from 'node:zlib';
import { RecsmithError } from '../../../shared/errors.ts';
import type { View } from '../datasets/view.ts';
import type { Matrix } from '../kernels/matrix.ts';
import type { Stage } from '../models/stages.ts';
import type { StorageServices } from '../storage/api.ts';
import type { RemoteServices } from '../threads/remote.ts';
import type { InitialTables } from './initial-tables.ts';

/*
 * Factors of the user's own: a run begins with them where the file has the id, and may keep them fixed. They are the
 * rows of the table `users` or `items` of a network.
 */

export type Side = 'users' | 'items';
type Storage = RemoteServices<StorageServices>;

/** Rows of factors under original ids, as a file has them. */
export interface FactorFile {
  readonly ids: readonly string[];
  readonly columns: number;
  readonly values: Float32Array; // [ids x columns]
}

const LARGEST_ROWS = 20_000_000;
const SEPARATORS = ['\t', ';', ','] as const;

/**
 * Reads a text file, gzipped or not, of one line per id: the id, then its factors, separated by tabs, semicolons or
 * commas. A first line whose factors are no numbers is a heading.
 * @throws RecsmithError BAD_DATA with file and line
 */
export async function readFactorFile(path: string, name: string): Promise<FactorFile> {
  const raw = createReadStream(path);
  const input = path.endsWith('.gz') ? raw.pipe(createGunzip()) : raw;
  const ids: string[] = [];
  const seen = new Set<string>();
  let values = new Float32Array(1 << 16);
  let [columns, line] = [0, 0];
  const wrong = (why: string): RecsmithError =>
    new RecsmithError('BAD_DATA', `${name} is no file of factors.`, {
      where: `${name}:${line}`,
      why,
      next: 'Write one line per id: the id and its factors, as many on every line, separated by commas.',
    });
  for await (const text of createInterface({ input, crlfDelay: Infinity })) {
    line++;
    if (text.trim() === '') continue;
    const separator = SEPARATORS.find((each) => text.includes(each));
    if (separator === undefined) throw wrong('There is no separator between an id and its factors.');
    const [id, ...fields] = text.replace(/^\uFEFF/, '').split(separator);
    const row = fields.map((field) => (field.trim() === '' ? NaN : Number(field)));
    if (columns === 0 && ids.length === 0 && row.some(Number.isNaN)) {
      if (line > 1) throw wrong('A factor is no number.');
      continue; // the heading
    }
    if (columns === 0) columns = row.length;
    if (row.length !== columns) throw wrong(`There are ${row.length} factors, on the lines before ${columns}.`);
    const bad = row.findIndex((value) => !Number.isFinite(Math.fround(value)));
    if (bad >= 0) throw wrong(`Factor ${bad + 1} is "${fields[bad].slice(0, 40)}".`);
    if (id === '') throw wrong('The id is empty.');
    if (seen.has(id)) throw wrong(`The id "${id.slice(0, 40)}" is there twice.`);
    if (ids.length >= LARGEST_ROWS) throw wrong(`More than ${LARGEST_ROWS} lines are not read.`);
    seen.add(id);
    const at = ids.push(id) * columns;
    if (at > values.length) {
      const larger = new Float32Array(2 * at);
      larger.set(values);
      values = larger;
    }
    values.set(row, at - columns);
  }
  if (ids.length === 0) throw wrong('It has no line of factors.');
  return { ids, columns, values: values.slice(0, ids.length * columns) };
}

/** What a run stores: [rows, columns] as u32, dataset indices u32 [rows], factors f32 [rows x columns]. */
export function packFactors({ columns, values }: FactorFile, indices: readonly (number | null)[]): Uint8Array {
  const known = indices.flatMap((index, row) => (index === null ? [] : [{ index, row }]));
  const words = new Uint32Array(2 + known.length * (1 + columns));
  const floats = new Float32Array(words.buffer);
  words.set([known.length, columns]);
  known.forEach(({ index, row }, k) => {
    words[2 + k] = index;
    floats.set(values.subarray(row * columns, (row + 1) * columns), 2 + known.length + k * columns);
  });
  return new Uint8Array(words.buffer);
}

interface GivenTable {
  readonly from: Int32Array;
  readonly columns: number;
  readonly values: Float32Array;
}
type GivenTables = Readonly<Partial<Record<Side, GivenTable>>>;

/** Puts given rows over what the store begins with. */
export class GivenFactors {
  readonly #tables: GivenTables;
  readonly #under: InitialTables | null;
  /** View rows that begin with given factors. */
  readonly taken: Readonly<Record<Side, number>>;

  private constructor(tables: GivenTables, under: InitialTables | null) {
    this.#tables = tables;
    this.#under = under;
    const count = (side: Side) => tables[side]?.from.reduce((sum, row) => sum + (row >= 0 ? 1 : 0), 0) ?? 0;
    this.taken = { users: count('users'), items: count('items') };
  }

  /** null: the run was given none. @throws RecsmithError BAD_DATA when what is stored is not whole */
  static async load(
    { runs }: Storage,
    runId: string,
    view: View,
    under: InitialTables | null,
  ): Promise<GivenFactors | null> {
    const tables: GivenTables = Object.fromEntries(
      (
        await Promise.all(
          (['users', 'items'] as const).map(async (side) => {
            const bytes = await runs.given(runId, side);
            return bytes ? [[side, unpack(bytes, side === 'users' ? view.userOf : view.itemOf)] as const] : [];
          }),
        )
      ).flat(),
    );
    return tables.users || tables.items ? new GivenFactors(tables, under) : null;
  }

  matrix(name: string, table: Matrix): void {
    this.#under?.matrix(name, table);
    const given = name === 'users' || name === 'items' ? this.#tables[name] : undefined;
    if (!given || given.columns !== table.columns || given.from.length !== table.rows) return;
    for (let row = 0; row < table.rows; row++) {
      const from = given.from[row] * given.columns;
      if (from >= 0) table.data.set(given.values.subarray(from, from + given.columns), row * table.stride);
    }
  }

  vector(name: string, target: Float32Array): void {
    this.#under?.vector(name, target);
  }
}

function unpack(bytes: Uint8Array, of: Uint32Array) {
  const copy = bytes.slice();
  const words = new Uint32Array(copy.buffer, 0, copy.length >> 2);
  const [rows, columns] = words;
  if (copy.length < 8 || copy.length !== 4 * (2 + rows * (1 + columns)))
    throw new RecsmithError('BAD_DATA', 'The factors that this run was given are not whole.', {
      next: 'Train it again with the file of factors.',
    });
  const place = new Map(Array.from(words.subarray(2, 2 + rows), (index, row) => [index, row]));
  const values = new Float32Array(copy.buffer, 4 * (2 + rows), rows * columns);
  return { columns, values, from: Int32Array.from(of, (index) => place.get(index) ?? -1) };
}

/** The same stages with the tables of a side kept as they are. */
export function withFrozen(stages: readonly Stage[], sides: readonly Side[]): readonly Stage[] {
  if (sides.length === 0) return stages;
  const isFrozen = (of: string | null) => of !== null && sides.includes(`${of}s` as Side);
  return stages.map((stage) => ({
    ...stage,
    network: {
      ...stage.network,
      tables: stage.network.tables.map((table) => (isFrozen(table.of) ? { ...table, frozen: true } : table)),
    },
  }));
}

/** What is wrong with factors of so many columns, or with keeping a side fixed, as sentences. */
export function givenProblems(
  stages: readonly Stage[] | null,
  title: string,
  columns: Readonly<Partial<Record<Side, number>>>,
  frozen: readonly Side[],
): string[] {
  const asked = [...(Object.keys(columns) as Side[]), ...frozen];
  if (asked.length === 0) return [];
  if (!stages) return [`${title} cannot begin with given factors or keep them fixed; SimpleCF and EmbeddingDot can`];
  const tables = stages.flatMap(({ network }) => network.tables);
  return [...new Set(asked)].flatMap((side) => {
    const table = tables.find(({ name }) => name === side);
    if (!table) return [`${title} has no table of factors named ${side}`];
    const given = columns[side];
    if (given !== undefined && given !== table.columns)
      return [
        `The file has ${given} factors for each of the ${side}, and ${title} has ${table.columns}; set factors=${given}`,
      ];
    return [];
  });
}
