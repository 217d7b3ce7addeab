import { toast } from 'svelte-sonner';
import type { DatasetProfile, ImportResult } from '../../../shared/contract/datasets.ts';
import { problemOf, type Problem } from '../../client/problem.ts';
import type { Application } from '../../state/application.svelte.ts';
import { save } from '../../ui/save.ts';

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

  /** As the workspace knows it now: it may have been renamed since. */
  get name(): string {
    return this.#app.workspace.dataset(this.#id)?.name ?? this.profile?.name ?? this.#id;
  }

  /** What the import that made it said, while the engine still knows the job. */
  get imported(): ImportResult | undefined {
    const job = this.#app.workspace.jobList.find((job) => job.type === 'import' && job.datasetId === this.#id);
    return job?.state === 'done' ? ((job.result as ImportResult | null | undefined) ?? undefined) : undefined;
  }
}

export async function saveRejects(app: Application, { id, name }: { id: string; name: string }): Promise<void> {
  try {
    save(await app.client.imports.rejects({ datasetId: id }), `${name}-rejected.csv`);
  } catch (error) {
    toast.error(problemOf(error).message);
  }
}
