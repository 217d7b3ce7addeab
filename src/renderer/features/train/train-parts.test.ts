import { implement } from '@orpc/server';
import { describe, expect, test, vi } from 'vitest';
import { contract } from '../../../shared/contract.ts';
import type { Job } from '../../../shared/contract/jobs.ts';
import type { ModelInfo } from '../../../shared/contract/models.ts';
import type { Doctor } from '../../../shared/contract/system.ts';
import type { ViewSummary } from '../../../shared/contract/views.ts';
import type { LearningRates } from '../../../shared/contract/runs.ts';
import { LocalTransport } from '../../client/testing.ts';
import { Application } from '../../state/application.svelte.ts';
import { BackgroundJob } from './background-job.svelte.ts';
import { defaultEntries } from './fields.ts';
import { curveOf, rounded } from './finder.ts';
import { familiesOf, firstChoices, matching } from './gallery.ts';
import { plannedEpochs, planLine, stageMarks } from './plan.ts';
import { entriesFor, standsAs } from './presets.ts';
import { StreamForm } from './stream.svelte.ts';
import { TrainState } from './train.svelte.ts';
import { UsualEstimates } from './usual.svelte.ts';

const model = (id: string, family: ModelInfo['family'], change: Partial<ModelInfo> = {}): ModelInfo => ({
  ...{ id, title: id.toUpperCase(), paper: 'He et al.', summary: 'Ranks.', family, about: 'One. Two.', data: 'Any.' },
  ...{ presets: [], needs: [], offers: ['ranking'], executors: ['fused'], parameters: {} },
  ...change,
});
const models = [
  model('neumf', 'network', { title: 'NeuMF' }),
  model('popularity', 'baseline'),
  model('biased-mf', 'factors', { needs: ['values'] }),
  model('bpr-mf', 'factors'),
];

describe('the gallery', () => {
  test('goes by family, simple ones first', () => {
    expect(familiesOf(models).map(({ family, models: of }) => [family, of.map(({ id }) => id)])).toEqual([
      ['baseline', ['popularity']],
      ['factors', ['biased-mf', 'bpr-mf']],
      ['network', ['neumf']],
    ]);
  });

  test('knows a first choice for ratings and for choices, of what fits', () => {
    expect(firstChoices(models, () => true).map(({ purpose, model: of }) => [purpose, of.id])).toEqual([
      ['ratings', 'biased-mf'],
      ['choices', 'bpr-mf'],
    ]);
    expect(firstChoices(models, ({ needs }) => needs.length === 0).map(({ model: of }) => of.id)).toEqual(['bpr-mf']);
    expect(firstChoices([], () => true)).toEqual([]);
  });

  test('finds models by any word of theirs', () => {
    expect(matching(models, ' ')).toBe(models);
    expect(matching(models, 'neu').map(({ id }) => id)).toEqual(['neumf']);
    expect(matching(models, 'RANKS factors').map(({ id }) => id)).toEqual(['biased-mf', 'bpr-mf']);
    expect(matching(models, 'nothing')).toEqual([]);
  });
});

describe('presets', () => {
  const base = { label: 'x', help: '', group: 'model' as const };
  const parametric = model('mlp', 'network', {
    parameters: {
      hidden: { ...base, kind: 'list', default: [64, 32], min: 1, max: 1024, integer: true, maxLength: 4 },
      epochs: { ...base, kind: 'integer', default: 20, min: 1, max: 100, scale: 'log' },
    },
  });

  test('fill the boxes, leave the rest at its defaults, and are known again', () => {
    const quick = { epochs: 5, gone: 3 };
    const entries = { ...defaultEntries(parametric.parameters), ...entriesFor(parametric, quick) };
    expect(entries).toEqual({ hidden: '64, 32', epochs: '5' });
    expect(standsAs(parametric, entries, quick)).toBe(true);
    expect(standsAs(parametric, { ...entries, hidden: '64;32' }, quick)).toBe(true);
    expect(standsAs(parametric, entries, {})).toBe(false);
    expect(standsAs(parametric, { ...entries, hidden: '32' }, quick)).toBe(false);
  });
});

describe('the plan of a run', () => {
  const plan = {
    stages: [
      { name: 'Pretraining', epochs: 5 },
      { name: 'Training', epochs: 15 },
    ],
    learningRate: [0, 1, 0.5, 0.25, 0],
    momentum: null,
  };
  test('is drawn over all epochs, with the stages marked where they begin', () => {
    expect(plannedEpochs(plan)).toBe(20);
    expect([...planLine(plan, 'learningRate', 'rate').xs]).toEqual([0, 5, 10, 15, 20]);
    expect(planLine(plan, 'momentum', 'momentum').n).toBe(0);
    expect(stageMarks(plan)).toEqual([
      { x: 0, text: 'Pretraining' },
      { x: 5, text: 'Training' },
    ]);
    expect(stageMarks({ ...plan, stages: plan.stages.slice(1) })).toEqual([]);
  });
});

describe('learning rates that were tried', () => {
  const rates = (losses: number[], suggestion: number | null): LearningRates => ({
    points: losses.map((loss, k) => ({ learningRate: 10 ** (k - 4), loss, smoothed: loss })),
    ...{ suggestion, tenthOfMinimum: null, stopped: '' },
  });
  test('are drawn without what exploded, the suggestion on the curve', () => {
    const { smoothed, best } = curveOf(rates([1, 0.9, 0.5, 0.6, 40], 0.0101));
    expect(smoothed.map((loss) => Number.isNaN(loss))).toEqual([false, false, false, false, true]);
    expect(best).toEqual({ x: 0.01, y: 0.5 });
    expect(rounded(0.01234)).toBe(0.012);
  });
  test('may suggest nothing', () => {
    expect(curveOf(rates([1, 1, 1], null)).best).toBeNull();
    expect(curveOf(rates([], 0.1))).toEqual({ xs: [], raw: [], smoothed: [], best: null });
  });
});

describe('with an engine of the test’s own', () => {
  const os = implement(contract);
  const job: Job = {
    ...{ id: 'job-1', type: 'find-learning-rate', title: 'x', state: 'running', progress: null, createdAt: 1 },
    ...{ startedAt: 1, finishedAt: null, datasetId: null, runId: null, result: null, error: null, resumable: false },
  };
  const estimate = {
    ...{ memoryBytes: 1, availableBytes: 2, limitBytes: null, totalBytes: 3, fits: true, anyway: false, parts: [] },
    ...{ seconds: 1, basis: '', problems: [], network: null, executor: 'fused', backend: 'fused' },
    ...{ executorReason: '', plan: null },
  };
  const doctor: Doctor = {
    ...{ version: '1', versions: {}, platform: 'x', processor: 'x', processors: 2, threads: 2, memoryBytes: 1 },
    ...{ freeMemoryBytes: 1, limits: { threads: null, memoryBytes: null }, backends: [], chosen: 'fused' },
    ...{ kernelBuild: 'simd', index: { name: 'x', available: true }, workspace: '/x', writable: true },
  };
  let asked: string[] = [];
  let ended: Job = job;
  const base = { help: '', group: 'model' as const };
  const parameters: ModelInfo['parameters'] = {
    layers: {
      ...{ ...base, label: 'Hidden layers', kind: 'list', default: [64, 32], min: 1, max: 1024 },
      ...{ integer: true, maxLength: 4 },
    },
    epochs: { ...base, label: 'Epochs', kind: 'integer', default: 20, min: 1, max: 100, scale: 'log' },
  };
  const router = {
    models: {
      list: os.models.list.handler(() => models.map((each) => (each.id === 'neumf' ? { ...each, parameters } : each))),
    },
    system: {
      saveSetting: os.system.saveSetting.handler(() => undefined),
      doctor: os.system.doctor.handler(() => doctor),
    },
    jobs: {
      get: os.jobs.get.handler(() => ended),
      cancel: os.jobs.cancel.handler(({ input }) => {
        asked.push(`cancel ${input.jobId}`);
        return { ...job, state: 'cancelled' as const };
      }),
    },
    runs: {
      estimate: os.runs.estimate.handler(({ input, errors }) => {
        asked.push(`estimate ${input.model}`);
        if (input.model === 'broken') throw errors.BAD_DATA({ message: 'no', data: {} });
        return estimate;
      }),
      stream: os.runs.stream.handler(({ input, errors }) => {
        asked.push(`stream ${input.bootstrap} ${input.batch} ${input.window} ${input.k}`);
        if (input.model === 'popularity') throw errors.REFUSED({ message: 'It does not learn.', data: {} });
        return { jobId: 'job-2', runId: 'run-2' };
      }),
    },
  };
  const started = () => {
    asked = [];
    const app = new Application(new LocalTransport(router));
    app.connection.start();
    return app;
  };

  test('estimates are asked one after another; one that fails does not stop the others', async () => {
    const app = started();
    const usual = new UsualEstimates(app.client, 'view-1');
    await usual.ask([models[0], model('broken', 'network'), models[1]]);
    expect(asked).toEqual(['estimate neumf', 'estimate broken', 'estimate popularity']);
    expect(usual.of('popularity')?.fits).toBe(true);
    expect(usual.of('broken')).toBeUndefined();
    // What is known is not asked again.
    await usual.ask([models[0], models[1], models[2]]);
    expect(asked.slice(3)).toEqual(['estimate biased-mf']);
    const waiting = usual.ask([models[3], model('later', 'network')]);
    usual.stop();
    await waiting;
    expect(asked).not.toContain('estimate later');
    app.connection.stop();
  });

  test('a job is followed to its result, told of its failure, or cancelled', async () => {
    const app = started();
    const task = new BackgroundJob<{ found: number }>(app);
    ended = { ...job, state: 'done', result: { found: 3 } };
    await task.run(() => Promise.resolve({ jobId: 'job-1' }));
    expect([task.running, task.result]).toEqual([false, { found: 3 }]);
    ended = { ...job, state: 'failed', error: { code: 'BAD_INPUT', message: 'no rate', details: {} } };
    await task.run(() => Promise.resolve({ jobId: 'job-1' }));
    expect([task.result, task.problem?.message]).toEqual([null, 'no rate']);
    ended = job; // still running
    void task.run(() => Promise.resolve({ jobId: 'job-1' }));
    await vi.waitFor(() => expect(task.running).toBe(true));
    await new Promise((resolve) => setTimeout(resolve, 20));
    task.cancel();
    expect(task.running).toBe(false);
    await vi.waitFor(() => expect(asked).toContain('cancel job-1'));
    app.connection.stop();
  });

  test('the form begins with a first choice, keeps what is typed, takes presets, and names what it starts', async () => {
    const app = started();
    const view = { id: 'view-1', name: 'Liked', hasValues: true, hasTime: false } as ViewSummary;
    const train = new TrainState(app, view);
    await train.load(null, undefined);
    expect(train.model?.id).toBe('biased-mf');
    expect(train.misfit(models[0])).toBeNull();
    train.choose('neumf');
    train.set('layers', '32, 16');
    expect(train.changed).toEqual(['layers']);
    expect(train.inputs).toEqual([
      { view: 'view-1', model: 'neumf', parameters: { layers: [32, 16] }, name: 'NeuMF, hidden layers 32-16' },
    ]);
    train.set('layers', '32, many');
    expect([train.firstWrong, train.inputs]).toEqual(['layers', []]);
    train.startWith({ epochs: 3 });
    expect(train.inputs[0].parameters).toEqual({ epochs: 3 });
    train.reset('epochs');
    expect(train.changed).toEqual([]);
    // The model that was chosen last is where the next form begins.
    const next = new TrainState(app, view);
    await next.load(null, undefined);
    expect(next.model?.id).toBe('neumf');
    train.stop();
    next.stop();
    app.connection.stop();
  });

  test('a stream is started with what was typed, the first part as a share, or says why not', async () => {
    const app = started();
    const form = new StreamForm(app);
    form.entries.bootstrap = '25';
    form.entries.batch = '32';
    expect(await form.start({ view: 'v', model: 'bpr-mf' })).toBe('run-2');
    expect(asked).toEqual(['stream 0.25 32 5000 10']);
    form.entries.k = '0';
    expect(form.problemOf('k')).toBe('0 is below 1, the smallest allowed.');
    expect(await form.start({ view: 'v', model: 'bpr-mf' })).toBeNull();
    expect(asked).toHaveLength(1);
    form.entries.k = '10';
    expect(await form.start({ view: 'v', model: 'popularity' })).toBeNull();
    expect(form.problem?.message).toBe('It does not learn.');
    app.connection.stop();
  });
});
