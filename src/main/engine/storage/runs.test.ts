import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Job } from '../../../shared/contract/jobs.ts';
import type { EpochRow, RunSummary } from '../../../shared/contract/runs.ts';
import type { ViewSummary } from '../../../shared/contract/views.ts';
import { openForWriting, smallDataset, smallRun, smallView, temporaryFolder } from './testing.ts';
import type { Workspace } from './workspace.ts';

let folder = '';
let dispose = () => {};
let workspace: Workspace;
let view: ViewSummary;
const services = () => workspace.services;
const reopen = () => {
  workspace.close();
  workspace = openForWriting(folder);
};

beforeEach(() => {
  ({ folder, dispose } = temporaryFolder());
  workspace = openForWriting(folder);
  view = smallView(services(), 'Everything', smallDataset(services(), 'Films').id);
});
afterEach(() => {
  workspace.close();
  dispose();
});

const epoch = (number: number): EpochRow => ({
  ...{ epoch: number, loss: 1 / number, learningRate: 0.1, seconds: 0.5, examples: 1e10 + number },
  metrics: { 'ndcg@10': number / 100 },
});
const job = (id: string, state: Job['state'], runId: string | null): Job => ({
  ...{ id, type: 'train', title: id, state, progress: null, createdAt: 1, startedAt: 2, finishedAt: null },
  ...{ datasetId: null, runId, result: null, error: null, resumable: false },
});
const saveCheckpoint = (runId: string, kind: 'last' | 'best') => {
  const { checkpoints } = services();
  const id = checkpoints.begin(runId, kind, 1, '{}');
  checkpoints.append(id, Uint8Array.of(1, 2, 3));
  checkpoints.complete(id);
};

test('a view comes back as it was made, under its dataset’s present name', () => {
  services().datasets.rename('Films', 'Cinema');
  reopen();
  expect(services().views.list()).toEqual([{ ...view, datasetName: 'Cinema' }]);
  expect(services().views.get('everything')).toEqual(services().views.get(view.id));
  expect(() => smallView(services(), 'x', 'no such dataset')).toThrow(expect.objectContaining({ code: 'NOT_FOUND' }));
});

test('a run comes back with every change, and keeps what cannot change', () => {
  const run = smallRun(services(), 'First', view);
  expect(run).toMatchObject({ state: 'queued', resumable: false, epochsDone: 0, viewName: 'Everything' });
  const change: Partial<RunSummary> = {
    ...{ state: 'done', finishedAt: 5, stoppedEarly: true, best: { epoch: 3, metric: 'ndcg@10', value: 0.25 } },
    ...{ metrics: { rmse: { mean: 0.9, users: 2, low: 0.8, high: 1 } }, peakMemoryBytes: 1e9, name: 'Renamed' },
  };
  expect(services().runs.update(run.id, change)).toEqual({ ...run, ...change });
  const sent = { ...change, id: 'other', viewId: 'other', datasetId: 'other', createdAt: 0 };
  services().runs.update(run.id, { ...sent, ...{ number: 99, notes: 'sent along', tags: ['x'], last: null } });
  reopen();
  expect(services().runs.list()).toEqual([{ ...run, ...change }]);
  expect(services().runs.get('renamed')).toEqual({ ...run, ...change, history: [], log: [], stream: null });
  expect(() => services().runs.update('run-none', {})).toThrow(expect.objectContaining({ code: 'NOT_FOUND' }));
});

test('epochs from the first one given on are replaced, so that a resumed run keeps nothing of what was lost', () => {
  const { runs } = services();
  const { id } = smallRun(services(), 'First', view);
  runs.appendEpochs(id, [epoch(1), epoch(2), epoch(3)]);
  runs.appendEpochs(id, [epoch(4)]);
  expect(runs.get(id)).toMatchObject({ epochsDone: 4, history: [1, 2, 3, 4].map(epoch) });
  runs.appendEpochs(id, [{ ...epoch(3), loss: 9 }]);
  expect(runs.get(id).history.map(({ epoch: number, loss }) => [number, loss])).toEqual([
    [1, 1],
    [2, 0.5],
    [3, 9],
  ]);
  runs.truncateEpochs(id, 1);
  expect(runs.get(id)).toMatchObject({ epochsDone: 1, history: [epoch(1)] });
  runs.truncateEpochs(id, 0);
  expect(runs.get(id)).toMatchObject({ epochsDone: 0, history: [] });
  expect(() => runs.appendEpochs(id, [{ ...epoch(1), loss: NaN }])).toThrow(/not a finite number/);
  expect(runs.get(id).history).toEqual([]);
});

test('notes and tags are kept, each tag once, and go with their run', () => {
  const { runs } = services();
  const first = smallRun(services(), 'First', view);
  const second = smallRun(services(), 'Second', view);
  expect([first.number, second.number, first.notes, first.tags]).toEqual([1, 2, '', []]);
  runs.annotate(first.id, { notes: 'Warm start?\n"é"' });
  expect(runs.annotate(first.id, { tags: ['Paper', 'paper', 'b', 'PAPER'] })).toMatchObject({
    notes: 'Warm start?\n"é"',
    tags: ['Paper', 'b'],
  });
  // What training writes meanwhile leaves them alone.
  runs.update(first.id, { state: 'done' });
  reopen();
  expect(services().runs.get(first.id)).toMatchObject({
    notes: 'Warm start?\n"é"',
    tags: ['Paper', 'b'],
    state: 'done',
  });
  expect(services().runs.annotate(first.id, { notes: '' })).toMatchObject({ notes: '', tags: ['Paper', 'b'] });
  expect(() => services().runs.annotate('run-none', { notes: 'x' })).toThrow(
    expect.objectContaining({ code: 'NOT_FOUND' }),
  );
  services().trash.delete(first.id);
  services().trash.empty();
  expect(workspace.connection.database.prepare('SELECT count(*) FROM annotations').pluck().get()).toBe(0);
  // A number is never used again: it may stand in somebody's notes.
  expect(smallRun(services(), 'Third', view).number).toBe(3);
});

test('the list says what was validated last, and lists only the asked ones', () => {
  const { runs } = services();
  const [a, b, c] = ['a', 'b', 'c'].map((name) => smallRun(services(), name, view).id);
  runs.appendEpochs(a, [epoch(1), epoch(2), { ...epoch(3), metrics: {} }]);
  runs.appendEpochs(b, [{ ...epoch(1), metrics: {} }]);
  expect(runs.list().map(({ id, last }) => [id, last])).toEqual([
    [c, null],
    [b, null],
    [a, { epoch: 2, metrics: { 'ndcg@10': 0.02 } }],
  ]);
  expect(runs.list([a, 'run-none', c]).map(({ id }) => id)).toEqual([c, a]);
  runs.update(c, { state: 'done' });
  services().trash.delete(c);
  expect(runs.list([a, c]).map(({ id }) => id)).toEqual([a]);
  expect(runs.list([])).toEqual([]);
});

test('log and baselines', () => {
  const { runs } = services();
  const { id } = smallRun(services(), 'First', view);
  runs.appendLog(id, [
    { at: 1.5, message: 'one' },
    { at: 1.5, message: 'two' },
  ]);
  runs.appendLog(id, [{ at: 0, message: 'three' }]);
  expect(runs.get(id).log.map(({ message }) => message)).toEqual(['one', 'two', 'three']);
  expect(runs.baseline(view.id, 'all')).toBeNull();
  runs.saveBaseline(view.id, 'all', '{"a":1}');
  runs.saveBaseline(view.id, 'all', '{"a":2}');
  expect(runs.baseline(view.id, 'all')).toBe('{"a":2}');
});

test('the sweep interrupts what a former engine left, and says what can go on', () => {
  const { runs, jobs } = services();
  const names = ['queued', 'begun', 'begun with last', 'begun with best only', 'done'] as const;
  const ids = names.map((name) => smallRun(services(), name, view).id);
  for (const id of ids.slice(1)) runs.update(id, { state: 'running' });
  for (const id of ids.slice(1, 4)) runs.appendEpochs(id, [epoch(1)]);
  saveCheckpoint(ids[2], 'last');
  saveCheckpoint(ids[3], 'best');
  runs.update(ids[4], { state: 'done' });
  ids.forEach((id, index) => jobs.save(job(`job-${index}`, index === 4 ? 'done' : 'running', id), `input ${index}`));
  jobs.save(job('import', 'queued', null), 'file');
  reopen();
  const swept = services().jobs.sweep();
  expect(swept.map(({ job: { id, state, resumable }, input }) => [id, state, resumable, input])).toEqual([
    ['job-0', 'interrupted', true, 'input 0'],
    ['job-1', 'interrupted', true, 'input 1'],
    ['job-2', 'interrupted', true, 'input 2'],
    ['job-3', 'interrupted', true, 'input 3'],
    ['import', 'interrupted', false, 'file'],
  ]);
  expect(swept.every(({ job: { finishedAt } }) => finishedAt !== null)).toBe(true);
  expect(names.map((name) => services().runs.get(name)).map(({ state, resumable }) => [state, resumable])).toEqual([
    ['interrupted', true],
    ['interrupted', true],
    ['interrupted', true],
    ['interrupted', true],
    ['done', false],
  ]);
  expect(services().jobs.sweep()).toEqual([]);
  expect(
    services()
      .jobs.list()
      .map(({ job: { id } }) => id),
  ).toEqual(['import', 'job-4', 'job-3', 'job-2', 'job-1', 'job-0']);
});

test('a job saved again replaces itself', () => {
  const { jobs } = services();
  jobs.save(job('a', 'queued', null), '1');
  jobs.save(job('b', 'queued', null), '2');
  jobs.save({ ...job('a', 'failed', null), error: { code: 'BAD_DATA', message: 'é', details: {} } }, '1');
  expect(jobs.list().map(({ job: { id, state } }) => [id, state])).toEqual([
    ['b', 'queued'],
    ['a', 'failed'],
  ]);
});

test('settings', () => {
  services().settings.save('theme', '"dark"');
  services().settings.save('theme', '"light"');
  services().settings.save('__proto__', '1');
  reopen();
  expect(Object.entries(services().settings.all())).toEqual([
    ['__proto__', '1'],
    ['theme', '"light"'],
  ]);
});
