import type { EpochRow, RunDetail, RunSummary, Stream } from '../../../shared/contract/runs.ts';
import { RecsmithError } from '../../../shared/errors.ts';
import type { RunsRepository } from './api.ts';
import type { Connection } from './connection.ts';
import { newId } from './refs.ts';

/** What stands in columns of its own, because statements look at it; all else of a summary is one JSON text. */
type Columns = Pick<
  RunSummary,
  | 'id'
  | 'number'
  | 'name'
  | 'viewId'
  | 'viewName'
  | 'datasetId'
  | 'datasetName'
  | 'createdAt'
  | 'state'
  | 'epochsDone'
  | 'notes'
>;
type RunRow = Columns & { summary: string; tags: string; lastEpoch: number | null; lastMetrics: string | null };
type Rest = Omit<RunSummary, keyof Columns | 'tags' | 'last'>;

interface EpochTuple extends Omit<EpochRow, 'metrics' | 'stage' | 'momentum' | 'gradientNorm'> {
  metrics: string;
  stage: string | null;
  momentum: number | null;
  gradientNorm: number | null;
}

/** What a model does not tell is absent, not null. */
const epochRow = ({ metrics, stage, momentum, gradientNorm, ...row }: EpochTuple): EpochRow => ({
  ...row,
  metrics: JSON.parse(metrics) as Record<string, number>,
  ...(stage !== null && { stage }),
  ...(momentum !== null && { momentum }),
  ...(gradientNorm !== null && { gradientNorm }),
});

export function runsRepository({ database, refs, write }: Connection): RunsRepository {
  const columns = `runs.id, runs.number, runs.name, runs.view AS viewId, views.name AS viewName, runs.dataset AS datasetId,
    datasets.name AS datasetName, runs.created_at AS createdAt, runs.state, runs.epochs_done AS epochsDone, runs.summary,
    coalesce(annotations.notes, '') AS notes, coalesce(annotations.tags, '[]') AS tags,
    last.epoch AS lastEpoch, last.metrics AS lastMetrics
    FROM runs JOIN views ON views.id = runs.view JOIN datasets ON datasets.id = runs.dataset
    LEFT JOIN annotations ON annotations.run = runs.id
    LEFT JOIN epochs AS last ON last.run = runs.id AND last.epoch =
      (SELECT max(epoch) FROM epochs WHERE epochs.run = runs.id AND epochs.metrics <> '{}')`;
  const listed = database.prepare<[], RunRow>(
    `SELECT ${columns} WHERE runs.deleted_at IS NULL ORDER BY runs.number DESC`,
  );
  const alive = database.prepare<[string], RunRow>(
    `SELECT ${columns} WHERE runs.deleted_at IS NULL AND runs.id IN (SELECT value FROM json_each(?))
     ORDER BY runs.number DESC`,
  );
  const annotated = database.prepare<[string, string, string]>(
    `INSERT INTO annotations VALUES (?, ?, ?)
     ON CONFLICT (run) DO UPDATE SET notes = excluded.notes, tags = excluded.tags`,
  );
  const byId = database.prepare<[string], RunRow>(`SELECT ${columns} WHERE runs.id = ?`);
  const insert = database.prepare<[string, string, string, string, number, string]>(
    `INSERT INTO runs (id, name, view, dataset, created_at, state, epochs_done, summary)
     VALUES (?, ?, ?, ?, ?, 'queued', 0, ?)`,
  );
  const change = database.prepare<[string, string, number, string, string]>(
    'UPDATE runs SET name = ?, state = ?, epochs_done = ?, summary = ? WHERE id = ?',
  );
  const epochRows = database.prepare<[string], EpochTuple>(
    `SELECT epoch, loss, learning_rate AS learningRate, seconds, examples, metrics, stage, momentum,
       gradient_norm AS gradientNorm FROM epochs
     WHERE run = ? ORDER BY epoch`,
  );
  const insertEpoch = database.prepare<
    [string, number, number, number, number, number, string, string | null, number | null, number | null]
  >('INSERT INTO epochs VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)');
  const streamOf = database.prepare<[string], string>('SELECT data FROM streams WHERE run = ?').pluck();
  const insertStream = database.prepare<[string, string]>(
    'INSERT INTO streams VALUES (?, ?) ON CONFLICT (run) DO UPDATE SET data = excluded.data',
  );
  const givenOf = database
    .prepare<[string, string], Buffer>('SELECT data FROM given_factors WHERE run = ? AND side = ? ORDER BY number')
    .pluck();
  const insertGiven = database.prepare<[{ run: string; side: string; chunk: Uint8Array }]>(
    `INSERT INTO given_factors SELECT $run, $side, count(*), $chunk FROM given_factors WHERE run = $run AND side = $side`,
  );
  const pluginOf = database.prepare<[string], string>('SELECT data FROM plugin_models WHERE run = ?').pluck();
  const insertPlugin = database.prepare<[string, string]>('INSERT INTO plugin_models VALUES (?, ?)');
  const dropEpochs = database.prepare<[string, number]>('DELETE FROM epochs WHERE run = ? AND epoch > ?');
  const countEpochs = database.prepare<[string, string]>(
    'UPDATE runs SET epochs_done = (SELECT coalesce(max(epoch), 0) FROM epochs WHERE run = ?) WHERE id = ?',
  );
  const logRows = database.prepare<[string], { at: number; message: string }>(
    'SELECT at, message FROM log WHERE run = ? ORDER BY number',
  );
  const insertLog = database.prepare<[string, number, string]>('INSERT INTO log (run, at, message) VALUES (?, ?, ?)');
  const baseline = database
    .prepare<[string, string], string>('SELECT value FROM baselines WHERE view = ? AND protocol = ?')
    .pluck();
  const saveBaseline = database.prepare<[string, string, string]>(
    'INSERT INTO baselines VALUES (?, ?, ?) ON CONFLICT (view, protocol) DO UPDATE SET value = excluded.value',
  );

  const run = ({ summary, tags, lastEpoch, lastMetrics, ...row }: RunRow): RunSummary => ({
    ...(JSON.parse(summary) as Rest),
    ...row,
    tags: JSON.parse(tags) as string[],
    last:
      lastEpoch === null || lastMetrics === null
        ? null
        : { epoch: lastEpoch, metrics: JSON.parse(lastMetrics) as Record<string, number> },
  });
  const known = (id: string): RunRow => {
    const row = byId.get(id);
    if (!row) throw refs.missing(['run'], id);
    return row;
  };

  return {
    list: (ids) => (ids ? alive.all(JSON.stringify(ids)) : listed.all()).map(run),

    get(ref): RunDetail {
      const id = refs.id('run', ref);
      const stream = streamOf.get(id);
      return {
        ...run(known(id)),
        history: epochRows.all(id).map(epochRow),
        log: logRows.all(id),
        stream: stream === undefined ? null : (JSON.parse(stream) as Stream),
      };
    },

    create({ name, viewId, datasetId, ...given }) {
      const view = refs.id('view', viewId);
      const id = newId('run');
      const rest: Rest = {
        ...given,
        resumable: false,
        finishedAt: null,
        best: null,
        stoppedEarly: false,
        metrics: null,
        protocol: null,
        popularity: null,
        verdict: null,
        seconds: { load: 0, fit: 0, evaluate: 0 },
        examplesPerSecond: null,
        peakMemoryBytes: null,
        error: null,
      };
      write(() => insert.run(id, name, view, refs.id('dataset', datasetId), Date.now(), JSON.stringify(rest)));
      return run(known(id));
    },

    update(id, given) {
      write(() => {
        const before = run(known(id));
        // What is set apart but not written cannot change, whatever a caller sends along.
        const {
          id: _id,
          number,
          viewId,
          viewName,
          datasetId,
          datasetName,
          createdAt,
          ...after
        } = {
          ...before,
          ...given,
        };
        const { name, state, epochsDone, notes, tags, last, ...rest } = after;
        change.run(name, state, epochsDone, JSON.stringify(rest satisfies Rest), id);
      });
      return run(known(id));
    },

    annotate(id, given) {
      write(() => {
        const { notes, tags } = { ...run(known(id)), ...given };
        const once = tags.filter(
          (tag, k) => tags.findIndex((other) => other.toLowerCase() === tag.toLowerCase()) === k,
        );
        annotated.run(id, notes, JSON.stringify(once));
      });
      return run(known(id));
    },

    appendEpochs(id, epochs) {
      if (epochs.length === 0) return;
      write(() => {
        known(id);
        dropEpochs.run(id, epochs[0].epoch - 1);
        for (const { epoch, loss, learningRate, seconds, examples, metrics, stage, momentum, gradientNorm } of epochs) {
          if (!Number.isFinite(loss))
            throw new RecsmithError('INTERNAL', `appendEpochs: the loss of epoch ${epoch} is not a finite number`);
          const more = [stage ?? null, momentum ?? null, gradientNorm ?? null] as const;
          insertEpoch.run(id, epoch, loss, learningRate, seconds, examples, JSON.stringify(metrics), ...more);
        }
        countEpochs.run(id, id);
      });
    },

    truncateEpochs(id, afterEpoch) {
      write(() => {
        dropEpochs.run(id, afterEpoch);
        countEpochs.run(id, id);
      });
    },

    appendLog(id, entries) {
      write(() => {
        known(id);
        for (const { at, message } of entries) insertLog.run(id, at, message);
      });
    },

    appendGiven(id, side, chunk) {
      write(() => insertGiven.run({ run: known(id).id, side, chunk }));
    },
    given(id, side) {
      const chunks = givenOf.all(id, side);
      return chunks.length === 0 ? null : Buffer.concat(chunks);
    },
    savePlugin(id, model) {
      write(() => insertPlugin.run(known(id).id, model));
    },
    plugin: (id) => pluginOf.get(id) ?? null,
    saveStream(id, stream) {
      write(() => insertStream.run(known(id).id, JSON.stringify(stream)));
    },

    baseline: (viewId, key) => baseline.get(viewId, key) ?? null,
    saveBaseline(viewId, key, value) {
      write(() => saveBaseline.run(viewId, key, value));
    },
  };
}
