import * as v from 'valibot';
import { ParameterValue } from '../../../shared/contract/common.ts';
import { EpochRow, MetricTable, Protocol } from '../../../shared/contract/runs.ts';
import { ViewRecipe } from '../../../shared/contract/views.ts';
import { RecsmithError } from '../../../shared/errors.ts';
import { TrainingState } from '../training/checkpoints.ts';
import type { Safetensors, TensorSource } from '../training/safetensors.ts';
import { hasTexts, readTexts, textTensors } from './texts.ts';

/**
 * A checkpoint as one file for another machine: safetensors. Tables have the names that the model gives them, the best
 * ones so far the prefix `best/`; what stands beside them has the prefix `recsmith/`. The metadata have one text per
 * topic, JSON where it is more than a word.
 */
export const FORMAT = 'recsmith-checkpoint';
export const BESIDE = 'recsmith/';

const count = v.pipe(v.number(), v.integer(), v.minValue(0));

export const DatasetOrigin = v.object({
  name: v.string(),
  source: v.string(),
  contentHash: v.string(),
  users: count,
  items: count,
  interactions: count,
  hasValues: v.boolean(),
  hasTime: v.boolean(),
});

export const ViewOrigin = v.object({
  name: v.string(),
  recipe: ViewRecipe,
  split: v.string(), // text form
  hash: v.string(),
  users: count,
  items: count,
  train: count,
  valueRange: v.nullable(v.tuple([v.number(), v.number()])),
});

export const Results = v.object({
  seconds: v.object({ load: v.number(), fit: v.number(), evaluate: v.number() }),
  epochsPlanned: count,
  /** Something of it is left to do. */
  unfinished: v.boolean(),
  best: v.nullable(v.object({ epoch: count, metric: v.string(), value: v.number() })),
  stoppedEarly: v.boolean(),
  metrics: v.nullable(MetricTable),
  protocol: v.nullable(Protocol),
  popularity: v.nullable(MetricTable),
  verdict: v.nullable(v.object({ beatsPopularity: v.boolean(), metric: v.string(), sentence: v.string() })),
  examplesPerSecond: v.nullable(v.number()),
  notes: v.string(),
  tags: v.array(v.string()),
});

/** Everything of a file but its tables and texts. */
export const Description = v.object({
  version: v.string(), // of the Recsmith that wrote it
  model: v.string(),
  modelTitle: v.string(),
  run: v.string(), // its name
  seed: count,
  parameters: v.record(v.string(), ParameterValue),
  /** What was minimised, in words, and the parameters that it depends on. */
  loss: v.object({ id: v.string(), parameters: v.record(v.string(), ParameterValue) }),
  /** Numbers are drawn by counter from the seed, so there is no state of chance besides it and the epochs done. */
  random: v.object({ kind: v.literal('counter'), seed: count, epoch: count }),
  executor: v.object({ backend: v.string(), executor: v.string(), kernelBuild: v.string(), device: v.string() }),
  state: TrainingState,
  dataset: DatasetOrigin,
  view: ViewOrigin,
  results: Results,
});
export type Description = v.InferOutput<typeof Description>;

export interface CheckpointContent {
  readonly description: Description;
  readonly history: readonly EpochRow[];
  /** The run's own tables, latest and best. */
  readonly tables: readonly TensorSource[];
  /** Original ids in the order of the tables. */
  readonly userIds: readonly string[];
  readonly itemIds: readonly string[];
  /** [I], '' for none; null where no item has one. */
  readonly titles: readonly string[] | null;
  /** [U], [I]: training rows of each; 0 = nothing was learnt about it. */
  readonly userRows: Uint32Array;
  readonly itemRows: Uint32Array;
}

const ROWS = { users: `${BESIDE}users.rows`, items: `${BESIDE}items.rows` };

export function contentTensors(content: CheckpointContent): TensorSource[] {
  const { tables, userIds, itemIds, titles, history } = content;
  return [
    ...tables,
    rowTensor(ROWS.users, content.userRows),
    rowTensor(ROWS.items, content.itemRows),
    ...textTensors(`${BESIDE}users.ids`, userIds),
    ...textTensors(`${BESIDE}items.ids`, itemIds),
    ...(titles ? textTensors(`${BESIDE}items.titles`, titles) : []),
    // Not in the metadata: thousands of epochs are longer than a header may be.
    ...textTensors(
      `${BESIDE}history`,
      history.map((row) => JSON.stringify(row)),
    ),
  ];
}

/** What a run in the workspace keeps of a file where the data are not at hand: training rows of users and items. */
export const rowTensors = ({ userRows, itemRows }: Pick<CheckpointContent, 'userRows' | 'itemRows'>) => [
  rowTensor(ROWS.users, userRows),
  rowTensor(ROWS.items, itemRows),
];

const rowTensor = (name: string, data: Uint32Array): TensorSource => ({ name, shape: [data.length], data, stride: 1 });

export function contentMetadata({ description }: CheckpointContent): Record<string, string> {
  const { version, model, ...rest } = description;
  return {
    ...{ format: FORMAT, formatVersion: '1', version, model },
    ...Object.fromEntries(Object.entries(rest).map(([name, value]) => [name, JSON.stringify(value)])),
  };
}

/**
 * Reads a file that came from anywhere; nothing of it is trusted.
 * @throws RecsmithError BAD_DATA where it is no checkpoint of ours or its parts disagree
 */
export function readContent(file: Safetensors): CheckpointContent {
  const description = readDescription(file);
  const userIds = distinct('users', readTexts(file, `${BESIDE}users.ids`));
  const itemIds = distinct('items', readTexts(file, `${BESIDE}items.ids`));
  const titles = hasTexts(file, `${BESIDE}items.titles`) ? readTexts(file, `${BESIDE}items.titles`) : null;
  const [userRows, itemRows] = [rowsIn(file, 'users'), rowsIn(file, 'items')];
  const { users, items } = description.view;
  for (const [what, length, expected] of [
    ['ids of users', userIds.length, users],
    ['ids of items', itemIds.length, items],
    ['titles', titles?.length ?? items, items],
    ['training rows of users', userRows?.length, users],
    ['training rows of items', itemRows?.length, items],
  ] as const)
    if (length !== expected) throw damaged(`it has ${length ?? 'no'} ${what} for ${expected}`);
  return {
    description,
    history: readTexts(file, `${BESIDE}history`).map((line) => parsed('history', EpochRow, line)),
    tables: tablesOf(file),
    ...{ userIds, itemIds, titles, userRows: userRows!, itemRows: itemRows! },
  };
}

export function readDescription({ metadata }: Pick<Safetensors, 'metadata'>): Description {
  if (metadata.get('format') !== FORMAT) throw damaged('it does not say that it is one');
  if (metadata.get('formatVersion') !== '1')
    throw new RecsmithError('BAD_DATA', 'This checkpoint is of a newer Recsmith.', {
      why: `Its format is ${metadata.get('formatVersion')?.slice(0, 20) ?? 'not told'}, this version reads 1.`,
      next: 'Update Recsmith.',
    });
  const told = Object.fromEntries(
    Object.keys(Description.entries).map((name) => {
      const text = metadata.get(name);
      if (text === undefined) throw damaged(`"${name}" is missing`);
      return [name, name === 'version' || name === 'model' ? text : json(name, text)];
    }),
  );
  return checked('description', Description, told);
}

/** Training rows that a file or a stored checkpoint tells; null where it does not. */
export function rowsIn({ tensors }: Safetensors, of: 'users' | 'items'): Uint32Array | null {
  const tensor = tensors.get(ROWS[of]);
  return tensor?.values instanceof Uint32Array ? tensor.values : null;
}

/** The run's own tables. */
export const tablesOf = ({ tensors }: Safetensors): TensorSource[] =>
  [...tensors]
    .filter(([name]) => !name.startsWith(BESIDE))
    .map(([name, { shape, values }]) => {
      if (shape.length !== 1 && shape.length !== 2) throw damaged(`the table "${name}" has ${shape.length} dimensions`);
      return { name, shape, data: values, stride: shape.length === 1 ? 1 : shape[1] };
    });

function distinct(what: string, ids: string[]): string[] {
  if (new Set(ids).size !== ids.length) throw damaged(`its ids of ${what} repeat`);
  // An id ends with NUL where contents are hashed, and none is empty.
  if (ids.some((id) => id === '' || id.includes('\0'))) throw damaged(`it has an empty id among its ${what}`);
  return ids;
}

function json(name: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw damaged(`"${name}" is no JSON`);
  }
}

const parsed = <T>(name: string, schema: v.GenericSchema<unknown, T>, text: string): T =>
  checked(name, schema, json(name, text));

function checked<T>(name: string, schema: v.GenericSchema<unknown, T>, value: unknown): T {
  const result = v.safeParse(schema, value);
  if (result.success) return result.output;
  const [issue] = result.issues;
  throw damaged(`${name}: ${v.getDotPath(issue) ?? ''} ${issue.message.slice(0, 200)}`);
}

export function damaged(why: string): RecsmithError {
  return new RecsmithError('BAD_DATA', `This is no usable checkpoint: ${why}.`, {
    why,
    next: 'Take a file that "recsmith export RUN --out FILE.safetensors" has written.',
  });
}
