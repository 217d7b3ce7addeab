import type { DatasetProfile, DatasetSummary, Histogram, SharePoint } from '../../../shared/contract/datasets.ts';
import type { StoredItem } from '../storage/api.ts';
import { countsPerItem, countsPerUser, rankByCount } from './counting.ts';
import { datasetWarnings } from './profile-warnings.ts';
import type { Interactions } from './interactions.ts';

/** What only the import knows; the rest is computed here. */
export type ProfileInput = Pick<
  DatasetSummary,
  'id' | 'name' | 'createdAt' | 'source' | 'duplicates' | 'rejected' | 'contentHash' | 'given'
> & {
  imported?: DatasetProfile['imported'];
  /** The imported file (part `all`), without the given validation and test sets. */
  interactions: Interactions;
  /** In index order, one per item index. */
  items: readonly (Pick<StoredItem, 'id' | 'title'> & Partial<Pick<StoredItem, 'attributes'>>)[];
};

/** Users and items with fewer interactions than this count as cold. */
export const COLD_BELOW = 5;
const CURVE_POINTS = 200;
const SHARE_STEPS = 50;
const TOP_ITEMS = 20;
const VALUE_BINS = 20;
const TIME_BINS = 50;

/**
 * The statistics of a dataset, computed once at import: a few passes over the columns, about 0.1 s per million rows
 * at most. Medians are over users and items that have an interaction.
 */
export function profileOf(input: ProfileInput): DatasetProfile {
  const { interactions, items, imported = null, ...known } = input;
  const { userCount, itemCount } = interactions;
  const count = interactions.items.length;
  const perUser = countsPerUser(interactions);
  const perItem = countsPerItem(interactions);
  const users = rankByCount(perUser);
  const popular = rankByCount(perItem);
  const values = interactions.values === null || count === 0 ? null : valueProfile(interactions.values);
  const times = interactions.times === null || count === 0 ? null : timeProfile(interactions.times);
  const profile: Omit<DatasetProfile, 'warnings'> = {
    ...known,
    users: userCount,
    items: itemCount,
    interactions: count,
    hasValues: interactions.values !== null,
    hasTime: interactions.times !== null,
    hasTitles: items.some((item) => item.title !== null),
    density: userCount * itemCount === 0 ? 0 : count / (userCount * itemCount),
    values,
    times,
    userActivity: curve(users, perUser),
    itemPopularity: curve(popular, perItem),
    medianPerUser: median(users, perUser),
    medianPerItem: median(popular, perItem),
    coldUsers: countBelow(perUser, COLD_BELOW),
    coldItems: countBelow(perItem, COLD_BELOW),
    singleUsers: countBelow(perUser, 2) - countBelow(perUser, 1),
    singleItems: countBelow(perItem, 2) - countBelow(perItem, 1),
    userShare: shares(users, perUser),
    itemShare: shares(popular, perItem),
    attributes: attributeNames(items),
    imported,
    topItems: Array.from(popular.subarray(0, TOP_ITEMS))
      .filter((item) => perItem[item] > 0)
      .map((item) => ({ item: items[item].id, title: items[item].title, count: perItem[item] })),
  };
  return { ...profile, warnings: datasetWarnings(profile, interactions, items, perItem) };
}

function countBelow(counts: Uint32Array, limit: number): number {
  let below = 0;
  for (const count of counts) if (count < limit) below++;
  return below;
}

/** @param ranked indices by falling count. Zero counts stay out. */
function median(ranked: Uint32Array, counts: Uint32Array): number {
  let present = ranked.length;
  while (present > 0 && counts[ranked[present - 1]] === 0) present--;
  if (present === 0) return 0;
  const upper = counts[ranked[Math.floor((present - 1) / 2)]];
  const lower = counts[ranked[Math.floor(present / 2)]];
  return (upper + lower) / 2;
}

/** Rank-frequency curve: every rank while they are few, then ranks evenly spaced on a logarithmic axis. */
function curve(ranked: Uint32Array, counts: Uint32Array): { rank: number; count: number }[] {
  const points: { rank: number; count: number }[] = [];
  const last = ranked.length;
  for (let k = 0, rank = 0; k < CURVE_POINTS && rank < last; k++) {
    const spaced = Math.round(Math.pow(last, k / (CURVE_POINTS - 1)));
    rank = last <= CURVE_POINTS ? k + 1 : Math.max(rank + 1, Math.min(spaced, last));
    points.push({ rank, count: counts[ranked[rank - 1]] });
  }
  return points;
}

/** Of the first so many, the share of all interactions: evenly spaced, and close together at the steep beginning. */
function shares(ranked: Uint32Array, counts: Uint32Array): SharePoint[] {
  const last = ranked.length;
  let total = 0;
  for (let n = 0; n < counts.length; n++) total += counts[n];
  if (total === 0) return [];
  const wanted = new Set<number>();
  for (let k = 1; k <= SHARE_STEPS; k++) {
    wanted.add(Math.round((k * last) / SHARE_STEPS));
    wanted.add(Math.round(Math.pow(last, k / SHARE_STEPS)));
  }
  const points: SharePoint[] = [{ share: 0, held: 0 }];
  let held = 0;
  for (let rank = 1; rank <= last; rank++) {
    held += counts[ranked[rank - 1]];
    if (wanted.has(rank)) points.push({ share: rank / last, held: held / total });
  }
  return points;
}

function attributeNames(items: ProfileInput['items']): string[] {
  const names = new Set<string>();
  for (const { attributes } of items) if (attributes) for (const name in attributes) names.add(name);
  return [...names];
}

function valueProfile(values: Float32Array): NonNullable<DatasetProfile['values']> {
  let min = Infinity;
  let max = -Infinity;
  let sum = 0;
  // Indexed loops: an iterator over a typed array costs several times as much.
  for (let n = 0; n < values.length; n++) {
    min = Math.min(min, values[n]);
    max = Math.max(max, values[n]);
    sum += values[n];
  }
  const found = distinctValues(values);
  const histogram =
    found !== null && found.size <= VALUE_BINS ? binPerValue(found) : equalBins(values, min, max, VALUE_BINS);
  return { min, max, mean: sum / values.length, distinct: found?.size ?? countDistinct(values), histogram };
}

const MANY_VALUES = 65_536;

/** Value -> how often; null where there are so many values that a map would be heavy. */
function distinctValues(values: Float32Array): Map<number, number> | null {
  // Small whole and half numbers, which most data consist of, are counted in a table.
  const halves = new Float64Array(2048);
  const others = new Map<number, number>();
  for (let n = 0; n < values.length; n++) {
    const value = values[n];
    const half = value * 2;
    if (half >= 0 && half < halves.length && half === Math.floor(half)) {
      halves[half]++;
      continue;
    }
    others.set(value, (others.get(value) ?? 0) + 1);
    if (others.size > MANY_VALUES) return null;
  }
  halves.forEach((count, half) => {
    if (count > 0) others.set(half / 2, count);
  });
  return others;
}

function countDistinct(values: Float32Array): number {
  const sorted = Float32Array.from(values).sort();
  let distinct = 1;
  for (let k = 1; k < sorted.length; k++) if (sorted[k] !== sorted[k - 1]) distinct++;
  return distinct;
}

/** One bin per distinct value; the last edge lies one smallest gap beyond the largest value. */
function binPerValue(distinct: Map<number, number>): Histogram {
  const values = [...distinct.keys()].sort((a, b) => a - b);
  let gap = Infinity;
  for (let k = 1; k < values.length; k++) gap = Math.min(gap, values[k] - values[k - 1]);
  if (!Number.isFinite(gap)) gap = 1;
  return { edges: [...values, values[values.length - 1] + gap], counts: values.map((value) => distinct.get(value)!) };
}

/** Bins of equal width; the last one also holds the maximum. */
function equalBins(values: ArrayLike<number>, min: number, max: number, bins: number): Histogram {
  const width = (max - min) / bins;
  const counts = new Array<number>(bins).fill(0);
  for (let n = 0; n < values.length; n++)
    counts[width > 0 ? Math.min(bins - 1, Math.floor((values[n] - min) / width)) : 0]++;
  const edges = Array.from({ length: bins + 1 }, (_, k) => (k === bins ? max : min + k * width));
  return { edges, counts };
}

function timeProfile(times: Float64Array): NonNullable<DatasetProfile['times']> {
  let from = Infinity;
  let to = -Infinity;
  for (let n = 0; n < times.length; n++) {
    from = Math.min(from, times[n]);
    to = Math.max(to, times[n]);
  }
  const histogram =
    from === to ? { edges: [from, from + 1], counts: [times.length] } : equalBins(times, from, to, TIME_BINS);
  return { from, to, histogram };
}
