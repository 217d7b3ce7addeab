import type { Estimate } from '../../../shared/contract/runs.ts';
import { RecsmithError } from '../../../shared/errors.ts';
import type { ParameterValues } from '../../../shared/parameters.ts';
import { chooseExecutor, type ExecutorChoice, type WantedBackend } from '../compute/executors.ts';
import { describeNetwork } from '../compute/describe.ts';
import type { DataSize } from '../datasets/view.ts';
import type { ModelDefinition } from '../models/definition.ts';
import { examplesOfEpoch, stepsOfEpoch } from '../models/network-model.ts';
import type { Stage } from '../models/stages.ts';
import { learningRateAt, planOf, type Plan } from './schedule.ts';
import { curveOf } from './step-schedule.ts';

/** Most points of a drawn schedule. */
const POINTS = 200;

/** The stages of a model that has some, or what is wrong with its parameters. */
export function stagesOf(
  definition: ModelDefinition,
  size: DataSize,
  values: ParameterValues,
): { stages: readonly Stage[] | null; problem: Estimate['problems'][number] | null } {
  try {
    return { stages: definition.stages?.({ size, values, view: null }) ?? null, problem: null };
  } catch (error) {
    if (!(error instanceof RecsmithError) || error.code !== 'BAD_INPUT') throw error;
    const { parameter } = error.details;
    const message = typeof error.details.next === 'string' ? `${error.message} ${error.details.next}` : error.message;
    return { stages: null, problem: { parameter: typeof parameter === 'string' ? parameter : null, message } };
  }
}

export const epochsOf = (stages: readonly Stage[] | null): number | undefined =>
  stages?.reduce((sum, { epochs }) => sum + epochs, 0);

/** Examples of a mean epoch, as a run counts them: pairs with their negatives, or users. */
export function examplesPerEpoch(stages: readonly Stage[] | null, size: DataSize): number {
  const epochs = epochsOf(stages);
  if (!stages || !epochs) return size.interactions;
  return stages.reduce((sum, stage) => sum + stage.epochs * examplesOfEpoch(stage, size), 0) / epochs;
}

/** @throws RecsmithError REFUSED for a backend that cannot run the model */
export function executorOf(
  definition: ModelDefinition,
  stages: readonly Stage[] | null,
  wanted: WantedBackend,
): Promise<ExecutorChoice> {
  if (stages !== null)
    return chooseExecutor(
      stages.map(({ network }) => network),
      wanted,
    );
  if (wanted !== 'auto' && wanted !== 'fused')
    throw new RecsmithError('REFUSED', `${definition.title} does not run on the backend ${wanted}.`, {
      where: 'backend',
      why: 'The backends wasm, cpu, cuda and tensorflow belong to networks; this model has kernels of its own.',
      next: 'Choose auto or fused.',
    });
  return Promise.resolve({
    executor: 'fused',
    backend: 'fused',
    reason: 'Runs on kernels of its own, the only way there is for this model.',
  });
}

/** The layers with shapes and counts of parameters; null for models that are no networks. */
export function printout(stages: readonly Stage[] | null, itemCount: number): Estimate['network'] {
  if (stages === null) return null;
  const tables = new Map(
    stages.flatMap(({ network }) =>
      network.tables.map((table) => [table.name, table.group === 'state' ? 0 : table.rows * table.columns] as const),
    ),
  );
  return {
    layers: stages.flatMap(({ name, network }) =>
      describeNetwork(network, itemCount).layers.map((line) => ({
        ...line,
        shape: [...line.shape],
        stage: stages.length > 1 ? name : null,
      })),
    ),
    parameters: [...tables.values()].reduce((sum, count) => sum + count, 0),
  };
}

/** The schedule as the run will go; null for models without a learning rate. */
export function plannedSchedule(
  stages: readonly Stage[] | null,
  values: ParameterValues,
  size: DataSize,
): Estimate['plan'] {
  if (stages !== null) {
    const all = stages.flatMap(({ epochs, schedule, batches }) =>
      curveOf(schedule, { epochs, stepsPerEpoch: stepsOfEpoch({ batches }, size) }, Math.floor(POINTS / stages.length)),
    );
    return {
      stages: stages.map(({ name, epochs }) => ({ name, epochs })),
      learningRate: all.map(({ learningRate }) => learningRate),
      momentum: all.map(({ momentum }) => momentum),
    };
  }
  const plan: Plan = planOf(values, false);
  if (plan.learningRate === 0) return null;
  const count = Math.min(POINTS, plan.epochs);
  const epochAt = (k: number) => (count === 1 ? 1 : 1 + Math.round((k * (plan.epochs - 1)) / (count - 1)));
  return {
    stages: [{ name: 'Training', epochs: plan.epochs }],
    learningRate: Array.from({ length: count }, (_, k) => learningRateAt(plan, epochAt(k))),
    momentum: null,
  };
}
