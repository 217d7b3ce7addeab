import { createHash, randomUUID } from 'node:crypto';
import {
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import * as v from 'valibot';
import { RecsmithError, fromErrorValue } from '../../../shared/errors.ts';
import { workerEntry } from '../paths.ts';
import { Random } from '../random.ts';
import type { ExactNeighbours } from './exact.ts';
import { HNSW, HnswIndex, loadHnsw, type BuildSettings, type HnswModule } from './hnsw.ts';
import { checkHnswFile } from './hnsw-file.ts';
import type { IndexThreadData, IndexThreadNews } from './thread.ts';

/** Exact search answers in a millisecond up to about here; above, `auto` takes the index. */
export const EXACT_UP_TO = 100_000;
/** Queries from which recall is measured, and the length of their lists. */
const SAMPLE = 500;
const RECALL_AT = 10;

/** What stands beside an index file. Whatever differs from what is wanted makes the index stale. */
const Note = v.object({
  checkpoint: v.string(), // hash of the tables it was built from
  dimensions: v.number(),
  rows: v.number(),
  m: v.number(),
  efConstruction: v.number(),
  sha256: v.string(), // of the index file
  recall: v.number(),
});
type Note = v.InferOutput<typeof Note>;

export interface BuiltIndex {
  readonly index: HnswIndex;
  readonly settings: BuildSettings;
  readonly bytes: number; // of its file
  /** Share of the true 10 nearest that the index finds, mean over a sample of rows, measured when it was built. */
  readonly recall: number;
}

export interface IndexSource {
  readonly runId: string;
  readonly checkpoint: string;
  readonly exact: ExactNeighbours;
}

/**
 * Indexes over the items of runs: a cache beside the workspace, rebuilt whenever it does not belong to the run's
 * checkpoint. Used from the query thread; building happens in a thread of its own, once per run at a time.
 */
export class Indexes {
  readonly module: HnswModule;
  readonly #folder: string | null;
  readonly #writable: boolean;
  readonly #open = new Map<string, { checkpoint: string; built: Promise<BuiltIndex>; value: BuiltIndex | null }>();

  /**
   * @param workspace its folder; '' keeps indexes in memory only
   * @param writable false: what is in the folder is used, nothing is put there
   */
  constructor(workspace: string, module = loadHnsw(), writable = true) {
    this.module = module;
    this.#writable = writable;
    this.#folder = workspace === '' ? null : join(workspace, 'indexes');
  }

  /** The index of a run if it is in memory already; null while it is not. */
  ready({ runId, checkpoint }: IndexSource): BuiltIndex | null {
    const open = this.#open.get(runId);
    return open?.checkpoint === checkpoint ? open.value : null;
  }

  /**
   * The index of a run: from memory, from disk, or built now.
   * @throws RecsmithError REFUSED where the library is absent
   */
  async open(source: IndexSource): Promise<BuiltIndex> {
    const open = this.#open.get(source.runId);
    if (open?.checkpoint === source.checkpoint) return open.built;
    return this.#hold(source, this.#readOrBuild(source));
  }

  /** What `open` would give without building; null where there is none. */
  async find(source: IndexSource): Promise<BuiltIndex | null> {
    const open = this.#open.get(source.runId);
    if (open?.checkpoint === source.checkpoint) return open.built;
    const found = this.#read(source);
    return found && this.#hold(source, Promise.resolve(found));
  }

  /** Builds anew, in the place of whatever there is. @throws RecsmithError REFUSED where the library is absent */
  async build(source: IndexSource, settings: BuildSettings): Promise<BuiltIndex> {
    return this.#hold(source, this.#build(source, settings));
  }

  /**
   * Takes an index from elsewhere. Nothing of the bytes is trusted. @throws RecsmithError BAD_DATA
   * @param bytes as the library writes them
   */
  async adopt(source: IndexSource, bytes: Uint8Array): Promise<BuiltIndex> {
    const { exact } = source;
    const settings = checkHnswFile(bytes, {
      rows: exact.rows,
      dimensions: exact.columns,
      vector: (row) => exact.unitRow(row),
    });
    return this.#hold(
      source,
      this.#fromFile(source, settings, (file) => writeFile(file, bytes)),
    );
  }

  /** The bytes of an index as the library writes them. */
  bytesOf({ index }: BuiltIndex): Uint8Array {
    return inTemporaryFile((file) => {
      index.write(file);
      return readFileSync(file);
    });
  }

  async #hold({ runId, checkpoint }: IndexSource, built: Promise<BuiltIndex>): Promise<BuiltIndex> {
    const entry = { checkpoint, built, value: null as BuiltIndex | null };
    this.#open.set(runId, entry);
    try {
      entry.value = await built;
      return entry.value;
    } catch (error) {
      if (this.#open.get(runId) === entry) this.#open.delete(runId);
      throw error;
    }
  }

  forget(runId: string): void {
    this.#open.delete(runId);
  }

  /** Removes files of runs that are no more. */
  sweep(runIds: ReadonlySet<string>): void {
    if (!this.#folder || !this.#writable) return;
    for (const name of list(this.#folder))
      if (!runIds.has(name.replace(/\.(hnsw|json)(\..*)?$/, ''))) rmSync(join(this.#folder, name), { force: true });
  }

  async #readOrBuild(source: IndexSource): Promise<BuiltIndex> {
    const { native } = this.module;
    if (!native) throw absent(this.module);
    return this.#read(source) ?? (await this.#build(source, HNSW));
  }

  #read({ runId, checkpoint, exact }: IndexSource): BuiltIndex | null {
    if (!this.#folder || !this.module.native) return null;
    try {
      const note = v.parse(Note, JSON.parse(readFileSync(join(this.#folder, `${runId}.json`), 'utf8')));
      const fits = note.checkpoint === checkpoint && note.dimensions === exact.columns && note.rows === exact.rows;
      const file = join(this.#folder, `${runId}.hnsw`);
      // The library trusts its files: bytes that are not the ones we wrote must not reach it.
      if (!fits || sha256(file) !== note.sha256) return null;
      const { m, efConstruction, recall } = note;
      const index = HnswIndex.read(this.module.native, file, exact.columns);
      return { index, settings: { m, efConstruction }, bytes: statSync(file).size, recall };
    } catch {
      return null; // missing or damaged: a cache is simply made again
    }
  }

  #build(source: IndexSource, settings: BuildSettings): Promise<BuiltIndex> {
    const { m, efConstruction } = settings;
    const { exact } = source;
    return this.#fromFile(source, { m, efConstruction }, (file) =>
      buildInThread({
        vectors: sharedRows(exact),
        dimensions: exact.columns,
        file,
        settings: { m, efConstruction },
      }),
    );
  }

  /** @param write puts the library's bytes into a file */
  async #fromFile(
    { runId, checkpoint, exact }: IndexSource,
    settings: BuildSettings,
    write: (file: string) => Promise<void>,
  ): Promise<BuiltIndex> {
    const { native } = this.module;
    if (!native) throw absent(this.module);
    return inTemporaryFile(async (file) => {
      await write(file);
      const index = HnswIndex.read(native, file, exact.columns);
      const recall = await measureRecall(index, exact);
      if (this.#folder && this.#writable)
        this.#keep(this.#folder, runId, file, {
          ...{ checkpoint, recall, ...settings },
          dimensions: exact.columns,
          rows: exact.rows,
          sha256: sha256(file),
        });
      return { index, settings, bytes: statSync(file).size, recall };
    });
  }

  /** The note comes last: an index without it does not count. A folder that cannot be written to is no error. */
  #keep(folder: string, runId: string, file: string, note: Note): void {
    const part = `.${randomUUID()}`;
    const [target, beside] = [join(folder, `${runId}.hnsw`), join(folder, `${runId}.json`)];
    try {
      mkdirSync(folder, { recursive: true });
      rmSync(beside, { force: true });
      writeFileSync(target + part, readFileSync(file));
      renameSync(target + part, target);
      writeFileSync(beside + part, JSON.stringify(note));
      renameSync(beside + part, beside);
    } catch {
      for (const left of [target + part, beside + part]) rmSync(left, { force: true });
    }
  }
}

/** Mean share of the exact 10 nearest rows that the index finds, over up to 500 rows drawn with a fixed seed. */
export async function measureRecall(index: HnswIndex, exact: ExactNeighbours): Promise<number> {
  const random = new Random(1, 'recall');
  const filled = Uint32Array.from({ length: exact.rows }, (_, row) => row).filter((row) =>
    exact.unitRow(row).some((value) => value !== 0),
  );
  const sample = random.shuffle(filled).subarray(0, SAMPLE).sort();
  const truth = await exact.search(sample, RECALL_AT);
  let sum = 0;
  let counted = 0;
  sample.forEach((row, n) => {
    if (truth[n].length === 0) return;
    const found = new Set(index.search(exact.unitRow(row), row, RECALL_AT).map((neighbour) => neighbour.row));
    sum += truth[n].filter((neighbour) => found.has(neighbour.row)).length / truth[n].length;
    counted++;
  });
  return counted === 0 ? 1 : sum / counted;
}

/** Gives `work` the name of a file that is gone when it is done. */
function inTemporaryFile<T>(work: (file: string) => T): T {
  const temporary = mkdtempSync(join(tmpdir(), 'recsmith-index-'));
  const remove = () => rmSync(temporary, { recursive: true, force: true });
  let result: T;
  try {
    result = work(join(temporary, 'index'));
  } catch (error) {
    remove();
    throw error;
  }
  if (result instanceof Promise) return result.finally(remove) as T;
  remove();
  return result;
}

/** The unit rows without padding, in memory that another thread can see. */
function sharedRows(exact: ExactNeighbours): Float32Array {
  const vectors = new Float32Array(new SharedArrayBuffer(4 * exact.rows * exact.columns));
  for (let row = 0; row < exact.rows; row++) vectors.set(exact.unitRow(row), row * exact.columns);
  return vectors;
}

function buildInThread(data: IndexThreadData): Promise<void> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(workerEntry, { workerData: { role: 'index', ...data } });
    worker.on('message', (news: IndexThreadNews) => {
      if ('error' in news) reject(fromErrorValue(news.error));
      else resolve();
    });
    worker.on('error', reject);
    worker.on('exit', () => reject(new RecsmithError('INTERNAL', 'The thread that builds the index ended early.')));
  });
}

function absent(module: HnswModule): RecsmithError {
  return new RecsmithError('REFUSED', 'There is no HNSW index here.', {
    why: module.native ? undefined : module.reason,
    next: 'Use exact search, or install hnswlib-node (needs a C++ compiler) and start again.',
  });
}

const sha256 = (file: string): string => createHash('sha256').update(readFileSync(file)).digest('hex');

function list(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}
