import { freemem, totalmem } from 'node:os';
import type { Estimate } from '../../../shared/contract/runs.ts';
import { RecsmithError } from '../../../shared/errors.ts';
import { parameterProblems, withDefaults, type ParameterValues } from '../../../shared/parameters.ts';
import type { TrainInput } from '../../../shared/contract/runs.ts';
import type { ViewSummary } from '../../../shared/contract/views.ts';
import type { DataSize } from '../datasets/view.ts';
import { defaultThreads } from '../kernels/kernels.ts';
import type { ExecutorChoice } from '../compute/executors.ts';
import type { ModelDefinition } from '../models/definition.ts';
import { modelById } from '../models/registry.ts';
import { pluginModel, type PluginModel } from '../plugins/model.ts';
import type { Stage } from '../models/stages.ts';
import type { StorageServices } from '../storage/api.ts';
import type { RemoteServices } from '../threads/remote.ts';
import { measuredSpeed } from './calibration.ts';
import { readLimits } from './limits.ts';
import { CHUNK_LIMIT } from './safetensors.ts';
import { epochsOf, executorOf, plannedSchedule, printout, stagesOf } from './plan.ts';
import { planOf } from './schedule.ts';

type Storage = RemoteServices<StorageServices>;

/** The limit of 32-bit addresses, less the kernels' own page. */
export const KERNEL_LIMIT = 4 * 1024 ** 3 - 65536;
/** A worker thread with its stack and heap, as measured on Linux with Node 24. */
const THREAD_BYTES = 9e6;

/** What is known before a run starts, without loading anything. */
export interface Planned {
  readonly definition: ModelDefinition;
  readonly view: ViewSummary;
  readonly size: DataSize;
  /** Complete; all defaults where one of those given is wrong. */
  readonly parameters: ParameterValues;
  readonly threads: number;
  /** Memory that the workspace allows to a training; null: all that is free. */
  readonly memoryLimit: number | null;
  readonly problems: Estimate['problems'];
  /** Of models that are networks. */
  readonly stages: readonly Stage[] | null;
  readonly choice: ExecutorChoice;
}

/**
 * Finds what an input means and what is wrong with it.
 * @param foreign the model, where it comes from a plug-in
 * @throws RecsmithError NOT_FOUND for view or model, REFUSED for a backend that no model here runs on
 */
export async function planRun(
  storage: Storage,
  input: TrainInput,
  foreign: PluginModel | null = null,
): Promise<Planned> {
  const definition = foreign ? pluginModel(foreign) : modelById(input.model);
  const [view, limits] = await Promise.all([storage.views.get(input.view), readLimits(storage)]);
  const problems: Estimate['problems'] = [...parameterProblems(definition.parameters, input.parameters)];
  problems.push(...unmetNeeds(definition, view).map((message) => ({ parameter: null, message })));
  const size = { users: view.users, items: view.items, interactions: view.train };
  const given = problems.some(({ parameter }) => parameter !== null) ? {} : input.parameters;
  const parameters = withDefaults(definition.parameters, given);
  const { stages, problem } = stagesOf(definition, size, parameters);
  if (problem) problems.push(problem);
  const choice = await executorOf(definition, stages, stages === null && problem ? 'auto' : input.backend);
  return {
    definition,
    view,
    size,
    stages,
    choice,
    parameters,
    threads: input.threads ?? limits.threads ?? defaultThreads(),
    memoryLimit: limits.memoryBytes,
    problems,
  };
}

function unmetNeeds(definition: ModelDefinition, view: ViewSummary): string[] {
  const messages: string[] = [];
  if (view.train === 0) messages.push(`The view "${view.name}" has no training rows`);
  if (definition.needs.includes('values') && !view.hasValues)
    messages.push(
      `${definition.title} learns from values such as ratings, and the view "${view.name}" has none; choose a model that ranks, such as bpr-mf`,
    );
  if (definition.needs.includes('time') && !view.hasTime)
    messages.push(`${definition.title} needs the time of each interaction, and the view "${view.name}" has none`);
  return messages;
}

/** Memory and time of a run. Problems of the input are part of the answer, not errors. */
export async function estimateRun(
  storage: Storage,
  input: TrainInput,
  foreign: PluginModel | null = null,
): Promise<Estimate> {
  const planned = await planRun(storage, input, foreign);
  const memory = await estimateMemory(storage, planned);
  const { problems, stages, choice, parameters, size } = planned;
  const told = {
    problems,
    network: printout(stages, size.items),
    plan: plannedSchedule(stages, parameters, size),
    executor: choice.executor,
    backend: choice.backend,
    executorReason: choice.reason,
  };
  if (problems.length > 0) return { ...memory, ...told, seconds: null, basis: 'not estimated' };
  // A network of a plug-in is made for one size: no small training can stand in for it.
  const { speed, basis } = foreign
    ? { speed: null, basis: 'no speed measured yet' }
    : await measuredSpeed(storage, planned);
  const perEpoch = planned.definition.operations(planned.size, planned.parameters);
  const { epochs } = planOf(planned.parameters, planned.view.validation > 0, epochsOf(stages));
  return { ...memory, ...told, seconds: speed === null ? null : (epochs * perEpoch) / speed, basis };
}

export type MemoryEstimate = Pick<
  Estimate,
  'memoryBytes' | 'availableBytes' | 'limitBytes' | 'totalBytes' | 'fits' | 'anyway' | 'parts'
>;

/** The peak of the whole process, and what the system would give it. */
export async function estimateMemory(storage: Storage, planned: Planned): Promise<MemoryEstimate> {
  const { definition, view, size, parameters, threads, memoryLimit, problems } = planned;
  // Parameters that do not fit together have no network: their defaults do.
  const usable = !problems.some(({ parameter }) => parameter !== null);
  const values = usable ? parameters : withDefaults(definition.parameters, {});
  const tables = definition.memory(size, values);
  const { keepBest } = planOf(values, view.validation > 0);
  const dataset = await storage.datasets.summary(view.datasetId);
  const resident = process.memoryUsage.rss();
  const parts = [
    { what: 'Recsmith itself, as it is now', bytes: resident },
    { what: 'threads', bytes: (threads + 1) * THREAD_BYTES },
    { what: 'dataset, while the view is made', bytes: datasetBytes(dataset) },
    { what: 'view', bytes: viewBytes(view) },
    ...tables,
    // By convention a definition names first what a checkpoint holds.
    {
      what: keepBest ? 'best tables so far, and those of the last epoch' : 'tables of the last epoch',
      bytes: (keepBest ? 2 : 1) * tables[0].bytes,
    },
    { what: 'validation and evaluation', bytes: evaluationBytes(view, threads) },
    { what: 'checkpoint on its way', bytes: 3 * CHUNK_LIMIT },
  ].map(({ what, bytes }) => ({ what, bytes: Math.ceil(bytes) }));
  const memoryBytes = parts.reduce((sum, { bytes }) => sum + bytes, 0);
  const free = availableMemory(resident);
  const limitBytes = memoryLimit !== null && memoryLimit < free ? memoryLimit : null;
  const availableBytes = limitBytes ?? free;
  const totalBytes = totalMemory();
  const addressable = inKernels(tables) <= KERNEL_LIMIT;
  const fits = memoryBytes <= availableBytes && addressable;
  return {
    memoryBytes,
    availableBytes,
    limitBytes,
    totalBytes,
    fits,
    anyway: !fits && addressable && memoryBytes <= totalBytes,
    parts,
  };
}

/** What this process may grow to: what the system has free now, and what the process has already. */
export function availableMemory(resident: number = process.memoryUsage.rss()): number {
  return limited(freemem() + resident);
}

/** What this process could grow to if nothing else were running. */
export const totalMemory = (): number => limited(totalmem());

function limited(bytes: number): number {
  // 0 or an absurdly large number where no control group limits us.
  const limit = process.constrainedMemory();
  return limit > 0 && limit < bytes ? limit : bytes;
}

/**
 * @param anyway asked for by a person who knows better what is free: only what the machine has at all counts then
 * @throws RecsmithError DOES_NOT_FIT, with the numbers
 */
export function refuseTooLarge(memory: MemoryEstimate, planned: Planned, anyway = false): void {
  const { memoryBytes, availableBytes, limitBytes, totalBytes, parts } = memory;
  const tables = planned.definition.memory(planned.size, planned.parameters);
  const next =
    'factors' in planned.parameters
      ? 'Choose fewer factors, or a view with fewer users, items or interactions.'
      : 'Choose a view with fewer users, items or interactions.';
  if (inKernels(tables) > KERNEL_LIMIT)
    throw new RecsmithError(
      'DOES_NOT_FIT',
      `The tables of this run need ${gigabytes(inKernels(tables))}; kernels can address ${gigabytes(KERNEL_LIMIT)}.`,
      {
        why: describe(tables),
        next,
        memoryBytes: inKernels(tables),
        availableBytes: KERNEL_LIMIT,
      },
    );
  if (anyway && memoryBytes > totalBytes)
    throw new RecsmithError(
      'DOES_NOT_FIT',
      `This run needs about ${gigabytes(memoryBytes)} of memory; this machine has ${gigabytes(totalBytes)} for it at all.`,
      {
        why: `It cannot be started anyway: ${describe(parts)}`,
        next,
        memoryBytes,
        availableBytes: totalBytes,
      },
    );
  if (!anyway && memoryBytes > availableBytes)
    throw new RecsmithError(
      'DOES_NOT_FIT',
      `This run needs about ${gigabytes(memoryBytes)} of memory; ${
        limitBytes === null
          ? `${gigabytes(availableBytes)} are available`
          : `this workspace allows ${gigabytes(limitBytes)}`
      }.`,
      {
        why: describe(parts),
        next: `${next} Or ${limitBytes === null ? 'close other programs' : 'raise the limit in Settings'}.`,
        memoryBytes,
        availableBytes,
      },
    );
}

const inKernels = (tables: readonly { bytes: number }[]): number => tables.reduce((sum, { bytes }) => sum + bytes, 0);

function datasetBytes({
  users,
  interactions,
  hasValues,
  hasTime,
}: {
  users: number;
  interactions: number;
  hasValues: boolean;
  hasTime: boolean;
}): number {
  return 4 * users + interactions * (8 + (hasValues ? 4 : 0) + (hasTime ? 8 : 0));
}

/** Three parts and the fold-in, each with its offsets, and the two directions of the numbering. */
function viewBytes({ users, items, train, validation, test, hasValues, hasTime }: ViewSummary): number {
  return (
    (train + validation + test) * (4 + (hasValues ? 4 : 0) + (hasTime ? 8 : 0)) + 4 * (4 * users) + 4 * (users + items)
  );
}

/** Scores of a block of users per thread, and a value per user and metric. */
function evaluationBytes({ users, items }: ViewSummary, threads: number): number {
  return threads * 64 * 4 * items + 8 * 8 * users;
}

const gigabytes = (bytes: number): string =>
  bytes < 1e9 ? `${Math.round(bytes / 1e6)} MB` : `${(bytes / 1e9).toFixed(1)} GB`;

const describe = (parts: readonly { what: string; bytes: number }[]): string =>
  [...parts]
    .sort((a, b) => b.bytes - a.bytes)
    .slice(0, 4)
    .map(({ what, bytes }) => `${what} ${gigabytes(bytes)}`)
    .join(', ');
