import type { MetricTable } from '../../../shared/contract/runs.ts';
import { popularityBaseline } from '../evaluation/baseline.ts';
import { formatCandidates } from '../evaluation/candidates.ts';
import type { EvaluateOptions } from '../evaluation/evaluator.ts';
import type { StorageServices } from '../storage/api.ts';
import type { RemoteServices } from '../threads/remote.ts';

type Storage = RemoteServices<StorageServices>;
type Measure = Pick<EvaluateOptions, 'view' | 'on' | 'candidates' | 'metrics'>;

/** Says by which protocol popularity was measured: figures of equal keys on one view may stand side by side. */
function keyOf({ on, candidates, metrics }: Measure): string {
  const seed = typeof candidates === 'object' ? ` seed ${candidates.seed}` : '';
  return `${on} ${formatCandidates(candidates)}${seed} ${[...metrics].sort().join(' ')}`;
}

/** Popularity's figures, computed once per view and protocol; null where it has none of the metrics. */
export async function storedBaseline(
  storage: Storage,
  options: Omit<EvaluateOptions, 'model'>,
): Promise<MetricTable | null> {
  const key = keyOf(options);
  const known = await storage.runs.baseline(options.view.id, key);
  if (known !== null) return JSON.parse(known) as MetricTable | null;
  const result = await popularityBaseline(options);
  const table = result?.metrics ?? null;
  await storage.runs.saveBaseline(options.view.id, key, JSON.stringify(table));
  return table;
}

/** A run of popularity itself is the baseline of later runs. */
export async function keepBaseline(storage: Storage, measured: Measure, table: MetricTable): Promise<void> {
  await storage.runs.saveBaseline(measured.view.id, keyOf(measured), JSON.stringify(table));
}
