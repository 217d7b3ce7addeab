import { readFile } from 'node:fs/promises';
import { RecsmithError } from '../../../../shared/errors.ts';
import { readSparse } from '../../matrices/sparse.ts';
import { IdMap, type Columns } from './columns.ts';
import { compress } from './csr.ts';
import type { ReadContext, ReadDataset } from './dataset.ts';
import { idsIn, numberedBy, type GivenIds } from './given-ids.ts';
import { itemTexts } from './item-texts.ts';
import type { ResolvedImportInput } from './input.ts';
import { sharedF32, sharedU32 } from '../interactions.ts';

/** Whether a file is a sparse matrix of scipy's; what is in it is looked at when it is read. */
export const isMatrix = ({ file }: Pick<ResolvedImportInput, 'file'>): boolean => /\.npz$/i.test(file.name);

interface ReadMatrix {
  readonly users: IdMap;
  readonly items: IdMap;
  readonly columns: Columns;
  readonly warnings: string[];
}

/**
 * Rows are users, columns are items; every row and column is one, whether or not it has cells. Ids come from files with
 * one a line, else they are the positions, from 0.
 * @throws RecsmithError BAD_DATA; BAD_INPUT for ids of another number
 */
async function readMatrix(input: ResolvedImportInput): Promise<ReadMatrix> {
  const { file, userIds, itemIds } = input;
  for (const other of ['test', 'validation', 'candidates'] as const)
    if (input[other])
      throw new RecsmithError('BAD_INPUT', 'A sparse matrix comes without sets of its own.', {
        where: other,
        next: 'Import a table with user and item on each line, or split the view.',
      });
  const matrix = readSparse(await readFile(file.path));
  const count = matrix.rowOf.length;
  if (count === 0) throw new RecsmithError('BAD_DATA', 'The matrix has no cell.', { where: file.name });
  const [users, items] = [sharedU32(count), sharedU32(count)];
  users.set(matrix.rowOf);
  items.set(matrix.columnOf);
  const values = matrix.values && sharedF32(count);
  values?.set(matrix.values!);
  return {
    users: new IdMap(userIds ? await idsFor('rows', matrix.rows, userIds) : positions(matrix.rows)),
    items: new IdMap(itemIds ? await idsFor('columns', matrix.columns, itemIds) : positions(matrix.columns)),
    columns: { count, users, items, values, times: null, rows: null },
    warnings:
      matrix.zeros > 0
        ? [`${matrix.zeros} stored cells hold 0 and were left out: a sparse matrix has no such value.`]
        : [],
  };
}

async function idsFor(
  what: string,
  wanted: number,
  file: NonNullable<ResolvedImportInput['userIds']>,
): Promise<string[]> {
  const ids = await idsIn(file);
  if (ids.length !== wanted)
    throw new RecsmithError('BAD_INPUT', `${file.name} has ${ids.length} ids; the matrix has ${wanted} ${what}.`, {
      where: file.name,
      next: 'Give the file that was written with the matrix.',
    });
  return ids;
}

const positions = (count: number): string[] => Array.from({ length: count }, (_, n) => String(n));

/** How a matrix was read, for whoever wants to repeat it. */
const matrixRecord = (input: ResolvedImportInput) => ({
  format: { delimiter: '', header: false, encoding: 'utf-8' as const, decimal: '.' as const, timeFormat: null },
  columns: { user: 'row', item: 'column', value: 'data', time: null },
  duplicates: input.duplicates,
  items: input.items?.file.name ?? null,
  ...{ validation: null, test: null, candidates: null },
});

/** A whole import of a matrix. */
export async function readMatrixDataset(
  input: ResolvedImportInput,
  context: ReadContext,
  known: GivenIds | null,
): Promise<ReadDataset> {
  context.report({ stage: 'Reading the matrix', done: 0, total: null, unit: 'rows' });
  const read = await readMatrix(input);
  const warnings = [...read.warnings];
  // Files of ids have named its rows and columns already.
  const numbered = numberedBy(input.idMaps === undefined ? null : known, read, [read.columns], warnings);
  const { users, items } = numbered;
  const all = await compress(numbered.columns[0], users.size, items.size, input.duplicates, context.signal);
  return {
    ...{ users: users.ids, items: await itemTexts(input, items, context, warnings, known), ids: numbered.ids },
    ...{ interactions: all.interactions, duplicates: all.duplicates, validation: null, test: null, candidates: null },
    ...{ rejected: 0, firstRejects: [], warnings, record: matrixRecord(input) },
  };
}
