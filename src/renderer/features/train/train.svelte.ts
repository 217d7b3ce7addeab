import type * as v from 'valibot';
import type { ModelInfo } from '../../../shared/contract/models.ts';
import type { Estimate, ParameterValue, TrainInput } from '../../../shared/contract/runs.ts';
import type { ViewSummary } from '../../../shared/contract/views.ts';
import { problemOf, type Problem } from '../../client/problem.ts';
import { text } from '../../messages/index.ts';
import type { Application } from '../../state/application.svelte.ts';
import { Latest } from '../../state/latest.ts';
import {
  changedValues,
  defaultEntries,
  isChanged,
  problemOfEntry,
  valueOf,
  type Entries,
  type Entry,
} from './fields.ts';

/** A model, its parameters as typed, and the engine's estimate for them on a view. */
export class TrainState {
  models = $state.raw<readonly ModelInfo[]>([]);
  modelId = $state<string | null>(null);
  estimate = $state.raw<Estimate | null>(null);
  problem = $state.raw<Problem | null>(null);
  seed = $state(42);
  estimating = $state(false);
  starting = $state(false);

  readonly model: ModelInfo | undefined = $derived.by(
    () => this.models.find(({ id }) => id === this.modelId) ?? this.models.at(0),
  );
  readonly entries: Entries = $derived.by(() => (this.model ? this.#entriesOf(this.model) : {}));
  /** Parameter -> what is wrong with it. */
  readonly problems: Readonly<Record<string, string>> = $derived.by(() => {
    const found: Record<string, string> = {};
    for (const [name, parameter] of Object.entries(this.model?.parameters ?? {})) {
      const problem = problemOfEntry(parameter, this.entries[name]);
      if (problem !== null) found[name] = problem;
    }
    return found;
  });
  readonly firstWrong: string | undefined = $derived.by(() => Object.keys(this.problems).at(0));
  readonly changed: readonly string[] = $derived.by(() =>
    Object.entries(this.model?.parameters ?? {})
      .filter(([name, parameter]) => isChanged(parameter, this.entries[name]))
      .map(([name]) => name),
  );

  readonly #app: Application;
  readonly #view: ViewSummary;
  readonly #latest = new Latest(250);
  /** What was typed, per model: looking at another model loses nothing. */
  #typed = $state.raw<Readonly<Record<string, Entries>>>({});

  constructor(app: Application, view: ViewSummary) {
    this.#app = app;
    this.#view = view;
  }

  async load(): Promise<void> {
    try {
      this.models = await this.#app.client.models.list();
      // Chosen once: a run that is added meanwhile must not change what is on screen.
      this.modelId ??= this.#untried()?.id ?? null;
      this.refresh();
    } catch (error) {
      this.problem = problemOf(error);
    }
  }

  choose(modelId: string): void {
    this.modelId = modelId;
    this.problem = null;
    this.refresh();
  }

  set(name: string, entry: Entry): void {
    if (!this.model) return;
    this.#typed = { ...this.#typed, [this.model.id]: { ...this.entries, [name]: entry } };
    this.refresh();
  }

  reset(): void {
    if (!this.model) return;
    this.#typed = { ...this.#typed, [this.model.id]: defaultEntries(this.model.parameters) };
    this.refresh();
  }

  get input(): v.InferInput<typeof TrainInput> | null {
    if (!this.model) return null;
    return {
      view: this.#view.id,
      model: this.model.id,
      parameters: changedValues(this.model.parameters, this.entries) as Record<
        string,
        v.InferInput<typeof ParameterValue>
      >,
      seed: this.seed,
      name: this.name,
    };
  }

  /** Asks for an estimate, unless something typed is wrong. */
  refresh(): void {
    const { input } = this;
    if (!input || !this.model || this.firstWrong !== undefined || this.misfit(this.model) !== null) {
      this.#latest.cancel();
      this.estimating = false;
      this.estimate = null;
      return;
    }
    this.estimating = true;
    this.#latest.ask(
      (signal) => this.#app.client.runs.estimate(input, { signal }),
      (estimate) => {
        this.estimate = estimate;
        this.estimating = false;
      },
      (error) => {
        this.problem = problemOf(error);
        this.estimating = false;
      },
    );
  }

  /** Why the model cannot learn from this view, or null. */
  misfit(model: ModelInfo): string | null {
    const missing = model.needs.filter(
      (need) => (need === 'values' && !this.#view.hasValues) || (need === 'time' && !this.#view.hasTime),
    );
    return missing.length === 0 ? null : text.train.misfit(missing.map((need) => text.train.needs[need] ?? need));
  }

  /** @returns the id of the run, or null when it was refused; `problem` then says why. */
  async start(): Promise<string | null> {
    const { input } = this;
    if (!input) return null;
    this.starting = true;
    this.problem = null;
    try {
      return (await this.#app.client.runs.train(input)).runId;
    } catch (error) {
      this.problem = problemOf(error);
      return null;
    } finally {
      this.starting = false;
    }
  }

  stop(): void {
    this.#latest.cancel();
  }

  /** The model and what was changed: "BPR matrix factorisation, factors 32" */
  get name(): string | undefined {
    const { model } = this;
    if (!model) return undefined;
    const changes = this.changed.map((name) =>
      text.train.runChange(model.parameters[name].label, String(valueOf(model.parameters[name], this.entries[name]))),
    );
    return text.train.runName(model.title, changes).slice(0, 200);
  }

  /** The first model that fits the view and has not been trained on it. */
  #untried(): ModelInfo | undefined {
    const tried = this.#app.workspace.runs.filter((run) => run.viewId === this.#view.id).map((run) => run.model);
    return this.models.find((model) => !tried.includes(model.id) && this.misfit(model) === null);
  }

  #entriesOf(model: ModelInfo): Entries {
    return Object.hasOwn(this.#typed, model.id) ? this.#typed[model.id] : defaultEntries(model.parameters);
  }
}
