import { totalmem } from 'node:os';
import type { RunDetail } from '../../../shared/contract/runs.ts';
import { RecsmithError } from '../../../shared/errors.ts';
import { loadView } from '../datasets/load-view.ts';
import type { StorageServices } from '../storage/api.ts';
import type { RemoteServices } from '../threads/remote.ts';
import { Cache, type Held } from './cache.ts';
import { Catalogue } from './catalogue.ts';
import { FittedRun } from './fitted.ts';

const GIB = 1 << 30;

class HeldCatalogue implements Held {
  readonly catalogue: Catalogue;
  readonly bytes: number;
  constructor(catalogue: Catalogue) {
    this.catalogue = catalogue;
    this.bytes = catalogue.bytes;
  }
}

/**
 * Runs and views that were asked about stay in memory, least recently used ones go first. A run that has been trained
 * further is loaded anew by itself: its checkpoint is looked at in every call.
 */
export class OpenRuns {
  readonly #storage: RemoteServices<StorageServices>;
  readonly #views: Cache<HeldCatalogue>;
  readonly #fitted: Cache<FittedRun>;

  constructor(storage: RemoteServices<StorageServices>) {
    this.#storage = storage;
    this.#views = new Cache({ entries: 8, bytes: Math.min(4 * GIB, totalmem() / 8) });
    // Four side by side, and one for what goes on beside them.
    this.#fitted = new Cache({ entries: 5, bytes: Math.min(8 * GIB, totalmem() / 8) });
  }

  /**
   * Calls `work` with a run's newest model, which lives until the promise that it returns is settled.
   * @throws RecsmithError NOT_FOUND for a run that does not exist or has stored no checkpoint
   */
  async with<T>(ref: string, work: (fitted: FittedRun, run: RunDetail) => Promise<T>): Promise<T> {
    const run = await this.#storage.runs.get(ref);
    const checkpoint = await this.#storage.checkpoints.find(run.id, 'last');
    if (!checkpoint)
      throw new RecsmithError('NOT_FOUND', `The run "${run.name}" has no model yet.`, {
        where: `run ${run.name}`,
        why: `It is ${run.state} and has stored no checkpoint.`,
        next: run.state === 'running' ? 'Wait for its first checkpoint.' : 'Train it again.',
      });
    const prefix = `${run.id} ${run.viewId} `;
    const key = prefix + checkpoint.hash;
    // Of a run in training only the newest checkpoint is of interest.
    this.#fitted.drop((other) => other.startsWith(prefix) && other !== key);
    const loadRun = () =>
      this.#views.use(
        run.viewId,
        async () => new HeldCatalogue(new Catalogue(this.#storage, await loadView(this.#storage, run.viewId))),
        ({ catalogue }) => FittedRun.load(this.#storage, run, checkpoint.hash, catalogue),
      );
    return this.#fitted.use(key, loadRun, (fitted) => work(fitted, run));
  }

  /** Drops a view or a run from memory: it was deleted or has changed. */
  forget(id: string): void {
    this.#fitted.drop((key) => key.startsWith(`${id} `) || key.includes(` ${id} `));
    this.#views.drop((key) => key === id);
  }
}

/** For an id that a run does not know. */
export function unknown(what: 'user' | 'item', id: string, run: Pick<RunDetail, 'name' | 'viewName'>): RecsmithError {
  return new RecsmithError('NOT_FOUND', `The run "${run.name}" does not know the ${what} "${id}".`, {
    where: what,
    why: `It is not in the view ${run.viewName}.`,
    next: `Look up the ${what} by search: ids are compared letter by letter.`,
  });
}
