import type { ParameterSchema, Values } from '../../../shared/parameters.ts';
import { chooseExecutor, openExecutor } from '../compute/executors.ts';
import { activationsOf, operationsPerExample, tableBytes } from '../compute/size.ts';
import type { Executor } from '../compute/executor.ts';
import type { DataSize } from '../datasets/view.ts';
import { withFrozen } from '../training/given-factors.ts';
import { trainStages } from '../training/network.ts';
import { CHUNK_EXAMPLES } from '../training/batches/source.ts';
import { defineModel, type ModelDefinition } from './definition.ts';
import { foldInOf } from './network-fold-in.ts';
import { networkModel } from './network-score.ts';
import type { Stage, StageInput } from './stages.ts';

type FoldInKind = 'ratings' | 'ranking';

export interface NetworkDefinition<S extends ParameterSchema> extends Omit<
  ModelDefinition<S>,
  'fit' | 'restore' | 'memory' | 'operations' | 'stages' | 'executors'
> {
  readonly executors?: ModelDefinition['executors'];
  /**
   * The networks to train, in order; one for most models. Tables of equal names are shared.
   * @throws RecsmithError BAD_INPUT for parameters that do not fit together
   */
  stages(input: StageInput<Values<S>>): readonly Stage[];
  /** Instead of the one that is chosen by the networks. */
  readonly executor?: () => Promise<Executor>;
  /** How an unknown user is folded in where the score is a dot product; `rows` networks need nothing. */
  readonly foldIn?: FoldInKind | ((values: Values<S>) => FoldInKind);
}

/** A model that is declared as networks: training, scores, estimates and printout follow from its stages. */
export function defineNetworkModel<const S extends ParameterSchema>(definition: NetworkDefinition<S>): ModelDefinition {
  const { foldIn = null, executors = ['fused', 'graph'] } = definition;
  const foldInFor = (values: Values<S>) => foldInOf(typeof foldIn === 'function' ? foldIn(values) : foldIn, values);
  const stagesOf = (input: StageInput<Values<S>>): readonly Stage[] => definition.stages(input);
  const ratings = definition.offers.includes('ratings');
  return defineModel<S>({
    ...definition,
    executors,
    stages: stagesOf,
    memory: (size, values) => memoryOf(stagesOf({ size, values, view: null }), size),
    operations: (size, values) => operationsOf(stagesOf({ size, values, view: null }), size),
    async fit(context, values) {
      const { view } = context;
      const size = { users: view.userCount, items: view.itemCount, interactions: view.train.items.length };
      return trainStages(context, withFrozen(stagesOf({ size, values, view }), context.frozen), {
        ...{ ratings, foldIn: foldInFor(values) },
        ...(definition.executor && { executor: await definition.executor() }),
      });
    },
    async restore(tables, values, view, kernels) {
      const size = { users: view.userCount, items: view.itemCount, interactions: view.train.items.length };
      const { network, batches } = stagesOf({ size, values, view }).at(-1)!;
      const choice = await chooseExecutor([network], 'auto');
      const { model } = await networkModel({
        ...{ kernels, network, view, ratings, binary: batches.binary, foldIn: foldInFor(values) },
        executor: await openExecutor(choice),
        table: (name) => tables.matrix(name),
      });
      return model;
    },
  });
}

function memoryOf(
  stages: readonly Stage[],
  { users, items, interactions }: DataSize,
): { what: string; bytes: number }[] {
  const largest = (bytes: (stage: Stage) => number) => Math.max(...stages.map(bytes));
  const perUser = interactions / Math.max(1, users);
  return [
    { what: 'tables and what the optimiser remembers', bytes: tableBytes(stages) },
    {
      what: 'values of a batch, and their gradients',
      bytes: largest(({ network, batches }) => {
        const scores = network.kind === 'rows' ? setSize(batches.samplingUsers, { users, items, interactions }) : 0;
        return 8 * batches.batchSize * (activationsOf(network) + scores);
      }),
    },
    {
      what: 'batches on their way',
      bytes: largest(({ network, batches }) =>
        network.kind === 'rows'
          ? 16 * batches.batchSize * perUser + 8 * items
          : 8 * interactions + 2 * 20 * Math.max(CHUNK_EXAMPLES, batches.batchSize),
      ),
    },
  ];
}

/** Multiply-adds of a mean epoch: stages may differ, and the estimate multiplies by all epochs. */
function operationsOf(stages: readonly Stage[], size: DataSize): number {
  const epochs = stages.reduce((sum, stage) => sum + stage.epochs, 0);
  const all = stages.reduce((sum, stage) => sum + stage.epochs * operationsOfEpoch(stage, size), 0);
  return all / Math.max(1, epochs);
}

function operationsOfEpoch({ network, batches }: Stage, size: DataSize): number {
  const history = size.interactions / Math.max(1, size.users);
  const items = batches.samplingUsers > 0 ? setSize(batches.samplingUsers, size) : size.items;
  const perExample = operationsPerExample(network, history, items);
  return examplesOfEpoch({ batches }, size) * perExample * (batches.kind === 'pairwise' ? 2 : 1);
}

/** Examples that an epoch goes through, as batches count them. */
export function examplesOfEpoch({ batches }: Pick<Stage, 'batches'>, size: DataSize): number {
  const { kind, batchSize, negatives, iterationsPerEpoch } = batches;
  if (iterationsPerEpoch > 0) return iterationsPerEpoch * batchSize;
  if (kind === 'rows') return size.users;
  return size.interactions * (kind === 'implicit' ? 1 + negatives : kind === 'pairwise' ? Math.max(1, negatives) : 1);
}

/** Steps of an epoch, without what only the data tell (users who have everything). */
export function stepsOfEpoch(stage: Pick<Stage, 'batches'>, size: DataSize): number {
  const { batchSize, dropLast, iterationsPerEpoch } = stage.batches;
  if (iterationsPerEpoch > 0) return iterationsPerEpoch;
  const steps = examplesOfEpoch(stage, size) / batchSize;
  return Math.max(1, dropLast ? Math.floor(steps) : Math.ceil(steps));
}

/** Distinct items that a group of users is expected to have, were all items alike: an upper bound. */
function setSize(users: number, { users: all, items, interactions }: DataSize): number {
  if (users === 0) return items;
  const drawn = (Math.min(users, all) * interactions) / Math.max(1, all);
  return Math.ceil(items * (1 - Math.exp(-drawn / Math.max(1, items))));
}
