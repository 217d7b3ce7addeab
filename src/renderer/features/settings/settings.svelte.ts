import type { TrashEntry } from '../../../shared/contract/datasets.ts';
import type { PluginInfo } from '../../../shared/contract/plugins.ts';
import type { Doctor, Limits } from '../../../shared/contract/system.ts';
import { problemOf, type Problem } from '../../client/problem.ts';
import type { Application } from '../../state/application.svelte.ts';
import { report } from './report.ts';

/** What computes here and how much of it, what lies in the trash, and the report of diagnostics. */
export class SettingsState {
  doctor = $state.raw<Doctor | null>(null);
  trash = $state.raw<readonly TrashEntry[]>([]);
  plugins = $state.raw<readonly PluginInfo[] | null>(null);
  report = $state<string | null>(null);
  problem = $state.raw<Problem | null>(null);
  checking = $state(false);
  readonly #app: Application;

  constructor(app: Application) {
    this.#app = app;
  }

  async check(): Promise<void> {
    this.checking = true;
    await this.#try(async () => {
      this.doctor = await this.#app.client.system.doctor();
      this.problem = null;
    });
    this.checking = false;
  }

  /** Shown at once; what could not be stored is read back. */
  async limit(change: Partial<Limits>): Promise<void> {
    const { doctor } = this;
    if (!doctor) return;
    const limits = { ...doctor.limits, ...change };
    this.doctor = { ...doctor, limits };
    await this.#try(() => this.#app.client.system.setLimits(limits));
    await this.#try(async () => (this.doctor = await this.#app.client.system.doctor()));
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

  async readPlugins(): Promise<void> {
    await this.#try(async () => {
      this.plugins = await this.#app.client.plugins.list();
    });
  }

  /** The file is not run any more; it stays where it is. */
  async forget(path: string): Promise<void> {
    await this.#try(() => this.#app.client.plugins.forget({ path }));
    await this.readPlugins();
  }

  async readReport(): Promise<void> {
    await this.#try(async () => {
      this.report = await report(this.#app);
    });
  }

  async #try(act: () => Promise<unknown>): Promise<void> {
    try {
      await act();
    } catch (error) {
      this.problem = problemOf(error);
    }
  }
}
