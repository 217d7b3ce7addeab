import { SEGMENTS, type SegmentId } from '../../../shared/contract/browse.ts';

/** Where in Browse a person is, as the address keeps it. */
export interface Place {
  /** Ids, the first one leads; null: none was named. */
  readonly runs: readonly string[];
  readonly user: string | null;
  readonly item: string | null;
  readonly segment: SegmentId;
  /** A changed history, original item ids. */
  readonly drop: readonly string[];
  readonly add: readonly string[];
}

export const MOST_RUNS = 4;

const isSegment = (text: string | null): text is SegmentId => SEGMENTS.includes(text as SegmentId);

export function readPlace(params: URLSearchParams): Place {
  const runs = [params.get('run') ?? '', ...(params.get('runs') ?? '').split(',')].filter((id) => id !== '');
  const segment = params.get('segment');
  const [drop, add] = readChanges(params.get('without'), params.get('with'));
  return {
    runs: [...new Set(runs)].slice(0, MOST_RUNS),
    user: params.get('user'),
    item: params.get('item'),
    segment: isSegment(segment) ? segment : 'all',
    drop,
    add,
  };
}

/** Parameters of the address; null takes one away. */
export function writePlace({ runs, user, item, segment, drop, add }: Place): Record<string, string | null> {
  return {
    run: runs.at(0) ?? null,
    runs: runs.length > 1 ? runs.slice(1).join(',') : null,
    user,
    item,
    segment: segment === 'all' ? null : segment,
    without: drop.length > 0 ? JSON.stringify(drop) : null,
    with: add.length > 0 ? JSON.stringify(add) : null,
  };
}

/** Ids may hold any letter, so they stand as JSON; what cannot be read is no change. */
function readChanges(...texts: (string | null)[]): string[][] {
  return texts.map((text) => {
    try {
      const read: unknown = JSON.parse(text ?? '[]');
      return Array.isArray(read) ? read.filter((id) => typeof id === 'string') : [];
    } catch {
      return [];
    }
  });
}
