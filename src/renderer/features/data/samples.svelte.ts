import type { ImportResult } from '../../../shared/contract/datasets.ts';
import type { Sample } from '../../../shared/contract/imports.ts';
import type { Job } from '../../../shared/contract/jobs.ts';
import type { ViewRecipe } from '../../../shared/contract/views.ts';
import { isAbort, problemOf, type Problem } from '../../client/problem.ts';
import type { Application } from '../../state/application.svelte.ts';
import { href } from '../../state/address.ts';

export type Step = 'importing' | 'view' | 'training';

/** The model that a newcomer sees learn: it ranks, so popularity can be beaten, and needs no values. */
export const FIRST_MODEL = 'bpr-mf';

/**
 * What counts for a first look: what was rated 6 of 10 or more, people and things that are known well enough to be
 * tested, a tenth of each history to choose by and a tenth to test on.
 */
function recipeFor(kind: Sample['kind']): ViewRecipe {
  return {
    filters: {
      where: kind === 'ratings' ? 'value >= 6' : null,
      from: null,
      to: null,
      minPerUser: 5,
      minPerItem: 5,
      binarise: null,
    },
    split: { kind: 'per-user', train: 0.8, validation: 0.1, test: 0.1 },
    seed: 42,
  };
}

/** One click from a sample to live curves: import, view, popularity and a first model. */
export class Samples {
  list = $state.raw<readonly Sample[]>([]);
  problem = $state.raw<Problem | null>(null);
  /** The sample on its way, and how far it is. */
  busy = $state.raw<{ sample: string; step: Step } | null>(null);
  /** Its import, for progress and cancel. */
  jobId = $state<string | null>(null);
  readonly #app: Application;

  constructor(app: Application) {
    this.#app = app;
  }

  get job(): Job | undefined {
    return this.jobId === null ? undefined : this.#app.workspace.jobs.get(this.jobId);
  }

  async load(): Promise<void> {
    try {
      this.list = await this.#app.client.imports.samples();
    } catch (error) {
      this.problem = problemOf(error);
    }
  }

  async start(sample: string): Promise<void> {
    if (this.busy) return;
    const { client, focus, router, workspace } = this.#app;
    this.problem = null;
    try {
      this.busy = { sample, step: 'importing' };
      const { jobId } = await client.imports.startSample({ sample });
      this.jobId = jobId;
      const { dataset } = await workspace.result<ImportResult>(jobId);
      this.busy = { sample, step: 'view' };
      const recipe = recipeFor(this.list.find(({ id }) => id === sample)?.kind ?? 'purchases');
      const view = await client.views.create({ dataset: dataset.id, ...recipe });
      focus.choose(view.id);
      this.busy = { sample, step: 'training' };
      await client.runs.train({ view: view.id, model: 'popularity' });
      const { runId } = await client.runs.train({ view: view.id, model: FIRST_MODEL });
      router.go(href(['runs', runId]));
    } catch (error) {
      if (!isAbort(error)) this.problem = problemOf(error);
    } finally {
      this.busy = null;
      this.jobId = null;
    }
  }

  async cancel(): Promise<void> {
    if (this.jobId !== null) await this.#app.client.jobs.cancel({ jobId: this.jobId });
  }
}
