import type { ModelInfo } from '../../../shared/contract/models.ts';
import type { Estimate } from '../../../shared/contract/runs.ts';
import type { Client } from '../../../shared/contract.ts';
import { isAbort } from '../../client/problem.ts';

/** What each model would take here with its defaults: asked one after another, the wanted one next, until stopped. */
export class UsualEstimates {
  #known = $state.raw<Readonly<Record<string, Estimate>>>({});
  /** While more are to come. */
  busy = $state(false);
  readonly #client: Client;
  readonly #view: string;
  #controller: AbortController | null = null;

  constructor(client: Client, view: string) {
    this.#client = client;
    this.#view = view;
  }

  of(model: string): Estimate | undefined {
    return this.#known[model];
  }

  /** @param models those that fit the view, in the order in which they are seen */
  async ask(models: readonly ModelInfo[]): Promise<void> {
    this.stop();
    const controller = new AbortController();
    this.#controller = controller;
    const { signal } = controller;
    this.busy = true;
    for (const { id } of models) {
      if (id in this.#known) continue;
      try {
        const estimate = await this.#client.runs.estimate({ view: this.#view, model: id }, { signal });
        if (signal.aborted) return;
        this.#known = { ...this.#known, [id]: estimate };
      } catch (error) {
        if (signal.aborted || isAbort(error)) return;
        // One model without an estimate does not leave the others without theirs; choosing it says why.
      }
    }
    this.busy = false;
  }

  stop(): void {
    this.#controller?.abort();
    this.busy = false;
    this.#controller = null;
  }
}
