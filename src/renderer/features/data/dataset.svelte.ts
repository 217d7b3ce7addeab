import type { DatasetProfile, ImportResult } from '../../../shared/contract/datasets.ts';
import { problemOf, type Problem } from '../../client/problem.ts';
import type { Application } from '../../state/application.svelte.ts';

/** The profile of one dataset. */
export class DatasetState {
  profile = $state.raw<DatasetProfile | null>(null);
  problem = $state.raw<Problem | null>(null);
  readonly #app: Application;
  readonly #id: string;

  constructor(app: Application, id: string) {
    this.#app = app;
    this.#id = id;
  }

  async load(): Promise<void> {
    try {
      this.profile = await this.#app.client.datasets.get({ dataset: this.#id });
      this.problem = null;
    } catch (error) {
      this.problem = problemOf(error);
    }
  }

  /** What the import that made it said, while the engine still knows the job. */
  get imported(): ImportResult | undefined {
    const job = this.#app.workspace.jobList.find((job) => job.type === 'import' && job.datasetId === this.#id);
    return job?.state === 'done' ? ((job.result as ImportResult | null | undefined) ?? undefined) : undefined;
  }
}
