import { openWorkspace } from '../../src/main/engine/storage/workspace.ts';
import { smallDataset, smallView } from '../../src/main/engine/storage/testing.ts';
import type { Limits } from '../../src/shared/contract/system.ts';
import type { ViewSummary } from '../../src/shared/contract/views.ts';
import type { MetricTable, Protocol, RunSummary } from '../../src/shared/contract/runs.ts';

const METRICS = ['ndcg@10', 'recall@10', 'map@10', 'mrr@10', 'hit@10', 'precision@10', 'auc'];
const TAGS = ['paper', 'warm start', 'overnight', 'small'];
const TITLES = {
  popularity: 'Popularity',
  'bpr-mf': 'BPR matrix factorisation',
  'biased-mf': 'Matrix factorisation with biases',
};
const EPOCHS = 20;

/** Numbers that only look like chance: the same for every seed. */
function draws(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

function table(level: number, draw: () => number): MetricTable {
  return Object.fromEntries(
    METRICS.map((name, k) => {
      const mean = Math.min(0.99, level * (1 + 0.3 * k) * (0.9 + 0.2 * draw()));
      return [name, { mean, users: 1000, low: mean - 0.01, high: mean + 0.01 }];
    }),
  );
}

function protocolOf(view: string): Protocol {
  return {
    ...{ part: 'test', split: 'leave-last:1', candidates: 'all', candidateItems: 2664, masked: 'train and validation' },
    ...{ ties: 'against the relevant item', users: 1000, usersWithoutItems: 0, k: [10], ratings: null },
    sentence: `Test: last item of 1,000 users of ${view} among all 2,664 · seen left out · ties count against`,
  };
}

/**
 * Writes runs into a workspace through the storage layer itself, as trainings would have left them: histories,
 * figures of all metrics, notes and tags, and a limit of memory if one is given. Two views; one run in ten has failed, one in ten was cancelled.
 */
export function storeRuns(
  workspace: string,
  count: number,
  { memoryBytes = null }: { memoryBytes?: number | null } = {},
): { runs: RunSummary[]; wide: ViewSummary } {
  const { services, close } = openWorkspace({ workspace, readOnly: false, door: 'test' });
  try {
    if (memoryBytes !== null)
      services.settings.save('engine.limits', JSON.stringify({ threads: null, memoryBytes } satisfies Limits));
    const dataset = smallDataset(services, 'Stored films');
    const views = ['All of them', 'Liked ones'].map((name) => smallView(services, name, dataset.id));
    const draw = draws(7);
    const popularity = table(0.08, draws(1));
    const runs = Array.from({ length: count }, (_, k) => {
      const view = views[k % 5 === 4 ? 1 : 0];
      const model = k % 25 === 0 ? 'popularity' : k % 2 === 0 ? 'bpr-mf' : 'biased-mf';
      const title = TITLES[model];
      const factors = [8, 16, 32, 64, 128][Math.floor(5 * draw())];
      const { id } = services.runs.create({
        ...{ name: `${title}, factors ${factors}, ${k + 1}`, viewId: view.id, datasetId: dataset.id, model },
        ...{ modelTitle: title, seed: 42 + (k % 3), backend: 'fused', executor: 'fused', kernelBuild: 'simd' },
        ...{ device: 'processor', threads: 2, epochsPlanned: EPOCHS },
        parameters:
          model === 'popularity'
            ? {}
            : { factors, epochs: EPOCHS, learningRate: 0.01 * (1 + Math.floor(9 * draw())), l2: 0.05, range: [1, 5] },
      });
      const level = 0.05 + 0.1 * draw();
      const best = 1 + Math.floor(EPOCHS * draw());
      services.runs.appendEpochs(
        id,
        Array.from({ length: EPOCHS }, (_epoch, e) => ({
          ...{ epoch: e + 1, loss: 1 / (e + 1), learningRate: 0.05, seconds: 0.2, examples: 100_000 },
          metrics: { 'ndcg@10': level - 0.001 * Math.abs(e + 1 - best) },
        })),
      );
      const state = k % 10 === 3 ? 'failed' : k % 10 === 7 ? 'cancelled' : 'done';
      services.runs.update(id, {
        ...{ state, resumable: state === 'cancelled', finishedAt: Date.now() },
        ...{ best: { epoch: best, metric: 'ndcg@10', value: level }, stoppedEarly: false },
        ...{
          seconds: { load: 0.1, fit: 4 * draw() + 0.2, evaluate: 0.3 },
          examplesPerSecond: 5e5,
          peakMemoryBytes: 2e8,
        },
        ...(state === 'failed' && { error: 'Training diverged.' }),
        ...(state === 'done' && {
          ...{
            metrics: table(level, draw),
            protocol: protocolOf(view.name),
            popularity: model === 'popularity' ? null : popularity,
          },
        }),
        ...(state === 'done' && model === 'popularity' && { metrics: popularity }),
      });
      const tags = TAGS.filter((_tag, t) => (k + t) % 7 === 0);
      if (tags.length > 0 || k % 9 === 0)
        services.runs.annotate(id, { tags, notes: k % 9 === 0 ? `Looked at on day ${k}: worth another try` : '' });
      return services.runs.get(id);
    });
    // A view that is said to be far larger than it is: estimates go by what the summary says.
    const { id: _id, createdAt: _at, datasetName: _name, ...small } = views[0];
    const wide = services.views.create({ ...small, name: 'Wide', users: 200_000, hash: 'f'.repeat(64) });
    return { runs, wide };
  } finally {
    close();
  }
}
