import type { Progress } from '../../../shared/contract/jobs.ts';
import { isAbort, problemOf, type Problem } from '../../client/problem.ts';
import type { Application } from '../../state/application.svelte.ts';

/** A job that a dialog starts, follows and cancels, and whose result it shows. */
export class BackgroundJob<T> {
  result = $state.raw<T | null>(null);
  problem = $state.raw<Problem | null>(null);
  #jobId = $state<string | null>(null);
  #starting = $state(false);
  readonly #app: Application;

  constructor(app: Application) {
    this.#app = app;
  }

  get running(): boolean {
    return this.#starting || this.#jobId !== null;
  }
  readonly progress: Progress | null = $derived.by(() =>
    this.#jobId === null ? null : (this.#app.workspace.jobs.get(this.#jobId)?.progress ?? null),
  );

  async run(start: () => Promise<{ jobId: string }>): Promise<void> {
    this.cancel();
    this.result = null;
    this.problem = null;
    this.#starting = true;
    let mine: string | null = null;
    try {
      const { jobId } = await start();
      mine = this.#jobId = jobId;
      this.#starting = false;
      const result = await this.#app.workspace.result<T>(jobId);
      if (this.#jobId === mine) this.result = result;
    } catch (error) {
      if (this.#jobId === mine && !isAbort(error)) this.problem = problemOf(error);
    } finally {
      this.#starting = false;
      if (this.#jobId === mine) this.#jobId = null;
    }
  }

  /** What is on its way ends; its result is not waited for. */
  cancel(): void {
    const jobId = this.#jobId;
    this.#jobId = null;
    if (jobId !== null) this.#app.client.jobs.cancel({ jobId }).catch(() => undefined); // it may have ended by itself
  }
}
