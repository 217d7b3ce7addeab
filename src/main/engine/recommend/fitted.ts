import { RecsmithError } from '../../../shared/errors.ts';
import type { RunSummary } from '../../../shared/contract/runs.ts';
import { Kernels, defaultThreads, type KernelBuild } from '../kernels/kernels.ts';
import type { Matrix } from '../kernels/matrix.ts';
import { ExactNeighbours } from '../neighbours/exact.ts';
import { NeighbourLists } from '../neighbours/lists.ts';
import type { StorageServices } from '../storage/api.ts';
import type { RemoteServices } from '../threads/remote.ts';
import { rowsIn } from '../checkpoints/file.ts';
import { restoreSaved } from '../training/restore.ts';
import type { Catalogue } from './catalogue.ts';
import type { Held } from './cache.ts';
import { Recommender } from './recommender.ts';

/** More threads would not answer sooner: lists for many users come in calls of a few thousand. */
const MOST_THREADS = 4;

type Run = Pick<RunSummary, 'id' | 'name' | 'model' | 'modelTitle' | 'parameters' | 'kernelBuild'>;

/** A run's model in memory with everything that answers questions about it. Owns its kernels. */
export class FittedRun implements Held {
  readonly run: Run;
  readonly checkpoint: string; // hash
  readonly catalogue: Catalogue;
  readonly recommender: Recommender;
  /** Lists of neighbours that were searched. */
  readonly lists = new NeighbourLists();
  /** Training rows of users and items as the checkpoint tells them; null: the view has them. */
  readonly rows: { readonly users: Uint32Array | null; readonly items: Uint32Array | null };
  readonly #kernels: Kernels;
  readonly #neighbours: { items: ExactNeighbours | null; users: ExactNeighbours | null } = { items: null, users: null };

  private constructor(
    run: Run,
    checkpoint: string,
    catalogue: Catalogue,
    recommender: Recommender,
    kernels: Kernels,
    rows: FittedRun['rows'],
  ) {
    this.rows = rows;
    this.run = run;
    this.checkpoint = checkpoint;
    this.catalogue = catalogue;
    this.recommender = recommender;
    this.#kernels = kernels;
  }

  static async load(
    storage: RemoteServices<StorageServices>,
    run: Run,
    checkpoint: string,
    catalogue: Catalogue,
  ): Promise<FittedRun> {
    // The build that trained the run, so that scores here are those of its evaluation.
    const build = run.kernelBuild === 'simd' ? ('simd' satisfies KernelBuild) : 'auto';
    const kernels = await Kernels.open({ threads: Math.min(defaultThreads(), MOST_THREADS), build });
    try {
      const { model, saved } = await restoreSaved({ kernels, storage, run, view: catalogue.view });
      // Of a run without its data the checkpoint says whom training has met.
      const users = rowsIn(saved.file, 'users')?.slice() ?? null;
      const items = rowsIn(saved.file, 'items')?.slice() ?? null;
      const recommender = new Recommender(kernels, catalogue.view, model, users);
      return new FittedRun(run, checkpoint, catalogue, recommender, kernels, { users, items });
    } catch (error) {
      await kernels.close();
      throw error;
    }
  }

  /** Interactions of a user or an item that training had; 0: its factors are those that it began with. */
  trainingRows(of: 'items' | 'users', row: number): number {
    const { view } = this.catalogue;
    const told = this.rows[of];
    if (told) return told[row];
    return of === 'items' ? this.catalogue.popularity(row) : view.train.start[row + 1] - view.train.start[row];
  }

  /** The factors of a side, [rows x D], D > 0. @throws RecsmithError BAD_INPUT without factors */
  table(of: 'items' | 'users'): Matrix {
    const { factors } = this.recommender.model;
    if (!factors || factors.items.columns === 0)
      throw new RecsmithError('BAD_INPUT', `${this.run.modelTitle} has no factors to compare ${of} by.`, {
        where: `run ${this.run.name}`,
        next: 'Choose a run of a model that offers factors, such as biased-mf or bpr-mf.',
      });
    return factors[of];
  }

  /** Exact search among items or users; made at the first question. @throws RecsmithError BAD_INPUT without factors */
  neighbours(of: 'items' | 'users'): Promise<ExactNeighbours> {
    const table = this.table(of);
    return this.recommender.exclusively(
      () =>
        (this.#neighbours[of] ??= new ExactNeighbours(this.#kernels, table, (work) =>
          this.recommender.exclusively(work),
        )),
    );
  }

  get bytes(): number {
    return this.recommender.bytes;
  }

  close(): Promise<void> {
    return this.#kernels.close();
  }
}
