import * as v from 'valibot';
import { TrainInput, type MetricTable, type RunDetail, type RunSummary } from '../../../shared/contract/runs.ts';
import { errorValue, RecsmithError } from '../../../shared/errors.ts';
import { withDefaults, type ParameterValues } from '../../../shared/parameters.ts';
import type { WantedBackend } from '../compute/executors.ts';
import { loadView } from '../datasets/load-view.ts';
import type { View } from '../datasets/view.ts';
import { verdict } from '../evaluation/baseline.ts';
import { evaluate } from '../evaluation/evaluator.ts';
import { higherIsBetter, parseMetrics } from '../evaluation/metrics/registry.ts';
import { Kernels, type KernelBuild } from '../kernels/kernels.ts';
import type { FittedModel, ModelDefinition } from '../models/definition.ts';
import { modelOfRun } from '../models/of-run.ts';
import { keepBaseline, storedBaseline } from '../training/baseline.ts';
import { loadCheckpoint, saveCheckpoint, type TrainingState } from '../training/checkpoints.ts';
import { fitModel, isCancel } from '../training/context.ts';
import { GivenFactors } from '../training/given-factors.ts';
import { countsOf, initialFrom } from '../training/from.ts';
import type { InitialTables } from '../training/initial-tables.ts';
import { Journal } from '../training/journal.ts';
import { planOf } from '../training/schedule.ts';
import { withUsers } from '../training/validation-users.ts';
import { defineJob, type JobContext } from './job.ts';

export interface TrainJobInput {
  readonly runId: string;
  readonly threads: number;
  /** Whether the run is measured on the test part at its end. */
  readonly evaluate: boolean;
}

type Change = Partial<RunSummary>;

/**
 * Trains a stored run to its end and measures it. A run that has a checkpoint goes on from there, bit for bit as if it
 * had never stopped; one without starts anew.
 */
export const trainJob = defineJob<TrainJobInput, { runId: string }>({
  type: 'train',
  async run(input, job) {
    const { runs } = job.storage;
    const run = await runs.get(input.runId);
    const journal = new Journal(job, run.id);
    const training = new Training(run, await modelOfRun(job.storage, run), input, job, journal);
    await runs.update(run.id, {
      state: 'running',
      resumable: true,
      finishedAt: null,
      error: null,
      threads: input.threads,
    });
    try {
      await training.run();
      await journal.flush();
      await runs.update(run.id, { ...training.change, ...ended('done'), resumable: false });
      return { runId: run.id };
    } catch (error) {
      const cancelled = job.signal.aborted || isCancel(error);
      const { message, code } = errorValue(error);
      journal.log(cancelled ? 'Cancelled.' : message);
      await journal.flush().catch(() => undefined); // what went wrong first is what matters
      await runs.update(run.id, {
        ...training.change,
        ...ended(cancelled ? 'cancelled' : 'failed'),
        // What diverged would diverge again, and what does not fit would not fit then.
        resumable: cancelled || (code !== 'BAD_INPUT' && code !== 'BAD_DATA' && code !== 'DOES_NOT_FIT'),
        error: cancelled ? null : message,
      });
      throw error;
    }
  },
});

const means = (table: MetricTable): Record<string, number> =>
  Object.fromEntries(Object.entries(table).map(([name, { mean }]) => [name, mean]));

/** As on the command line: `factors=64,schedule=cosine`. */
const parametersText = (values: ParameterValues): string =>
  Object.entries(values)
    .map(([name, value]) => `${name}=${Array.isArray(value) ? value.join(',') || 'none' : String(value ?? 'none')}`)
    .join(' ') || 'none';

/** The backend that a run was made for: going on elsewhere would round differently. */
const backendOf = ({ backend }: RunSummary): WantedBackend => {
  const known = v.safeParse(TrainInput.entries.backend, backend);
  return known.success ? known.output : 'auto';
};

const ended = (state: RunSummary['state']): Change => ({
  state,
  finishedAt: Date.now(),
  peakMemoryBytes: process.resourceUsage().maxRSS * 1024,
});

/** One session of a run: what it did so far is in `change`, whatever happens next. */
class Training {
  readonly change: Change = {};
  readonly #run: RunDetail;
  readonly #input: TrainJobInput;
  readonly #job: JobContext;
  readonly #journal: Journal;
  readonly #definition: ModelDefinition;
  /** What is measured on the validation part: all that the same ranking, or the same predictions, tell at once. */
  readonly #alongTheWay: readonly string[];
  /** What the run reports at its end, and what is watched. */
  readonly #measured: readonly string[];
  readonly #monitor: string;
  #seconds: RunSummary['seconds'];
  #initial: InitialTables | null = null;

  constructor(run: RunDetail, definition: ModelDefinition, input: TrainJobInput, job: JobContext, journal: Journal) {
    this.#run = run;
    this.#input = input;
    this.#job = job;
    this.#journal = journal;
    this.#definition = definition;
    this.#seconds = run.seconds;
    const { monitor, metrics } = this.#definition;
    this.#measured = run.chosenMetrics ?? metrics;
    this.#monitor = run.chosenMetrics?.[0] ?? monitor;
    const [{ kind }] = parseMetrics([this.#monitor]);
    const alike = parseMetrics(this.#measured).filter((metric) => metric.kind === kind);
    this.#alongTheWay = [...new Set([this.#monitor, ...alike.map(({ name }) => name)])];
  }

  async run(): Promise<void> {
    const { storage, signal } = this.#job;
    this.#job.report({ stage: 'Preparing the view', done: 0, total: null, unit: 'rows' });
    const { threads } = this.#input;
    const { kernelBuild, device } = this.#run;
    this.#journal.log(`Started on the ${device}: ${threads} ${threads === 1 ? 'thread' : 'threads'}, ${kernelBuild}.`);
    const view = await this.#timed('load', () => loadView(storage, this.#run.viewId, signal));
    this.#journal.log(
      `The view is loaded: ${view.train.items.length} interactions of ${view.userCount} users to learn from.`,
    );
    const kernels = await Kernels.open({
      threads: this.#input.threads,
      build: this.#run.kernelBuild as KernelBuild, // of the run: another one would round differently
    });
    try {
      const model = await this.#timed('fit', () => this.#fit(view, kernels));
      this.#journal.log(`Trained in ${this.#seconds.fit.toFixed(1)} s.`);
      signal.throwIfAborted();
      if (this.#input.evaluate && view.test.items.length > 0)
        await this.#timed('evaluate', () => this.#evaluate(view, kernels, model));
    } finally {
      await kernels.close();
    }
  }

  async #fit(view: View, kernels: Kernels): Promise<FittedModel> {
    const { storage, signal } = this.#job;
    const { id, seed } = this.#run;
    const { parameters: schema } = this.#definition;
    const monitor = this.#monitor;
    const parameters = withDefaults(schema, this.#run.parameters);
    const saved = await loadCheckpoint(storage, id);
    await storage.runs.truncateEpochs(id, saved?.state.epoch ?? 0);
    this.#journal.log(`Parameters: ${parametersText(parameters)}; seed ${seed}.`);
    if (saved) this.#journal.log(`Resumed after epoch ${saved.state.epoch}.`);

    const validating = planOf(parameters, view.validation.items.length > 0).validateEvery > 0;
    // Curves of all epochs must be of the same users.
    const validated = withUsers(view, parameters.validateUsers, seed);
    if (validating) await this.#line(validated, kernels);

    const { startedFrom } = this.#run;
    const initial = saved || !startedFrom ? null : await initialFrom(storage, view, startedFrom);
    if (initial) {
      this.#initial = initial;
      const { users, items } = countsOf(initial);
      this.#journal.log(
        `Begins with the tables of "${startedFrom!.name}": ${users.taken} users and ${items.taken} items of the same id; ${users.fresh} users and ${items.fresh} items begin afresh.`,
      );
    }

    const given = saved ? null : await GivenFactors.load(storage, id, view, initial);
    if (given)
      this.#journal.log(`Begins with given factors of ${given.taken.users} users and ${given.taken.items} items.`);
    const { frozen = [] } = this.#run;
    if (frozen.length > 0) this.#journal.log(`The tables of ${frozen.join(' and ')} stay as they begin.`);

    const { model, state } = await fitModel({
      definition: this.#definition,
      parameters,
      view,
      kernels,
      seed,
      backend: backendOf(this.#run),
      signal,
      saved,
      initial: given ?? initial,
      frozen,
      observer: {
        record: (row) => this.#journal.record(row),
        log: (message) => this.#journal.log(message),
        save: async (now, tensors) => {
          // A checkpoint must never be ahead of the history: resume keeps the rows up to it.
          await this.#journal.flush();
          await saveCheckpoint(storage, id, now, tensors, { model: this.#definition.id, seed: String(seed) });
          this.#progressed(now);
          await storage.runs.update(id, { ...this.change });
        },
        progress: (done, total, rate) =>
          this.#job.report({
            stage: 'Training',
            done,
            total,
            unit: 'epochs',
            ...(rate !== null && { rate, rateUnit: 'examples' }),
          }),
      },
      ...(validating && {
        validate: async (fitted, until) => {
          const measured = { view: validated, on: 'validation', candidates: 'all' } as const;
          const options = { ...measured, kernels, metrics: this.#alongTheWay };
          const { metrics } = await evaluate({ ...options, model: fitted, signal: until });
          const { [monitor]: value, ...others } = means(metrics);
          return {
            metric: monitor,
            value,
            others,
            better: higherIsBetter(monitor) ? 'higher' : 'lower',
          };
        },
      }),
    });
    this.#progressed(state);
    if (initial && initial.taken.length === 0)
      this.#journal.log(`No table of "${startedFrom!.name}" fits this model: it began afresh.`);
    if (state.stoppedEarly)
      this.#journal.log(
        `Stopped early after epoch ${state.epoch}: ${state.sinceBest} validations brought nothing better.`,
      );
    return model;
  }

  /** What popularity reaches on the validation part, so that curves can show it as a line. */
  async #line(view: View, kernels: Kernels): Promise<void> {
    const { storage, signal } = this.#job;
    const monitor = this.#monitor;
    const options = { kernels, view, on: 'validation', candidates: 'all', metrics: this.#alongTheWay, signal } as const;
    const table = await storedBaseline(storage, options);
    const popularityOnValidation =
      table && monitor in table ? { metric: monitor, value: table[monitor].mean, values: means(table) } : null;
    await storage.runs.update(this.#run.id, { popularityOnValidation });
  }

  async #evaluate(view: View, kernels: Kernels, model: FittedModel): Promise<void> {
    const { storage, signal } = this.#job;
    const { id } = this.#definition;
    const [metrics, monitor] = [this.#measured, this.#monitor];
    const options = { kernels, view, on: 'test', candidates: 'all', metrics, signal } as const;
    const report = (done: number, total: number) =>
      this.#job.report({ stage: 'Evaluating', done, total, unit: 'users' });
    report(0, view.userCount);
    try {
      const result = await evaluate({ ...options, model, report });
      Object.assign(this.change, { metrics: result.metrics, protocol: result.protocol });
      this.#journal.log(`Measured on the test part in ${result.seconds.toFixed(1)} s.`);
      if (id === 'popularity') {
        await keepBaseline(storage, options, result.metrics);
        return;
      }
      const popularity = await storedBaseline(storage, options);
      Object.assign(this.change, {
        popularity,
        verdict: popularity && verdict(result.metrics, popularity, monitor),
      });
    } catch (error) {
      // The model is trained and stored; that this test part cannot measure it is worth a sentence, not a failure.
      if (!(error instanceof RecsmithError && error.code === 'BAD_INPUT')) throw error;
      this.#journal.log(`Not evaluated: ${error.message}`);
    }
  }

  #progressed(state: Readonly<TrainingState>): void {
    Object.assign(this.change, {
      epochsDone: state.epoch,
      best: state.best && { ...state.best, metric: this.#monitor },
      stoppedEarly: state.stoppedEarly,
      ...(this.#initial && { startedFrom: { ...this.#run.startedFrom!, counts: countsOf(this.#initial) } }),
      examplesPerSecond: state.seconds > 0 ? state.examples / state.seconds : null,
    });
  }

  /** Adds up over all sessions of a run, also when the work fails. */
  async #timed<T>(what: keyof RunSummary['seconds'], work: () => Promise<T>): Promise<T> {
    const start = performance.now();
    try {
      return await work();
    } finally {
      this.#seconds = { ...this.#seconds, [what]: this.#seconds[what] + (performance.now() - start) / 1000 };
      this.change.seconds = this.#seconds;
    }
  }
}
