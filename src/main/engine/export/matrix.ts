import { loadView } from '../datasets/load-view.ts';
import type { Histories } from '../datasets/interactions.ts';
import { RecsmithError } from '../../../shared/errors.ts';
import { writeSparse, type Compressed } from '../matrices/sparse.ts';
import type { StorageServices } from '../storage/api.ts';
import type { RemoteServices } from '../threads/remote.ts';
import { writeWhole } from './write-whole.ts';

type Storage = RemoteServices<StorageServices>;
type Cells = Pick<Histories, 'start' | 'items' | 'values'>;

export interface MatrixInput {
  name: string;
  part: 'all' | 'train' | 'validation' | 'test' | 'fold-in';
  path: string;
  userIds: string;
  itemIds: string;
}

/** Ids asked for at once. */
const TEXTS = 20_000;

/**
 * Writes interactions as a CSR matrix with two files of ids, one a line. Rows and columns are the users and items of the
 * dataset, or those of the view, in the order of the dataset.
 * @throws RecsmithError NOT_FOUND; BAD_INPUT for a part of a dataset, or an id that a line cannot hold
 */
export async function exportMatrix(
  storage: Storage,
  input: MatrixInput,
): Promise<{ users: number; items: number; interactions: number; bytes: number }> {
  const { datasetId, users, items, cells } = await selected(storage, input);
  const matrix = compressedOf(cells, users, items);
  await writeLines(input.userIds, await idsOf(users, (rows) => storage.datasets.userIds(datasetId, rows)));
  await writeLines(
    input.itemIds,
    await idsOf(items, async (rows) => (await storage.datasets.itemsAt(datasetId, rows)).map(({ id }) => id)),
  );
  const bytes = await writeWhole(input.path, writeSparse(matrix));
  return { users: users.length, items: items.length, interactions: matrix.indices.length, bytes };
}

interface Selected {
  datasetId: string;
  /** Dataset indices in the numbering of `cells`. */
  users: Uint32Array;
  items: Uint32Array;
  cells: Cells[];
}

async function selected(storage: Storage, { name, part }: MatrixInput): Promise<Selected> {
  const stored = await storage.views.get(name).catch((error: unknown) => {
    if (error instanceof RecsmithError && error.code === 'NOT_FOUND') return null;
    throw error;
  });
  if (stored) {
    const view = await loadView(storage, stored.id);
    const { train, validation, test, foldIn } = view;
    const parts = { train, validation, test, 'fold-in': foldIn };
    const cells = part === 'all' ? Object.values(parts) : [parts[part]];
    return { datasetId: view.datasetId, users: view.userOf, items: view.itemOf, cells };
  }
  const { id } = await storage.datasets.summary(name);
  if (part !== 'all')
    throw new RecsmithError('BAD_INPUT', 'A dataset has no parts.', { where: 'part', next: 'Name one of its views.' });
  const interactions = await storage.datasets.interactions(id, 'all');
  const all = (count: number) => Uint32Array.from({ length: count }, (_, n) => n);
  return {
    datasetId: id,
    users: all(interactions.userCount),
    items: all(interactions.itemCount),
    cells: [interactions],
  };
}

/** Rows and columns in the order of the dataset, columns rising within a row. */
function compressedOf(cells: readonly Cells[], users: Uint32Array, items: Uint32Array): Compressed {
  const userOrder = Uint32Array.from(users.keys()).sort((a, b) => users[a] - users[b]);
  const rank = new Uint32Array(items.length);
  Uint32Array.from(items.keys())
    .sort((a, b) => items[a] - items[b])
    .forEach((item, place) => (rank[item] = place));
  const count = cells.reduce((sum, { items: column }) => sum + column.length, 0);
  const hasValues = cells.some(({ values }) => values !== null);
  const start = new Uint32Array(users.length + 1);
  const indices = new Uint32Array(count);
  const values = hasValues ? new Float32Array(count) : null;
  let at = 0;
  userOrder.forEach((user, row) => {
    const own: [number, number][] = [];
    for (const part of cells)
      for (let n = part.start[user]; n < part.start[user + 1]; n++)
        own.push([rank[part.items[n]], part.values ? part.values[n] : 1]);
    own.sort((a, b) => a[0] - b[0]);
    for (const [column, value] of own) {
      indices[at] = column;
      if (values) values[at] = value;
      at++;
    }
    start[row + 1] = at;
  });
  return { rows: users.length, columns: items.length, start, indices, values };
}

async function idsOf(of: Uint32Array, ask: (rows: Uint32Array) => Promise<string[]>): Promise<string[]> {
  const ordered = of.slice().sort();
  const ids: string[] = [];
  for (let from = 0; from < ordered.length; from += TEXTS) ids.push(...(await ask(ordered.slice(from, from + TEXTS))));
  return ids;
}

async function writeLines(path: string, ids: readonly string[]): Promise<void> {
  const broken = ids.find((id) => /[\r\n]/.test(id));
  if (broken !== undefined)
    throw new RecsmithError('BAD_INPUT', `The id ${JSON.stringify(broken.slice(0, 40))} does not fit a line.`);
  const encoder = new TextEncoder();
  await writeWhole(
    path,
    (function* () {
      for (let from = 0; from < ids.length; from += TEXTS)
        yield encoder.encode(
          ids
            .slice(from, from + TEXTS)
            .map((id) => `${id}\n`)
            .join(''),
        );
    })(),
  );
}
