import type { Stream, StreamInput } from '../../../../shared/contract/runs.ts';
import { RecsmithError } from '../../../../shared/errors.ts';
import type { ParameterValues } from '../../../../shared/parameters.ts';
import { chooseExecutor, openExecutor, type WantedBackend } from '../../compute/executors.ts';
import { fillInitial } from '../../compute/initial.ts';
import type { View } from '../../datasets/view.ts';
import type { Kernels } from '../../kernels/kernels.ts';
import type { Matrix } from '../../kernels/matrix.ts';
import type { FittedModel, ModelDefinition } from '../../models/definition.ts';
import { itemCounts, userCounts } from '../../models/initial.ts';
import { stepsOfEpoch } from '../../models/network-model.ts';
import { networkModel } from '../../models/network-score.ts';
import type { Stage } from '../../models/stages.ts';
import { Random } from '../../random.ts';
import { fitModel, type TrainingObserver } from '../context.ts';
import type { TrainingState } from '../checkpoints.ts';
import type { TableStore } from '../store.ts';
import { eventsOf, type Events } from './events.ts';
import { EventLearner } from './learner.ts';
import { HitRate } from './moving-average.ts';
import { Popularity, rankerOf, type Ranker } from './ranker.ts';

/** Points of the curves. */
const POINTS = 500;
/** Milliseconds between two reports. */
const REPORT = 500;
/** Events whose ranks in the frozen model are found at a time: nothing changes them. */
const BLOCK = 1024;

export interface StreamRun {
  readonly definition: ModelDefinition;
  readonly parameters: ParameterValues;
  readonly view: View;
  readonly kernels: Kernels;
  readonly seed: number;
  readonly backend: WantedBackend;
  readonly signal: AbortSignal;
  readonly options: Pick<StreamInput, 'bootstrap' | 'batch' | 'window' | 'k'>;
  readonly observer: TrainingObserver;
  readonly report: (stream: Stream, done: number, total: number) => Promise<void>;
}

export interface StreamResult {
  readonly stream: Stream;
  readonly model: FittedModel;
  readonly store: TableStore;
  readonly state: Readonly<TrainingState>;
}

/** @throws RecsmithError REFUSED for a model that does not learn from pairs of a user and an item */
export function stageToStream({ title }: ModelDefinition, stages: readonly Stage[] | null): Stage {
  const last = stages?.at(-1);
  if (last?.network.kind !== 'pairs')
    throw new RecsmithError('REFUSED', `${title} does not learn event by event.`, {
      where: 'model',
      why: last ? 'It learns from whole histories.' : 'Its kernels go through all interactions at once.',
      next: 'Choose a network of users and items, such as simple-cf.',
    });
  return last;
}

/**
 * Incremental learning as in cf_step: trains on the first events by time, then takes the others in order, `batch` at a
 * time: each is tested first (is the item among the k best of all, known ones included?) and learned then, in one step
 * at the full learning rate. Tested are users of the bootstrap. Beside it stand the model as the bootstrap left it, and
 * popularity so far.
 */
export async function streamEvents(run: StreamRun): Promise<StreamResult> {
  const { definition, parameters, view, kernels, seed, options, signal, observer } = run;
  const events = eventsOf(view, options.bootstrap);
  const size = { users: view.userCount, items: view.itemCount, interactions: events.bootstrap };
  const stage = stageToStream(
    definition,
    definition.stages?.({ size, values: parameters, view: events.before }) ?? null,
  );
  const { state, store } = await fitModel({
    ...{ definition, parameters, kernels, seed, signal, observer, view: events.before, backend: run.backend },
  });
  drawUnknown(store, stage, events.before, seed);

  const executor = await openExecutor(await chooseExecutor([stage.network], run.backend));
  const modelOf = (table: (name: string) => Matrix) =>
    networkModel({
      ...{ executor, kernels, table, view: events.before, network: stage.network, foldIn: null },
      ...{ ratings: definition.offers.includes('ratings'), binary: stage.batches.binary },
    });
  const live = await modelOf((name) => store.tables.matrix(name));
  const frozen = await modelOf(copiesOf(store, kernels));
  const learner = await EventLearner.open({ kernels, store, seed }, executor, stage, {
    before: events.before,
    step: stage.epochs * stepsOfEpoch(stage, size),
    batch: options.batch,
  });
  try {
    const rankers = {
      learned: rankerOf(kernels, live.model, view.itemCount),
      frozen: rankerOf(kernels, frozen.model, view.itemCount),
      popularity: new Popularity(itemCounts(events.before.train, view.itemCount), options.k),
    };
    const stream = await follow(run, events, learner, rankers, () => live.refresh());
    live.refresh();
    return { stream, store, state, model: live.model };
  } finally {
    await learner.close();
    frozen.model.close?.();
    await executor.close?.();
  }
}

interface Rankers {
  readonly learned: Ranker;
  readonly frozen: Ranker;
  readonly popularity: Pick<Ranker, 'position' | 'changed'>;
}

async function follow(
  { options, signal, report }: StreamRun,
  { users, items, values, bootstrap, before }: Events,
  learner: EventLearner,
  rankers: Rankers,
  refresh: () => void,
): Promise<Stream> {
  const { batch, window, k } = options;
  const total = users.length - bootstrap;
  const known = userCounts(before.train);
  const rates = {
    learned: new HitRate(total, window),
    frozen: new HitRate(total, window),
    popularity: new HitRate(total, window),
  };
  const means = (which: 'recent' | 'overall' | 'lastQuarter') => ({
    learned: rates.learned[which],
    frozen: rates.frozen[which],
    popularity: rates.popularity[which],
  });
  const points: Stream['points'] = [];
  const every = Math.max(1, Math.ceil(total / POINTS));
  const begin = performance.now();
  let [tested, skipped, reported] = [0, 0, begin];
  const now = (done: number): Stream => ({
    ...{ k, window, batch, bootstrapEvents: bootstrap, events: tested, skipped, points: [...points] },
    eventsPerSecond: done > 0 ? (1000 * done) / Math.max(1, performance.now() - begin) : null,
    overall: tested > 0 ? means('overall') : null,
    lastQuarter: tested > 0 ? means('lastQuarter') : null,
  });
  let frozen: { from: number; positions: Uint32Array } = { from: 0, positions: new Uint32Array(0) };
  for (let at = bootstrap; at < users.length; at += batch) {
    const end = Math.min(users.length, at + batch);
    for (let event = at; event < end; event++) {
      if (known[users[event]] === 0) {
        skipped++;
        continue;
      }
      if (event >= frozen.from + frozen.positions.length) {
        const to = Math.min(users.length, event + BLOCK);
        const positions = await rankers.frozen.positions(users.subarray(event, to), items.subarray(event, to));
        frozen = { from: event, positions };
      }
      rates.frozen.add(frozen.positions[event - frozen.from] < k);
      for (const name of ['learned', 'popularity'] as const)
        rates[name].add((await rankers[name].position(users[event], items[event])) < k);
      // A curve begins when a tenth of its window is there.
      if (++tested % every === 0 && tested * 10 >= Math.min(window, total))
        points.push({ event: tested, ...means('recent') });
    }
    const own = items.subarray(at, end);
    const learned = await learner.learn(users.subarray(at, end), own, values && values.subarray(at, end));
    if (learned.bad) throw diverged(learned.bad, at - bootstrap);
    refresh();
    rankers.learned.changed(learned.items);
    rankers.popularity.changed(own);
    if (performance.now() - reported > REPORT) {
      reported = performance.now();
      await report(now(end - bootstrap), end - bootstrap, total);
      await new Promise((resolve) => setImmediate(resolve)); // a cancel is heard
      signal.throwIfAborted();
    }
  }
  const stream = now(total);
  await report(stream, total, total);
  return stream;
}

const diverged = ({ step, loss }: { step: number; loss: number }, event: number): RecsmithError =>
  new RecsmithError('BAD_INPUT', `Learning diverged at event ${event}: the loss of step ${step} is ${loss}.`, {
    where: `event ${event}, step ${step}`,
    next: 'Choose a smaller learningRate, or more events at a time (batch).',
    parameter: 'learningRate',
    loss: String(loss),
    step,
  });

/** Users and items that the bootstrap does not have begin with the values that training would have given them. */
function drawUnknown(store: TableStore, { network }: Stage, before: View, seed: number): void {
  const counts = { user: userCounts(before.train), item: itemCounts(before.train, before.itemCount) };
  for (const table of network.tables) {
    if (table.of === null || table.frozen) continue;
    const matrix = store.tables.matrix(table.name);
    // A row that training has drawn already is not zero any more.
    const empty = counts[table.of].map((count, row) => {
      const own = matrix.data.subarray(row * matrix.stride, (row + 1) * matrix.stride);
      return count === 0 && own.every((value) => value === 0) ? 1 : 0;
    });
    fillInitial(table, new Random(seed, table.name), empty)(matrix);
  }
}

/** The tables as they are now. */
function copiesOf(store: TableStore, kernels: Kernels): (name: string) => Matrix {
  const copies = new Map<string, Matrix>();
  return (name) => {
    let copy = copies.get(name);
    if (!copy) {
      const { rows, columns, data } = store.tables.matrix(name);
      copy = kernels.matrix(rows, columns);
      copy.data.set(data);
      copies.set(name, copy);
    }
    return copy;
  };
}
