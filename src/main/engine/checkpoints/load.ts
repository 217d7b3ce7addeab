import type { LoadResult } from '../../../shared/contract/checkpoints.ts';
import type { RunSummary } from '../../../shared/contract/runs.ts';
import type { ViewSummary } from '../../../shared/contract/views.ts';
import { RecsmithError } from '../../../shared/errors.ts';
import { parameterProblems, withDefaults } from '../../../shared/parameters.ts';
import { contentHash } from '../datasets/import/hash.ts';
import { sharedU32, type Interactions } from '../datasets/interactions.ts';
import { countRecipe, hashOfRecipe, loadParts, loadView } from '../datasets/load-view.ts';
import { profileOf } from '../datasets/profile.ts';
import type { View } from '../datasets/view.ts';
import type { JobContext } from '../jobs/job.ts';
import { Kernels } from '../kernels/kernels.ts';
import type { ModelDefinition } from '../models/definition.ts';
import { saveCheckpoint } from '../training/checkpoints.ts';
import type { Safetensors } from '../training/safetensors.ts';
import { BEST, tablesFrom } from '../training/store.ts';
import { damaged, readContent, rowTensors, type CheckpointContent, type Description } from './file.ts';
import { originMetadata } from './origin.ts';

/** Texts sent to the storage at once. */
const TEXTS = 20_000;

interface Home {
  readonly view: View;
  readonly summary: ViewSummary;
  readonly data: 'found' | 'ids';
  /** What was made for it just now: a dataset, or a view. */
  readonly made: string | null;
}

/**
 * Makes an ordinary run of a file. Where the data it was trained on are here, by content and ids, the run stands on them
 * and can be resumed if there is something left; elsewhere a dataset of its ids alone is made, on which it recommends,
 * predicts and compares as before, but cannot be trained further, measured, or told what a user has seen.
 * @throws RecsmithError BAD_DATA for a file that cannot be trusted; BAD_INPUT for a model that this version lacks
 */
export async function loadRun(
  file: Safetensors,
  input: { fileName: string; name?: string | undefined; definition(id: string): ModelDefinition },
  job: JobContext,
): Promise<Omit<LoadResult, 'seconds'>> {
  const { storage } = job;
  const content = readContent(file);
  const { description } = content;
  const definition = input.definition(description.model);
  const problems = parameterProblems(definition.parameters, description.parameters);
  if (problems.length > 0) throw damaged(problems.map(({ message }) => message).join('; '));
  const report = (stage: string) => job.report({ stage, done: 0, total: null, unit: 'rows' });
  report('Looking for its data');
  const home = (await findHome(content, job)) ?? (await makeHome(content, job));
  job.signal.throwIfAborted();
  try {
    report('Checking the tables');
    await checkTables(file, definition, description, home.view);
    job.signal.throwIfAborted();
    return await store(content, home, { ...input, definition }, job);
  } catch (error) {
    // What was made for a run that came to nothing goes with it.
    if (home.made !== null) await discard(storage, home.made);
    throw error;
  }
}

async function store(
  content: CheckpointContent,
  home: Home,
  input: { fileName: string; name?: string | undefined; definition: ModelDefinition },
  job: JobContext,
): Promise<Omit<LoadResult, 'seconds'>> {
  const { storage } = job;
  const { description } = content;
  const { definition } = input;
  job.report({ stage: 'Storing', done: 0, total: null, unit: 'rows' });
  const { state, results, executor } = description;
  const { unfinished } = results;
  const resumable = unfinished && home.data === 'found';
  const notes = notesOf(home.data, description, unfinished);
  const name = input.name ?? description.run;
  const run = await storage.runs.create({
    ...{ name, viewId: home.summary.id, datasetId: home.summary.datasetId, ...executor },
    ...{ model: definition.id, modelTitle: definition.title, seed: description.seed, threads: 1 },
    parameters: withDefaults(definition.parameters, description.parameters) as RunSummary['parameters'],
    epochsPlanned: results.epochsPlanned,
  });
  try {
    await storage.runs.appendEpochs(run.id, [...content.history]);
    const beside = home.data === 'ids' ? rowTensors(content) : [];
    await saveCheckpoint(storage, run.id, state, [...content.tables, ...beside], {
      ...{ model: definition.id, seed: String(description.seed) },
      ...(home.data === 'ids' && originMetadata(description)),
    });
    await storage.runs.appendLog(run.id, [{ at: Date.now(), message: `Loaded from ${input.fileName}.` }]);
    await storage.runs.annotate(run.id, { notes: results.notes, tags: results.tags });
    const { best, stoppedEarly, metrics, protocol, popularity, verdict, seconds, examplesPerSecond } = results;
    await storage.runs.update(run.id, {
      ...{ best, stoppedEarly, metrics, protocol, popularity, verdict, seconds, examplesPerSecond },
      ...{ epochsDone: state.epoch, finishedAt: Date.now(), resumable, state: resumable ? 'cancelled' : 'done' },
      loaded: { file: input.fileName, data: home.data, notes },
    });
  } catch (error) {
    await discard(storage, run.id);
    throw error;
  }
  return {
    ...{ runId: run.id, name: run.name, viewId: home.summary.id, datasetId: home.summary.datasetId },
    ...{ data: home.data, resumable, notes, users: home.view.userCount, items: home.view.itemCount },
  };
}

/** For good, as if it had never been; where that fails it lies in the trash. */
async function discard(storage: JobContext['storage'], id: string): Promise<void> {
  try {
    const entry = await storage.trash.delete(id);
    await storage.trash.purge(entry.id, entry.name);
  } catch {
    // What went wrong before is what matters.
  }
}

function notesOf(data: Home['data'], { dataset }: Description, unfinished: boolean): string[] {
  if (data === 'found') return [];
  return [
    `The data it was trained on, "${dataset.name}", are not here: only its ids came along.`,
    'What users have already seen cannot be left out of their lists.',
    'It cannot be measured, and no history of a user is shown.',
    ...(unfinished ? ['It cannot be trained to its end; a new run can begin with its tables.'] : []),
  ];
}

/** A view here that gives the same bytes, stored already or made by the file's recipe; null where the data differ. */
async function findHome(content: CheckpointContent, job: JobContext): Promise<Home | null> {
  const { storage, signal } = job;
  const { dataset, view: origin } = content.description;
  const same = (await storage.datasets.list()).filter(({ contentHash: hash }) => hash === dataset.contentHash);
  for (const { id } of same) {
    signal.throwIfAborted();
    const stored = (await storage.views.list()).find((view) => view.datasetId === id && view.hash === origin.hash);
    const summary = stored ?? (await viewByRecipe(content, id, job));
    if (!summary) continue;
    const view = await loadView(storage, summary.id, signal);
    const made = stored ? null : summary.id;
    if (await sameIds(content, view, job)) return { view, summary, data: 'found', made };
    if (made !== null) await discard(storage, made);
  }
  return null;
}

async function viewByRecipe(
  { description: { view: origin } }: CheckpointContent,
  datasetId: string,
  { storage, signal }: JobContext,
): Promise<ViewSummary | null> {
  const parts = await loadParts(storage, datasetId, origin.recipe.split);
  const counted = countRecipe(parts, origin.recipe, { signal });
  const hash = hashOfRecipe(counted);
  if (hash !== origin.hash) return null;
  return storage.views.create({ name: origin.name, datasetId, recipe: origin.recipe, hash, ...counted.counts });
}

/** Whether the rows of the tables belong to the same ids: a hash can be written into any file. */
async function sameIds({ userIds, itemIds }: CheckpointContent, view: View, job: JobContext): Promise<boolean> {
  const { datasets } = job.storage;
  const { userOf, itemOf, datasetId } = view;
  if (userIds.length !== userOf.length || itemIds.length !== itemOf.length) return false;
  for (let from = 0; from < userOf.length; from += TEXTS) {
    const here = await datasets.userIds(datasetId, userOf.slice(from, from + TEXTS));
    if (here.some((id, n) => id !== userIds[from + n])) return false;
  }
  for (let from = 0; from < itemOf.length; from += TEXTS) {
    const here = await datasets.itemsAt(datasetId, itemOf.slice(from, from + TEXTS));
    if (here.some(({ id }, n) => id !== itemIds[from + n])) return false;
  }
  return true;
}

/**
 * A dataset of the file's ids in the order of its tables, without interactions, and a view that keeps all of them: the
 * same ids in the same order are the same dataset, so a second file of the same data finds the first one's.
 */
async function makeHome(content: CheckpointContent, job: JobContext): Promise<Home> {
  const { storage, signal } = job;
  const { userIds, itemIds, titles, description } = content;
  const interactions = noInteractions(userIds.length, itemIds.length);
  const hash = contentHash(userIds, itemIds, { all: interactions, validation: null, test: null });
  const existing = (await storage.datasets.list()).find((dataset) => dataset.contentHash === hash);
  const datasetId = existing?.id ?? (await storeIds());
  const recipe = {
    filters: { where: null, from: null, to: null, minPerUser: 0, minPerItem: 0, binarise: null },
    ...{ split: { kind: 'none' as const }, seed: 42, allIds: true },
  };
  const stored = (await storage.views.list()).find(
    (view) => view.datasetId === datasetId && view.recipe.allIds && view.recipe.split.kind === 'none',
  );
  const summary = stored ?? (await createView());
  const view = await loadView(storage, summary.id, signal);
  // Rows of the tables are the dataset's rows: with another numbering every factor would be somebody else's.
  if (view.userOf.some((index, at) => index !== at) || view.itemOf.some((index, at) => index !== at))
    throw new RecsmithError('INTERNAL', 'A view of ids alone is not in their order.');
  return { view, summary, data: 'ids', made: existing ? (stored ? null : summary.id) : datasetId };

  async function storeIds(): Promise<string> {
    const { datasets } = storage;
    const name = `${description.dataset.name} (ids)`;
    const source = 'loaded from checkpoint';
    const id = await datasets.begin({ name, source });
    try {
      for (let from = 0; from < userIds.length; from += TEXTS) {
        signal.throwIfAborted();
        await datasets.appendUsers(id, userIds.slice(from, from + TEXTS));
      }
      const items = itemIds.map((item, n) => ({ id: item, title: titles?.[n] || null, attributes: {} }));
      for (let from = 0; from < items.length; from += TEXTS) {
        signal.throwIfAborted();
        await datasets.appendItems(id, items.slice(from, from + TEXTS));
      }
      const profile = profileOf({
        ...{ id, name, createdAt: Date.now(), source, duplicates: 0, rejected: 0, contentHash: hash, given: null },
        ...{ interactions, items },
      });
      return (await datasets.complete(id, profile)).id;
    } catch (error) {
      await datasets.abandon(id);
      throw error;
    }
  }

  async function createView(): Promise<ViewSummary> {
    const counted = countRecipe(await loadParts(storage, datasetId, recipe.split), recipe, { signal });
    return storage.views.create({
      ...{ name: `ids of ${description.view.name}`, datasetId, recipe, hash: hashOfRecipe(counted) },
      ...counted.counts,
    });
  }
}

function noInteractions(userCount: number, itemCount: number): Interactions {
  const start = sharedU32(userCount + 1);
  return { userCount, itemCount, start, items: sharedU32(0), values: null, times: null, rows: sharedU32(0) };
}

/** Restores the model as every use of the run will, and looks whether its tables fit the ids. */
async function checkTables(
  file: Safetensors,
  definition: ModelDefinition,
  { parameters, executor, view: origin }: Description,
  view: View,
): Promise<void> {
  const build = executor.kernelBuild === 'simd' ? 'simd' : 'auto';
  const kernels = await Kernels.open({ threads: 1, build });
  try {
    for (const prefix of bestOf(file) ? ['', BEST] : ['']) {
      const tables = tablesFrom(kernels, file, prefix);
      const model = await definition.restore(tables, withDefaults(definition.parameters, parameters), view, kernels);
      const { factors } = model;
      const shapes = factors && [factors.users.rows, factors.items.rows, factors.itemBias?.length ?? origin.items];
      if (shapes && (shapes[0] !== origin.users || shapes[1] !== origin.items || shapes[2] !== origin.items))
        throw damaged(
          `its tables have ${shapes[0]} users and ${shapes[1]} items, its ids ${origin.users} and ${origin.items}`,
        );
      // Models without factors say by scoring whether their tables are as long as they must be.
      if (origin.users > 0) model.scoreUsers(Uint32Array.of(origin.users - 1), new Float32Array(origin.items));
      model.close?.();
    }
  } catch (error) {
    if (error instanceof RecsmithError && error.code !== 'INTERNAL') throw error;
    throw damaged(error instanceof Error ? error.message : 'its tables do not fit the model');
  } finally {
    await kernels.close();
  }
}

const bestOf = ({ tensors }: Safetensors): boolean => [...tensors.keys()].some((name) => name.startsWith(BEST));
