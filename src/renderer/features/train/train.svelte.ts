import * as v from 'valibot';
import type { ModelInfo } from '../../../shared/contract/models.ts';
import type { Estimate, RunSummary } from '../../../shared/contract/runs.ts';
import type { Doctor } from '../../../shared/contract/system.ts';
import type { ViewSummary } from '../../../shared/contract/views.ts';
import type { ParameterSchema, ParameterValues } from '../../../shared/parameters.ts';
import { problemOf, type Problem } from '../../client/problem.ts';
import { text } from '../../messages/index.ts';
import type { Application } from '../../state/application.svelte.ts';
import { Latest } from '../../state/latest.ts';
import { Remembered } from '../../state/remembered.svelte.ts';
import {
  combinationsOf,
  defaultEntries,
  isChanged,
  known,
  problemOfEntry,
  type Entries,
  type Entry,
} from './fields.ts';
import { bySight, firstChoices, wanted, type FirstChoice } from './gallery.ts';
import { entriesFor } from './presets.ts';
import { runInput, together, type Input } from './run-input.ts';
import { SETTINGS, settingSchema, settingEntries } from './settings.ts';
import { UsualEstimates } from './usual.svelte.ts';
import { waysOn, type Way } from './ways.ts';

/** More than this is a search, not a queue. */
export const MOST_RUNS = 20;
/** What is typed is kept with the workspace after this rest (ms). */
const KEEP_AFTER = 400;

const EntrySchema = v.union([v.string(), v.boolean(), v.tuple([v.string(), v.string()])]);
const Draft = v.object({
  /** Model, or '' for what belongs to every run -> parameter -> what was typed. */
  typed: v.record(v.string(), v.record(v.string(), EntrySchema)),
});
type Typed = Readonly<Record<string, Entries>>;
/** Where the entries stand that belong to no model. */
const EVERY = '';

/** A model, its parameters as typed, and the engine's estimate for them on a view. */
export class TrainState {
  models = $state.raw<readonly ModelInfo[]>([]);
  doctor = $state.raw<Doctor | null>(null);
  modelId = $state<string | null>(null);
  /** Of what is in the form; several runs: of all of them, one after another. */
  estimate = $state.raw<Estimate | null>(null);
  problem = $state.raw<Problem | null>(null);
  estimating = $state(false);
  starting = $state(false);
  /** What could be trained instead of what does not fit; null: nothing was refused. */
  ways = $state.raw<readonly Way[] | null>(null);

  readonly model: ModelInfo | undefined = $derived.by(
    () => this.models.find(({ id }) => id === this.modelId) ?? this.models.at(0),
  );
  readonly settings: ParameterSchema = $derived.by(() =>
    settingSchema(this.doctor, this.doctor?.threads ?? this.#app.workspace.status?.threads ?? 1),
  );
  /** All fields of the form. */
  readonly schema: ParameterSchema = $derived.by(() => ({ ...this.model?.parameters, ...this.settings }));
  readonly entries: Entries = $derived.by(() => ({
    ...defaultEntries(this.schema as ModelInfo['parameters']),
    ...known(this.schema, this.#typed[EVERY] ?? {}),
    ...(this.model && known(this.schema, this.#typed[this.model.id] ?? {})),
  }));
  /** Field -> what is wrong with it. */
  readonly problems: Readonly<Record<string, string>> = $derived.by(() => {
    const found: Record<string, string> = {};
    for (const [name, parameter] of Object.entries(this.schema)) {
      const problem = problemOfEntry(parameter, this.entries[name]);
      if (problem !== null) found[name] = problem;
    }
    return found;
  });
  readonly firstWrong: string | undefined = $derived.by(() => Object.keys(this.problems).at(0));
  readonly changed: readonly string[] = $derived.by(() =>
    Object.entries(this.schema)
      .filter(([name, parameter]) => isChanged(parameter, this.entries[name]))
      .map(([name]) => name),
  );
  /** One for each run that the form describes. */
  readonly inputs: readonly Input[] = $derived.by(() => {
    const { model } = this;
    if (!model || this.firstWrong !== undefined) return [];
    return combinationsOf(this.schema as ModelInfo['parameters'], this.entries).map((values) =>
      runInput(this.#view.id, model, values),
    );
  });

  /** What to begin with, for who does not know which one. */
  readonly firstChoices: readonly FirstChoice[] = $derived.by(() =>
    firstChoices(this.models, (model) => this.misfit(model) === null),
  );

  /** Of every model with its defaults, for the gallery. */
  readonly usual: UsualEstimates;
  readonly #app: Application;
  readonly #view: ViewSummary;
  /** The model that was chosen last. */
  readonly #last: Remembered<string>;
  #stopped = false;
  readonly #latest = new Latest(250);
  readonly #draft: Remembered<v.InferOutput<typeof Draft>>;
  #typed = $state.raw<Typed>({});
  #keep: ReturnType<typeof setTimeout> | undefined;

  constructor(app: Application, view: ViewSummary) {
    this.#app = app;
    this.#view = view;
    this.usual = new UsualEstimates(app.client, view.id);
    this.#last = new Remembered(app.workspace, 'window.train.model', v.string(), '');
    this.#draft = new Remembered(app.workspace, 'window.train.draft', Draft, { typed: {} });
    this.#typed = this.#draft.value.typed;
  }

  /** @param like a run whose model, parameters and settings the form begins with */
  async load(modelId: string | null, like: RunSummary | undefined): Promise<void> {
    this.modelId = like?.model ?? modelId;
    const { client } = this.#app;
    try {
      [this.models, this.doctor] = await Promise.all([client.models.list(), client.system.doctor()]);
      // Who has left meanwhile asks nothing more.
      if (this.#stopped) return;
      // Chosen once: a run that is added meanwhile must not change what is on screen.
      if (!this.models.some(({ id }) => id === this.modelId)) this.modelId = this.#beginning()?.id ?? null;
      if (like) this.startFrom(like);
      this.refresh();
      await this.usual.ask(this.#bySight());
    } catch (error) {
      this.problem = problemOf(error);
    }
  }

  /** Models come and go with the files that bring them; what is in the form stays. */
  async reread(): Promise<void> {
    try {
      this.models = await this.#app.client.models.list();
      await this.usual.ask(this.#bySight());
    } catch (error) {
      this.problem = problemOf(error);
    }
  }

  /** Whether the model learns in steps of its own: rates can be tried, events learned one by one. */
  readonly stepwise: boolean = $derived.by(() => this.model?.executors.includes('graph') ?? false);

  choose(modelId: string): void {
    this.modelId = modelId;
    this.#last.value = modelId;
    this.problem = null;
    this.refresh();
  }

  set(name: string, entry: Entry): void {
    if (this.model) this.#type(this.#placeOf(name), { [name]: entry });
  }

  /** One field, or all of them, back to the defaults. */
  reset(name?: string): void {
    const without = (entries: Entries | undefined): Entries =>
      Object.fromEntries(Object.entries(entries ?? {}).filter(([each]) => name !== undefined && each !== name));
    if (!this.model) return;
    this.#write({
      ...this.#typed,
      [EVERY]: without(this.#typed[EVERY]),
      [this.model.id]: without(this.#typed[this.model.id]),
    });
  }

  /** Everything as it was in a run. */
  startFrom(run: RunSummary): void {
    const model = this.models.find(({ id }) => id === run.model);
    if (!model) return;
    this.modelId = model.id;
    this.#write({
      ...this.#typed,
      [EVERY]: settingEntries(this.settings, run),
      [model.id]: entriesFor(model, run.parameters),
    });
  }

  /** The parameters of the model as a preset has them; what belongs to every run stays. */
  startWith(values: ParameterValues): void {
    if (this.model) this.#write({ ...this.#typed, [this.model.id]: entriesFor(this.model, values) });
  }

  /** Asks for an estimate, unless something typed is wrong. */
  refresh(): void {
    const { inputs } = this;
    if (!this.model || inputs.length === 0 || inputs.length > MOST_RUNS || this.misfit(this.model) !== null) {
      this.#latest.cancel();
      this.estimating = false;
      this.estimate = null;
      return;
    }
    this.estimating = true;
    this.#latest.ask(
      async (signal) => {
        const estimates: Estimate[] = [];
        for (const input of inputs) estimates.push(await this.#app.client.runs.estimate(input, { signal }));
        return together(estimates);
      },
      (estimate) => {
        this.estimate = estimate;
        this.estimating = false;
      },
      (error) => {
        this.problem = problemOf(error);
        this.estimate = null;
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

  /**
   * @param given instead of what the form describes
   * @returns the ids of the runs; none when it was refused, and `problem` or `ways` then says why
   */
  async start(given?: readonly Input[]): Promise<string[]> {
    const inputs = given ?? this.inputs;
    this.problem = null;
    if (!given && this.estimate && !this.estimate.fits) {
      await this.#refuse();
      return [];
    }
    this.starting = true;
    const started: string[] = [];
    try {
      for (const input of inputs) started.push((await this.#app.client.runs.train(input)).runId);
    } catch (error) {
      this.problem = problemOf(error);
    } finally {
      this.starting = false;
    }
    return started;
  }

  stop(): void {
    this.#stopped = true;
    this.#latest.cancel();
    this.usual.stop();
    this.#store();
  }

  async #refuse(): Promise<void> {
    const { model, models } = this;
    const [input] = this.inputs;
    if (!model) return;
    this.ways = [];
    this.ways = await waysOn(this.#app.client, {
      input,
      model,
      others: models.filter((other) => other.id !== model.id && this.misfit(other) === null),
      nameOf: (other, values) => runInput(this.#view.id, other, values).name ?? other.title,
    });
  }

  #placeOf(name: string): string {
    return SETTINGS.some((setting) => setting === name) ? EVERY : (this.model?.id ?? EVERY);
  }

  #type(place: string, entries: Entries): void {
    this.#write({ ...this.#typed, [place]: { ...this.#typed[place], ...entries } });
  }

  #write(typed: Typed): void {
    this.#typed = typed;
    this.problem = null;
    clearTimeout(this.#keep);
    this.#keep = setTimeout(() => this.#store(), KEEP_AFTER);
    this.refresh();
  }

  /** Leaving the screen or losing the engine loses nothing that was typed. */
  #store(): void {
    clearTimeout(this.#keep);
    if (this.#typed !== this.#draft.value.typed)
      this.#draft.value = { typed: this.#typed as v.InferOutput<typeof Draft>['typed'] };
  }

  /** The one chosen last where it fits; else a first choice for what the view holds; else whatever fits. */
  #beginning(): ModelInfo | undefined {
    const fitting = this.models.filter((model) => this.misfit(model) === null);
    const last = fitting.find(({ id }) => id === this.#last.value);
    return last ?? wanted(this.firstChoices, this.#view.hasValues)?.model ?? fitting.at(0);
  }

  /** Models that fit, in the order in which the gallery shows them. */
  #bySight(): ModelInfo[] {
    return bySight(this.models, this.firstChoices, this.model).filter((model) => this.misfit(model) === null);
  }
}
