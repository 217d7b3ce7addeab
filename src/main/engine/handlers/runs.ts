import { RecsmithError } from '../../../shared/errors.ts';
import type { RunSummary, TrainInput } from '../../../shared/contract/runs.ts';
import { defaultKernelBuild } from '../kernels/kernels.ts';
import type { EngineServices } from '../services.ts';
import { readGiven, storeGiven } from './given-factors.ts';
import { foreignMetric, foreignModel } from './foreign.ts';
import { epochsOf } from '../training/plan.ts';
import { planOf } from '../training/schedule.ts';
import { estimateMemory, planRun, refuseTooLarge, type Planned } from '../training/estimate.ts';
import { stageToStream } from '../training/stream/stream.ts';
import { sourceOf } from '../training/from.ts';
import { requireWritable, type Implementer } from './base.ts';

export function runHandlers(os: Implementer, services: EngineServices) {
  const { storage, query, queue, plugins, changed, writable } = services;

  /** The run's state follows its job even where the job's thread could not write it any more. */
  const train = (run: RunSummary, threads: number, evaluate: boolean) => {
    const job = queue.submit({
      type: 'train',
      title: `${run.modelTitle} on ${run.viewName}`,
      input: { runId: run.id, threads, evaluate },
      datasetId: run.datasetId,
      runId: run.id,
      resumable: true,
      onEnd: async ({ state, error }) => {
        const { state: stored } = await storage.runs.get(run.id);
        const unfinished = stored === 'queued' || stored === 'running';
        if (
          state !== 'queued' &&
          state !== 'running' &&
          (unfinished || (state === 'interrupted' && stored === 'cancelled'))
        )
          await storage.runs.update(run.id, {
            state,
            // Cancelled before its turn came: nothing is done, all of it can be.
            ...(stored === 'queued' && { resumable: true }),
            ...(error && { error: error.message }),
          });
        changed('runs', run.id);
      },
    });
    changed('runs', run.id);
    return { jobId: job.id, runId: run.id };
  };

  /** The run as it will be stored, before any work on it. */
  const createRun = async (
    planned: Planned,
    input: TrainInput,
    foreign: Awaited<ReturnType<typeof foreignModel>> = null,
  ): Promise<RunSummary> => {
    const { definition, view, parameters, threads } = planned;
    const startedFrom = input.from === undefined ? null : await sourceOf(storage, input.from);
    const { backend } = planned.choice;
    const report = backend === 'fused' ? null : await services.backends.choose(backend);
    const run = await storage.runs.create({
      name: input.name ?? runName(definition.title, parameters),
      viewId: view.id,
      datasetId: view.datasetId,
      model: definition.id,
      modelTitle: definition.title,
      parameters: parameters as RunSummary['parameters'],
      seed: input.seed,
      backend: planned.choice.backend,
      executor: planned.choice.executor,
      kernelBuild: input.kernels === 'auto' ? defaultKernelBuild() : input.kernels,
      device: report?.device ?? 'processor',
      threads,
      epochsPlanned: planOf(parameters, view.validation > 0, epochsOf(planned.stages)).epochs,
    });
    if (foreign) await storage.runs.savePlugin(run.id, JSON.stringify(foreign));
    return storage.runs.update(run.id, {
      executorReason: planned.choice.reason,
      ...(input.metrics && { chosenMetrics: input.metrics }),
      ...(startedFrom && { startedFrom }),
      ...(input.freeze && { frozen: input.freeze }),
    });
  };

  return {
    list: os.runs.list.handler(({ input }) => storage.runs.list(input.runs)),
    get: os.runs.get.handler(({ input }) => storage.runs.get(input.run)),
    estimate: os.runs.estimate.handler(async ({ input }) =>
      query.runs.estimate(input, await foreignModel(services, input)),
    ),
    train: os.runs.train.handler(async ({ input }) => {
      requireWritable(writable);
      const foreign = await foreignModel(services, input);
      const planned = await planRun(storage, input, foreign);
      refuseProblems(planned.problems);
      refuseTooLarge(await estimateMemory(storage, planned), planned, input.anyway);
      const given = await readGiven(services, input, planned);
      const run = await createRun(planned, input, foreign);
      await storeGiven(services, run.id, given);
      return train(run, planned.threads, input.evaluate);
    }),
    resume: os.runs.resume.handler(async ({ input }) => {
      requireWritable(writable);
      const run = await storage.runs.get(input.run);
      const active = queue.uses('runId', run.id);
      if (active || !run.resumable)
        throw new RecsmithError('REFUSED', `The run "${run.name}" cannot be resumed.`, {
          why: active
            ? 'It is at work, or waits for its turn.'
            : `It is ${run.state}, and nothing of it is left to do.`,
        });
      const threads = input.threads ?? run.threads;
      return train(await storage.runs.update(run.id, { state: 'queued', threads }), threads, true);
    }),
    evaluate: os.runs.evaluate.handler(async ({ input }) => {
      requireWritable(writable);
      const run = await storage.runs.get(input.run);
      if (run.state === 'queued' || run.state === 'running')
        throw new RecsmithError('REFUSED', `The run "${run.name}" is still ${run.state}.`, {
          next: 'Wait until it has finished, or cancel it.',
        });
      const plugin = await foreignMetric(plugins, input.metrics ?? []);
      const job = queue.submit({
        type: 'evaluate',
        title: `Evaluation of ${run.name}`,
        input: { ...input, run: run.id, plugin },
        datasetId: run.datasetId,
        runId: run.id,
        onEnd: ({ state }) => {
          if (state === 'done') changed('runs', run.id);
        },
      });
      return { jobId: job.id };
    }),
    findLearningRate: os.runs.findLearningRate.handler(async ({ input }) => {
      const { from, to, steps, ...training } = input; // `from` is a rate here, not a run to begin with
      const planned = await planRun(storage, training);
      refuseProblems(planned.problems);
      refuseTooLarge(await estimateMemory(storage, planned), planned, input.anyway);
      const { definition, view, parameters, threads, choice, stages } = planned;
      if (stages === null)
        throw new RecsmithError('REFUSED', `${definition.title} has no steps to try learning rates with.`, {
          where: 'model',
          why: 'Its kernels go through all interactions at a rate of their own.',
          next: 'Train it with a few learning rates, or choose a network.',
        });
      const { seed, kernels } = input;
      const job = queue.submit({
        type: 'find-learning-rate',
        title: `Learning rates of ${definition.title} on ${view.name}`,
        input: {
          ...{ viewId: view.id, model: definition.id, parameters, seed, kernels, threads, from, to, steps },
          backend: choice.backend,
        },
        datasetId: view.datasetId,
      });
      return { jobId: job.id };
    }),
    stream: os.runs.stream.handler(async ({ input }) => {
      requireWritable(writable);
      const planned = await planRun(storage, input);
      refuseProblems(planned.problems);
      stageToStream(planned.definition, planned.stages);
      if (!planned.view.hasTime)
        throw new RecsmithError('BAD_INPUT', `The view "${planned.view.name}" has no time to order events by.`, {
          where: 'view',
          next: 'Import the data with a time column, or train as usual.',
        });
      refuseTooLarge(await estimateMemory(storage, planned), planned, input.anyway);
      const run = await createRun(planned, input);
      const { bootstrap, batch, window, k } = input;
      const { backend } = planned.choice;
      const job = queue.submit({
        ...{ type: 'stream', title: `${run.modelTitle} on ${run.viewName}, event by event` },
        ...{ input: { runId: run.id, backend, bootstrap, batch, window, k }, datasetId: run.datasetId, runId: run.id },
        onEnd: async ({ state, error }) => {
          const { state: stored } = await storage.runs.get(run.id);
          if ((stored === 'queued' || stored === 'running') && state !== 'queued' && state !== 'running')
            await storage.runs.update(run.id, { state, resumable: false, ...(error && { error: error.message }) });
          changed('runs', run.id);
        },
      });
      changed('runs', run.id);
      return { jobId: job.id, runId: run.id };
    }),
    fits: os.runs.fits.handler(({ input }) => query.runs.fits(input)),
    rename: os.runs.rename.handler(async ({ input }) => {
      requireWritable(writable);
      const { id } = await storage.runs.get(input.run);
      const run = await storage.runs.update(id, { name: input.name });
      changed('runs', id);
      return run;
    }),
    annotate: os.runs.annotate.handler(async ({ input: { run: ref, ...given } }) => {
      requireWritable(writable);
      const { id } = await storage.runs.get(ref);
      const run = await storage.runs.annotate(id, given);
      changed('runs', id);
      return run;
    }),
  };
}

function refuseProblems(problems: readonly { parameter: string | null; message: string }[]): void {
  if (problems.length === 0) return;
  throw new RecsmithError('BAD_INPUT', problems.map(({ message }) => message).join('; '), {
    ...(problems[0].parameter !== null && { where: `parameter ${problems[0].parameter}` }),
    problems,
  });
}

/** "BPR matrix factorisation, 64 factors": the view is named beside a run wherever one is shown. */
function runName(title: string, { factors }: Record<string, unknown>): string {
  return typeof factors === 'number' ? `${title}, ${factors} factors` : title;
}
