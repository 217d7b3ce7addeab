import type { RunSummary, StreamInput } from '../../../shared/contract/runs.ts';
import { errorValue } from '../../../shared/errors.ts';
import { withDefaults } from '../../../shared/parameters.ts';
import { loadView } from '../datasets/load-view.ts';
import { Kernels, type KernelBuild } from '../kernels/kernels.ts';
import { modelById } from '../models/registry.ts';
import { saveCheckpoint, type TrainingState } from '../training/checkpoints.ts';
import { isCancel } from '../training/context.ts';
import { Journal } from '../training/journal.ts';
import type { TensorSource } from '../training/safetensors.ts';
import { streamEvents } from '../training/stream/stream.ts';
import { defineJob } from './job.ts';

export interface StreamJobInput extends Pick<StreamInput, 'bootstrap' | 'batch' | 'window' | 'k' | 'backend'> {
  readonly runId: string;
}

/**
 * Learns a stored run event by event. One thread: each step is smaller than the way to another thread. What is
 * interrupted in between keeps its newest checkpoint and is not resumed: what was tested could not be tested again.
 */
export const streamJob = defineJob<StreamJobInput, { runId: string }>({
  type: 'stream',
  async run({ runId, backend, ...options }, job) {
    const { storage, signal } = job;
    const { runs } = storage;
    const run = await runs.get(runId);
    const definition = modelById(run.model);
    const journal = new Journal(job, runId);
    const seconds = { ...run.seconds };
    await runs.update(runId, { state: 'running', threads: 1 });
    const end = (change: Partial<RunSummary>) =>
      runs.update(runId, {
        ...change,
        ...{ seconds, resumable: false, finishedAt: Date.now() },
        peakMemoryBytes: process.resourceUsage().maxRSS * 1024,
      });
    const save = async (state: TrainingState, tensors: readonly TensorSource[]) => {
      await journal.flush();
      await saveCheckpoint(storage, runId, state, tensors, { model: definition.id, seed: String(run.seed) });
      await runs.update(runId, {
        epochsDone: state.epoch,
        examplesPerSecond: state.seconds > 0 ? state.examples / state.seconds : null,
      });
    };
    try {
      job.report({ stage: 'Preparing the view', done: 0, total: null, unit: 'rows' });
      const began = performance.now();
      const view = await loadView(storage, run.viewId, signal);
      seconds.load = (performance.now() - began) / 1000;
      const kernels = await Kernels.open({ threads: 1, build: run.kernelBuild as KernelBuild, here: true });
      try {
        const start = performance.now();
        const { stream, state, store } = await streamEvents({
          ...{ definition, view, kernels, seed: run.seed, backend, signal, options },
          parameters: withDefaults(definition.parameters, run.parameters),
          observer: {
            save,
            record: (row) => journal.record(row),
            log: (message) => journal.log(message),
            progress: (done, total) => job.report({ stage: 'Bootstrap', done, total, unit: 'epochs' }),
          },
          async report(now, done, total) {
            await runs.saveStream(runId, now);
            job.report({ stage: 'Event by event', done, total, unit: 'events' });
          },
        });
        seconds.fit = (performance.now() - start) / 1000;
        journal.log(
          `${stream.events} events tested and learned, ${Math.round(stream.eventsPerSecond ?? 0)} a second; ` +
            `${stream.skipped} of users unknown to the bootstrap were learned alone.`,
        );
        await save(state, store.sources());
      } finally {
        await kernels.close();
      }
      await journal.flush();
      await end({ state: 'done' });
      return { runId };
    } catch (error) {
      const cancelled = signal.aborted || isCancel(error);
      const { message } = errorValue(error);
      journal.log(cancelled ? 'Cancelled.' : message);
      await journal.flush().catch(() => undefined); // what went wrong first is what matters
      await end({ state: cancelled ? 'cancelled' : 'failed', error: cancelled ? null : message });
      throw error;
    }
  },
});
