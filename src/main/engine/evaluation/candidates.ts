import { RecsmithError } from '../../../shared/errors.ts';
import type { View } from '../datasets/view.ts';
import type { Lists } from '../kernels/rank.ts';
import { Random } from '../random.ts';

/** Among which items a relevant one has to be found. */
export type Candidates = 'all' | 'given' | { readonly sampled: number; readonly seed: number };

/** Reads "all", "given" or "sampled:99"; the seed is that of sampling. @throws RecsmithError BAD_INPUT */
export function parseCandidates(text: string, seed: number): Candidates {
  if (text === 'all' || text === 'given') return text;
  const sampled = /^sampled:([1-9][0-9]{0,6})$/.exec(text);
  if (!sampled)
    throw new RecsmithError('BAD_INPUT', `"${text}" are no candidates.`, {
      where: 'candidates',
      next: 'Write all, sampled:99 or given.',
    });
  return { sampled: Number(sampled[1]), seed };
}

export const formatCandidates = (candidates: Candidates): string =>
  typeof candidates === 'string' ? candidates : `sampled:${candidates.sampled}`;

/**
 * Draws up to `count` distinct items per user, uniformly among those that the user has in no part, for the given rows.
 * A user's draw depends on seed and user alone, not on which other users are asked for.
 * @param known per user (of `rows`) everything the user has, ascending
 */
export function sampleUnseen(rows: Uint32Array, known: Lists, itemCount: number, count: number, seed: number): Lists {
  const start = new Uint32Array(rows.length + 1);
  for (let b = 0; b < rows.length; b++)
    start[b + 1] = start[b] + Math.min(count, itemCount - (known.start[b + 1] - known.start[b]));
  const items = new Uint32Array(start[rows.length]);
  const taken = new Uint32Array(itemCount); // b + 1: known to or drawn for user b
  for (let b = 0; b < rows.length; b++) {
    const random = new Random(seed, 'candidates', rows[b]);
    const seen = known.items.subarray(known.start[b], known.start[b + 1]);
    for (const item of seen) taken[item] = b + 1;
    const drawn = items.subarray(start[b], start[b + 1]);
    const free = itemCount - seen.length;
    if (2 * drawn.length <= free) {
      for (let n = 0; n < drawn.length;) {
        const item = random.below(itemCount);
        if (taken[item] === b + 1) continue;
        taken[item] = b + 1;
        drawn[n++] = item;
      }
    } else {
      const unseen = new Uint32Array(free);
      for (let item = 0, n = 0; item < itemCount; item++) if (taken[item] !== b + 1) unseen[n++] = item;
      drawn.set(random.shuffle(unseen).subarray(0, drawn.length));
    }
    drawn.sort();
  }
  return { start, items };
}

/** The lists that came with the dataset, for the given rows. @throws RecsmithError BAD_INPUT where there are none */
export function givenCandidates(view: View): Lists {
  if (!view.candidates)
    throw new RecsmithError('BAD_INPUT', 'The dataset has no given candidates.', {
      where: 'candidates',
      next: 'Choose all or sampled:99, or import the dataset with candidates of its own.',
    });
  return view.candidates;
}
