import { createRequire } from 'node:module';

/** What we use of hnswlib-node. An optional dependency: it needs a compiler at install and may be absent. */
interface NativeIndex {
  initIndex(options: { maxElements: number; m: number; efConstruction: number; randomSeed: number }): void;
  addPoint(point: number[], label: number): void;
  searchKnn(point: number[], count: number): { distances: number[]; neighbors: number[] };
  setEf(ef: number): void;
  readIndexSync(file: string): void;
  writeIndexSync(file: string): void;
  getCurrentCount(): number;
}
interface Native {
  HierarchicalNSW: new (space: 'ip', dimensions: number) => NativeIndex;
}

export type HnswModule = { readonly native: Native } | { readonly native: null; readonly reason: string };

/** The library, or why it is not there. @param name for tests: another module name */
export function loadHnsw(name = 'hnswlib-node'): HnswModule {
  try {
    return { native: createRequire(import.meta.url)(name) as Native };
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : null;
    const why = code === 'MODULE_NOT_FOUND' ? 'it is not installed' : firstLine(error);
    return { native: null, reason: `${name} cannot be used: ${why}` };
  }
}

const firstLine = (error: unknown): string => (error instanceof Error ? error.message : String(error)).split('\n')[0];

/** M, efConstruction, ef: anchors-native.md 8; ef is raised to the list's length where that is longer. */
export const HNSW = { m: 16, efConstruction: 200, ef: 64, randomSeed: 100 } as const;

/** What an index is built with: links per row, and the search effort that finds them. */
export interface BuildSettings {
  readonly m: number;
  readonly efConstruction: number;
}

/**
 * Hierarchical navigable small worlds (Malkov and Yashunin 2018) over rows of length 1: the inner product is the cosine.
 * Labels are row numbers.
 */
export class HnswIndex {
  readonly #index: NativeIndex;
  readonly #count: number;

  private constructor(index: NativeIndex) {
    this.#index = index;
    this.#count = index.getCurrentCount();
  }

  /** Builds from vectors [rows x dimensions], unpadded; rows that are all 0 are left out. Seconds to minutes of work. */
  static build(
    native: Native,
    vectors: Float32Array,
    dimensions: number,
    { m, efConstruction }: BuildSettings = HNSW,
  ): HnswIndex {
    const rows = vectors.length / dimensions;
    const index = new native.HierarchicalNSW('ip', dimensions);
    index.initIndex({ maxElements: Math.max(1, rows), m, efConstruction, randomSeed: HNSW.randomSeed });
    for (let row = 0; row < rows; row++) {
      const vector = vectors.subarray(row * dimensions, (row + 1) * dimensions);
      if (vector.some((value) => value !== 0)) index.addPoint(Array.from(vector), row);
    }
    return new HnswIndex(index);
  }

  /** @throws where the file is not such an index */
  static read(native: Native, file: string, dimensions: number): HnswIndex {
    const index = new native.HierarchicalNSW('ip', dimensions);
    index.readIndexSync(file);
    return new HnswIndex(index);
  }

  write(file: string): void {
    this.#index.writeIndexSync(file);
  }

  get count(): number {
    return this.#count;
  }

  /**
   * About the k most similar rows, itself (`query`; -1: nothing) left out, most similar first, then by row.
   * @param ef search effort: higher finds more of the true ones and takes longer
   */
  search(
    vector: Float32Array | Float64Array,
    query: number,
    k: number,
    ef: number = HNSW.ef,
  ): { row: number; similarity: number }[] {
    const wanted = Math.min(k + 1, this.#count);
    if (wanted === 0) return [];
    this.#index.setEf(Math.max(ef, wanted));
    const { distances, neighbors } = this.#index.searchKnn(Array.from(vector), wanted);
    return neighbors
      .map((row, n) => ({ row, similarity: Math.max(-1, Math.min(1, 1 - distances[n])) }))
      .filter(({ row }) => row !== query)
      .sort((a, b) => b.similarity - a.similarity || a.row - b.row)
      .slice(0, k);
  }
}
