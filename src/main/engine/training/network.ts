import { chooseExecutor, openExecutor } from '../compute/executors.ts';
import { slotsOf, type Executor, type NetworkTables, type NetworkTrainer } from '../compute/executor.ts';
import { fillInitial } from '../compute/initial.ts';
import type { TableSpec } from '../compute/network.ts';
import type { View } from '../datasets/view.ts';
import type { Epoch, EpochResult, FittedModel, Store, TrainingContext } from '../models/definition.ts';
import { itemCounts, userCounts } from '../models/initial.ts';
import { historiesOf, networkModel, type NetworkModel, type NetworkModelInput } from '../models/network-score.ts';
import type { Stage } from '../models/stages.ts';
import type { Random } from '../random.ts';
import { PairSource } from './batches/pairs.ts';
import { RowSource } from './batches/rows.ts';
import type { BatchSource, Taken } from './batches/source.ts';
import { stepAt, type RateAndMomentum } from './step-schedule.ts';

export type StageOptions = Pick<NetworkModelInput, 'ratings' | 'foldIn'> & {
  /** Instead of the one that is chosen by the networks. */
  readonly executor?: Executor;
};

/**
 * Trains the networks of a model, stage after stage; epochs count through all of them. Everything that a step depends
 * on is in the tables or follows from its number, so that a run resumed in any epoch goes on bit for bit.
 */
export async function trainStages(
  context: TrainingContext,
  stages: readonly Stage[],
  options: StageOptions,
): Promise<FittedModel> {
  const choice = await chooseExecutor(
    stages.map(({ network }) => network),
    context.backend,
  );
  const executor = options.executor ?? (await openExecutor(choice));
  context.log(choice.reason);
  createTables(context.store, stages, context.view, (stream) => context.random(stream));
  const model = await openModel(context, executor, stages.at(-1)!, options);
  const before = stages.slice(0, -1).reduce((sum, { epochs }) => sum + epochs, 0);

  let running: StageRun | null = null;
  const snapshot = () => {
    const current = running ? running.model : model;
    current.refresh();
    return current.model;
  };
  try {
    for await (const epoch of context.epochs({ snapshot, before })) {
      const place = placeOf(stages, epoch.number);
      if (running?.stage !== place.stage) {
        await running?.close();
        const last = place.stage === stages.at(-1);
        running = null; // a stage that does not open leaves nothing to close
        running = await StageRun.open(context, executor, place.stage, last ? model : null, options);
        if (place.epoch === 1) running.start();
      }
      const result = await running.epoch(place.epoch, epoch, context.signal);
      epoch.report({ ...result, ...(stages.length > 1 && { stage: place.stage.name }) });
    }
  } finally {
    await running?.close();
    await executor.close?.();
  }
  model.refresh();
  return model.model;
}

/** Which stage an epoch of the run (1-based) belongs to, and which of its epochs it is. */
export function placeOf(stages: readonly Stage[], number: number): { stage: Stage; epoch: number } {
  let epoch = number;
  for (const stage of stages) {
    if (epoch <= stage.epochs) return { stage, epoch };
    epoch -= stage.epochs;
  }
  throw new RangeError(`placeOf: there is no epoch ${number}`);
}

/** All tables of all stages, with the optimisers' state, in the order of their declaration. */
export function createTables(
  store: Store,
  stages: readonly Stage[],
  view: View,
  random: (stream: string) => Random,
): void {
  const users = userCounts(view.train);
  const items = itemCounts(view.train, view.itemCount);
  const usedBy = ({ of }: TableSpec, { batches }: Stage) =>
    // Drawn items and whole rows touch every item; ratings those that were rated.
    of === 'user' ? users : of === 'item' && batches.kind === 'ratings' ? items : null;
  for (const stage of stages)
    for (const table of stage.network.tables) {
      store.table(table.name, table.rows, table.columns, fillInitial(table, random(table.name), usedBy(table, stage)));
      if (trained(table))
        for (const slot of slotsOf(stage.optimizer)) store.table(`${table.name}/${slot}`, table.rows, table.columns);
    }
}

const trained = ({ frozen, group }: TableSpec): boolean => !frozen && group !== 'state';

export const tablesOf = (store: Store): NetworkTables => ({
  table: (name) => store.tables.matrix(name),
  slot: (name, suffix) => store.tables.matrix(`${name}/${suffix}`),
});

const openModel = (
  { kernels, view, store }: Pick<TrainingContext, 'kernels' | 'view' | 'store'>,
  executor: Executor,
  { network, batches }: Stage,
  options: StageOptions,
): Promise<NetworkModel> =>
  networkModel({
    ...{ executor, kernels, network, view, binary: batches.binary, ...options },
    table: (name) => store.tables.matrix(name),
  });

type StageContext = Pick<TrainingContext, 'kernels' | 'view' | 'store' | 'seed'>;

/** A stage at work: its trainer, its batches, its model. */
export class StageRun {
  readonly stage: Stage;
  readonly model: NetworkModel;
  readonly source: BatchSource;
  readonly #store: Store;
  readonly #trainer: NetworkTrainer;
  readonly #ownsModel: boolean;
  #ahead: { step: number; taken: Taken | Promise<Taken> } | null = null;

  private constructor(
    stage: Stage,
    store: Store,
    parts: { model: NetworkModel; ownsModel: boolean; source: BatchSource; trainer: NetworkTrainer },
  ) {
    this.stage = stage;
    this.model = parts.model;
    this.source = parts.source;
    this.#store = store;
    this.#trainer = parts.trainer;
    this.#ownsModel = parts.ownsModel;
  }

  static async open(
    context: StageContext,
    executor: Executor,
    stage: Stage,
    known: NetworkModel | null,
    options: StageOptions,
  ): Promise<StageRun> {
    const { kernels, view, store, seed } = context;
    const { network, batches, optimizer } = stage;
    const model = known ?? (await openModel(context, executor, stage, options));
    const source = (await stage.source?.(view, seed)) ?? sourceOf(stage, view, seed, model);
    const histories = historiesOf(network, view, batches.binary);
    const trainer = await executor.trainer({
      ...{ kernels, network, optimizer, seed, tables: tablesOf(store), itemCount: view.itemCount },
      limits: source.limits,
      ...(histories && { histories }),
    });
    return new StageRun(stage, store, { model, ownsModel: known === null, source, trainer });
  }

  /** Before the first step: fresh optimiser state, tables from earlier stages. */
  start(): void {
    const { network, optimizer, atStart } = this.stage;
    for (const table of network.tables.filter(trained))
      for (const slot of slotsOf(optimizer)) {
        const { data, columns, stride } = this.#store.tables.matrix(`${table.name}/${slot}`);
        data.fill(0);
        if (optimizer.kind === 'adagrad' && optimizer.initialAccumulator > 0)
          for (let at = 0; at < data.length; at++) if (at % stride < columns) data[at] = optimizer.initialAccumulator;
      }
    atStart?.(this.#store);
  }

  /** One epoch (1-based in the stage). */
  async epoch(number: number, { progress }: Pick<Epoch, 'progress'>, signal?: AbortSignal): Promise<EpochResult> {
    const { stage, source } = this;
    const { stepsPerEpoch } = source;
    const plan = { stepsPerEpoch, epochs: stage.epochs };
    const [first, end] = [(number - 1) * stepsPerEpoch, number * stepsPerEpoch];
    let [step, loss, examples, gradientNorm] = [first, 0, 0, 0];
    while (step < end) {
      const { batches, steps } = await this.#take(step, end - step);
      const settings = Array.from({ length: steps }, (_, k) => ({
        step: step + k + 1,
        ...stepAt(stage.schedule, plan, step + k),
        klWeight: stage.klWeight?.(step + k + 1) ?? 0,
      }));
      const work = this.#trainer.run(batches, settings, signal);
      work.catch(() => undefined); // it is awaited below, after what may throw first
      // Made while kernels run, of the next epoch too.
      const next = step + steps;
      if (source.ahead && next < stepsPerEpoch * stage.epochs)
        this.#prepare(next, next < end ? end - next : stepsPerEpoch);
      const outcome = await work;
      if (outcome.bad) return { loss: outcome.bad.loss, examples, badStep: outcome.bad.step };
      loss += outcome.loss * outcome.examples;
      examples += outcome.examples;
      gradientNorm = outcome.gradientNorm;
      step = next;
      progress((step - first) / stepsPerEpoch);
      if (!source.ahead) await this.#settle();
    }
    await this.#settle();
    return { loss: loss / Math.max(1, examples), examples, gradientNorm, ...stepAt(stage.schedule, plan, end - 1) };
  }

  /** A single step (0-based) at a rate of one's own; what the model answers is not brought up to date. @returns the loss */
  async step(step: number, rate: RateAndMomentum, signal?: AbortSignal): Promise<number> {
    const klWeight = this.stage.klWeight?.(step + 1) ?? 0;
    const { batches } = await this.source.take(step, 1);
    const { loss, bad } = await this.#trainer.run(batches, [{ step: step + 1, ...rate, klWeight }], signal);
    if (!this.source.ahead) await this.#settle();
    return bad ? bad.loss : loss;
  }

  #take(step: number, most: number): Taken | Promise<Taken> {
    if (this.#ahead?.step !== step) return this.source.take(step, most);
    const { taken } = this.#ahead;
    this.#ahead = null;
    return taken;
  }

  #prepare(step: number, most: number): void {
    const taken = this.source.take(step, most);
    // It is awaited when its turn comes; a run that ends before does not ask for it.
    if (taken instanceof Promise) taken.catch(() => undefined);
    this.#ahead = { step, taken };
  }

  /** The tables hold what was learned, and the model what the tables hold. */
  async #settle(): Promise<void> {
    await this.#trainer.sync();
    this.model.refresh();
  }

  async close(): Promise<void> {
    await this.#trainer.close();
    await this.source.close?.();
    if (this.#ownsModel) this.model.model.close?.();
  }
}

function sourceOf({ batches: settings, name }: Stage, view: View, seed: number, model: NetworkModel): BatchSource {
  const { train, itemCount } = view;
  const common = { settings, seed, itemCount, stream: name };
  if (settings.kind === 'rows') return new RowSource({ ...common, input: train, target: train });
  return new PairSource({ ...common, train, score: (users, items, out) => model.scorePairs(users, items, out) });
}
