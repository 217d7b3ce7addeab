import type { EvaluateInput, Evaluation } from '../../../shared/contract/runs.ts';
import { loadView } from '../datasets/load-view.ts';
import type { View } from '../datasets/view.ts';
import { parseCandidates } from '../evaluation/candidates.ts';
import { evaluate, type EvaluationResult, type ForeignMetric } from '../evaluation/evaluator.ts';
import { isMetricId } from '../evaluation/metrics/registry.ts';
import { Kernels, type KernelBuild } from '../kernels/kernels.ts';
import { modelOfRun } from '../models/of-run.ts';
import { PluginProcess } from '../plugins/process.ts';
import { sourceOf, type PluginReference } from '../plugins/registry.ts';
import { storedBaseline } from '../training/baseline.ts';
import { restoreRun } from '../training/restore.ts';
import { defineJob, type JobContext } from './job.ts';

/** Ids that are looked up with one call. */
const LOOK_UP = 50_000;

/** Measures a stored run on a part of its view, and popularity by the same protocol. */
export const evaluateJob = defineJob<EvaluateInput & { plugin?: PluginReference | null }, Evaluation>({
  type: 'evaluate',
  async run(input, job) {
    const { storage, signal } = job;
    const run = await storage.runs.get(input.run);
    const { on, seed, metrics = (await modelOfRun(storage, run)).metrics } = input;
    job.report({ stage: 'Preparing the view', done: 0, total: null, unit: 'rows' });
    const view = await loadView(storage, run.viewId, signal);
    const kernels = await Kernels.open({ threads: run.threads, build: run.kernelBuild as KernelBuild });
    let plugin: PluginProcess | null = null;
    try {
      const model = await restoreRun({ kernels, storage, run, view });
      const candidates = parseCandidates(input.candidates, seed);
      if (input.plugin) plugin = await PluginProcess.open(sourceOf(input.plugin), { log: (text) => job.log(text) });
      const options = { kernels, view, on, candidates, metrics, signal };
      const result = await evaluate({
        ...options,
        model,
        foreign: plugin && foreignMetric(plugin),
        report: (done, total) => job.report({ stage: 'Evaluating', done, total, unit: 'users' }),
      });
      const popularity =
        run.model === 'popularity'
          ? null
          : await storedBaseline(storage, {
              ...options,
              metrics: metrics.filter((name) => isMetricId(name.split('@')[0])),
            });
      return {
        metrics: result.metrics,
        popularity,
        protocol: result.protocol,
        seconds: result.seconds,
        usersPerSecond: result.usersPerSecond,
        perUser: input.perUser ? await withIds(result, view, job) : null,
      };
    } finally {
      await plugin?.close();
      await kernels.close();
    }
  },
});

const foreignMetric = (plugin: PluginProcess): ForeignMetric => ({
  id: plugin.description.metric!.id,
  measure: (rankings, k) => plugin.metric(rankings, k),
});

/** One line per user that could be measured, under the user's own id. */
async function withIds(
  { users, perUser }: EvaluationResult,
  view: View,
  { storage, signal }: JobContext,
): Promise<NonNullable<Evaluation['perUser']>> {
  const columns = Object.entries(perUser);
  const rows = Array.from(users.keys()).filter((row) => columns.every(([, values]) => !Number.isNaN(values[row])));
  const ids: string[] = [];
  for (let from = 0; from < rows.length; from += LOOK_UP) {
    signal.throwIfAborted();
    const indices = Uint32Array.from(rows.slice(from, from + LOOK_UP), (row) => view.userOf[users[row]]);
    for (const id of await storage.datasets.userIds(view.datasetId, indices)) ids.push(id);
  }
  return {
    users: ids,
    values: Object.fromEntries(columns.map(([name, values]) => [name, rows.map((row) => values[row])])),
  };
}
