import type * as v from 'valibot';
import type { TrashEntry } from '../../../shared/contract/datasets.ts';
import type { Doctor } from '../../../shared/contract/system.ts';
import { problemOf, type Problem } from '../../client/problem.ts';
import type { Application } from '../../state/application.svelte.ts';

type Entry = v.InferOutput<typeof TrashEntry>;

/** What computes here, and what lies in the trash. */
export class SettingsState {
  doctor = $state.raw<Doctor | null>(null);
  trash = $state.raw<readonly Entry[]>([]);
  problem = $state.raw<Problem | null>(null);
  checking = $state(false);
  readonly #app: Application;

  constructor(app: Application) {
    this.#app = app;
  }

  async check(): Promise<void> {
    this.checking = true;
    try {
      this.doctor = await this.#app.client.system.doctor();
      this.problem = null;
    } catch (error) {
      this.problem = problemOf(error);
    } finally {
      this.checking = false;
    }
  }

  async readTrash(): Promise<void> {
    await this.#try(async () => {
      this.trash = await this.#app.client.trash.list();
    });
  }

  async restore(id: string): Promise<void> {
    await this.#try(() => this.#app.client.trash.restore({ name: id }));
    await this.readTrash();
  }

  async emptyTrash(): Promise<void> {
    await this.#try(() => this.#app.client.trash.empty());
    await this.readTrash();
  }

  async #try(act: () => Promise<unknown>): Promise<void> {
    try {
      await act();
    } catch (error) {
      this.problem = problemOf(error);
    }
  }
}
