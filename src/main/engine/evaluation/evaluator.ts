import type { MetricTable, Protocol } from '../../../shared/contract/runs.ts';
import { RecsmithError } from '../../../shared/errors.ts';
import { parseMetrics, type MetricRequest } from './metrics/registry.ts';
import { protocolOf } from './protocol.ts';
import { rankUsers, usersToRank, type RankOptions, type RankedUsers } from './ranking.ts';
import { rateInteractions, type RatingErrors } from './ratings.ts';
import { meanOverUsers } from './statistics.ts';

export interface EvaluateOptions extends RankOptions {
  /** "ndcg@10", "auc", "rmse"; at least one. */
  readonly metrics: readonly string[];
  /** A metric from elsewhere, asked for by its id as the others are. */
  readonly foreign?: ForeignMetric | null;
}

/** A metric that is measured in another process, many users at a time. */
export interface ForeignMetric {
  readonly id: string;
  /** @param k the cut-off, 0 where none was asked for @returns one value per user */
  measure(rankings: Rankings, k: number): Promise<Float64Array>;
}
/** Rankings of several users: user u has the positions start[u] to start[u + 1] - 1, as metric.ts has them. */
export interface Rankings {
  readonly start: Uint32Array; // [N + 1]
  readonly positions: Uint32Array;
  readonly relevant: Uint32Array; // [N]
}

export interface EvaluationResult {
  readonly metrics: MetricTable;
  readonly protocol: Protocol;
  /** View indices of the users of the part, ascending, [N]. */
  readonly users: Uint32Array;
  /** Per metric one value per user of `users`, [N]; NaN for users that could not be ranked. */
  readonly perUser: Readonly<Record<string, Float32Array>>;
  readonly seconds: number;
  readonly usersPerSecond: number;
}

type Ranking = Extract<MetricRequest, { kind: 'ranking' }>;

/**
 * Evaluates a fitted model on one part of its view. Ranking metrics are means over the users that have items in the
 * part; users without are counted apart. Where the model has factors, ranking runs as kernels and no list is ever
 * built. Memory is bounded by a block of users, never by users x items.
 * @throws RecsmithError BAD_INPUT: unknown metric, a part without rows, ratings from a model that only ranks, held-out
 *   users and no fold-in, candidates `given` where there are none. The signal's reason on abort.
 */
export async function evaluate(options: EvaluateOptions): Promise<EvaluationResult> {
  const begin = performance.now();
  const { view, on } = options;
  const foreign = foreignRequests(options);
  const requests = parseMetrics(options.metrics.filter((name) => !foreign.has(name)));
  if (requests.length + foreign.size === 0)
    throw new RecsmithError('BAD_INPUT', 'No metric is asked for.', { where: 'metrics', next: 'Write ndcg@10.' });
  const ranking = requests.filter((request) => request.kind === 'ranking');
  const rating = requests.filter((request) => request.kind === 'rating').map((request) => request.name);
  if (view[on].items.length === 0)
    throw new RecsmithError('BAD_INPUT', `The view has no ${on} part.`, {
      where: `split ${view.split}`,
      next: `Create a view whose split has a share for ${on}, for example random:0.8,0.1,0.1.`,
    });

  const users = usersToRank(options);
  const perUser: Record<string, Float32Array> = {};
  const metrics: MetricTable = {};
  let rated: RatingErrors | null = null;
  if (rating.length > 0) rated = await rateInteractions(options, rating, users.all);
  const ranked = ranking.length + foreign.size > 0;
  if (ranked) {
    expectScorable(users, on);
    await measure(options, users, ranking, foreign, perUser);
    for (const name of Object.keys(perUser)) metrics[name] = meanOverUsers(perUser[name]);
  }

  const cuts = [...ranking.map((request) => request.k ?? 0), ...foreign.values()].filter((cut) => cut > 0);
  const k = [...new Set(cuts)].sort((a, b) => a - b);
  const protocol = protocolOf({ ...options, users, k, ranked, ratings: rated?.ratings ?? null });
  const seconds = (performance.now() - begin) / 1000;
  const named = { ...metrics, ...rated?.metrics };
  return {
    // In the order in which they were asked for.
    metrics: Object.fromEntries([...new Set(options.metrics)].map((name) => [name, named[name]])),
    protocol,
    users: users.all,
    perUser: { ...perUser, ...rated?.perUser },
    seconds,
    usersPerSecond: protocol.users / Math.max(seconds, 1e-9),
  };
}

/** The names that mean the foreign metric, "mine" or "mine@10", with their cut-off. */
function foreignRequests({ metrics, foreign }: EvaluateOptions): Map<string, number> {
  const found = new Map<string, number>();
  for (const name of metrics) {
    const [id, cut, ...rest] = name.split('@');
    if (foreign?.id !== id) continue;
    if (rest.length > 0 || (cut !== undefined && !/^[1-9][0-9]{0,6}$/.test(cut)))
      throw new RecsmithError('BAD_INPUT', `"${name}" is not a metric.`, { where: 'metrics', next: `Write ${id}@10.` });
    found.set(name, Number(cut ?? 0));
  }
  return found;
}

/** Fills one column per metric. */
async function measure(
  options: EvaluateOptions,
  users: RankedUsers,
  ranking: readonly Ranking[],
  foreign: ReadonlyMap<string, number>,
  perUser: Record<string, Float32Array>,
): Promise<void> {
  const column = (name: string) => (perUser[name] = new Float32Array(users.all.length).fill(NaN));
  const columns = ranking.map(({ name }) => column(name));
  const place = new Uint32Array(options.view.userCount);
  users.all.forEach((user, index) => (place[user] = index));
  const seen: { user: number; positions: Uint32Array; relevant: number }[] = [];
  await rankUsers(options, users, (user, positions, relevant, candidates) => {
    for (let m = 0; m < ranking.length; m++)
      columns[m][place[user]] = ranking[m].metric.perUser(positions, relevant, candidates, ranking[m].k ?? candidates);
    if (foreign.size > 0) seen.push({ user, positions: positions.slice(), relevant });
  });
  if (foreign.size === 0) return;
  const rankings = packRankings(seen);
  for (const [name, k] of foreign) {
    options.signal?.throwIfAborted();
    const values = await options.foreign!.measure(rankings, k);
    const into = column(name);
    seen.forEach(({ user }, index) => (into[place[user]] = values[index]));
  }
}

function packRankings(seen: readonly { positions: Uint32Array; relevant: number }[]): Rankings {
  const start = new Uint32Array(seen.length + 1);
  seen.forEach(({ positions }, index) => (start[index + 1] = start[index] + positions.length));
  const positions = new Uint32Array(start[seen.length]);
  seen.forEach((one, index) => positions.set(one.positions, start[index]));
  return { start, positions, relevant: Uint32Array.from(seen, ({ relevant }) => relevant) };
}

function expectScorable({ known, foldedIn, notScorable, withoutCandidates }: RankedUsers, on: string): void {
  if (known.length + foldedIn.length > 0) return;
  if (notScorable.length > 0)
    throw new RecsmithError('BAD_INPUT', `None of the ${notScorable.length} ${on} users can be scored.`, {
      why: 'They are held out of the training, and this model cannot fold in a history.',
      next: 'Choose a model that offers fold-in, or a split that keeps a part of every user in train.',
    });
  throw new RecsmithError('BAD_INPUT', `None of the ${withoutCandidates.length} ${on} users has given candidates.`, {
    where: 'candidates',
    next: 'Choose all or sampled:99.',
  });
}
