import type { Protocol } from '../../../shared/contract/runs.ts';
import type { View } from '../datasets/view.ts';
import { formatCandidates, type Candidates } from './candidates.ts';
import type { RankedUsers } from './ranking.ts';

export interface ProtocolFacts {
  readonly view: View;
  readonly on: 'test' | 'validation';
  readonly candidates: Candidates;
  readonly users: RankedUsers;
  readonly k: readonly number[];
  /** False where only errors of predicted ratings were asked for. */
  readonly ranked: boolean;
  readonly ratings: Protocol['ratings'];
}

const number = new Intl.NumberFormat('en-US');
const count = (n: number, one: string, many = `${one}s`): string => `${number.format(n)} ${n === 1 ? one : many}`;

/** What must be known to read the figures, as values and as sentences. */
export function protocolOf(facts: ProtocolFacts): Protocol {
  const { view, on, candidates, users, k, ranked, ratings } = facts;
  const averaged = ranked ? users.known.length + users.foldedIn.length : users.all.length;
  const masks = typeof candidates === 'object' || candidates === 'all';
  const parts = [
    'train',
    ...(on === 'test' && view.validation.items.length > 0 ? ['validation'] : []),
    ...(view.foldIn.items.length > 0 ? ['fold-in'] : []),
  ];
  return {
    part: on,
    split: view.split,
    candidates: formatCandidates(candidates),
    candidateItems: candidateItems(facts),
    masked: masks ? list(parts) : 'nothing',
    ties: 'against the relevant item',
    users: averaged,
    usersWithoutItems: view.userCount - users.all.length,
    k: [...k],
    ratings,
    sentence: [...(ranked ? rankingSentences(facts, averaged, list(parts)) : []), ...ratingSentences(ratings)].join(
      ' ',
    ),
  };
}

/** Size of the list that a relevant item is searched in, before masking; the mean where users differ. */
function candidateItems({ view, candidates, users }: ProtocolFacts): number {
  if (candidates === 'all') return view.itemCount;
  if (typeof candidates === 'object') return Math.min(candidates.sampled, view.itemCount);
  const { start } = view.candidates!;
  const listed = users.known.reduce((sum, user) => sum + start[user + 1] - start[user], 0);
  return users.known.length === 0 ? 0 : Math.round(listed / users.known.length);
}

function rankingSentences(facts: ProtocolFacts, averaged: number, masked: string): string[] {
  const { view, on, candidates, users } = facts;
  const sentences: string[] = [];
  if (candidates === 'all')
    sentences.push(
      `Each user's ${on} items are searched among all ${count(view.itemCount, 'item')}, without those the user has in ${masked}.`,
    );
  else if (candidates === 'given')
    sentences.push(`Each user's ${on} items are ranked together with the candidates that came with the dataset.`);
  else
    sentences.push(
      `Each user's ${on} items are ranked together with ${count(candidates.sampled, 'item')} drawn at random (seed ${candidates.seed}) among those the user does not have.`,
      'Figures from sampled candidates are higher than, and not comparable with, figures from all items.',
    );
  sentences.push(
    'Among equal scores a relevant item counts as last.',
    `Figures are means over ${count(averaged, 'user')}, with 95 % intervals; split ${view.split}.`,
  );
  const without = view.userCount - users.all.length;
  if (without > 0) sentences.push(`${count(without, 'user')} without ${on} items ${are(without)} not counted.`);
  if (users.foldedIn.length > 0)
    sentences.push(
      `${count(users.foldedIn.length, 'user')} ${are(users.foldedIn.length)} known by a folded-in part of the history alone.`,
    );
  if (users.notScorable.length > 0)
    sentences.push(
      `${count(users.notScorable.length, 'held-out user')} could not be scored, because the model has no fold-in, and ${are(users.notScorable.length)} not counted.`,
    );
  if (users.withoutCandidates.length > 0)
    sentences.push(
      `${count(users.withoutCandidates.length, 'user')} without given candidates ${are(users.withoutCandidates.length)} not counted.`,
    );
  return sentences;
}

function ratingSentences(ratings: Protocol['ratings']): string[] {
  if (!ratings) return [];
  const clipped = ratings.clippedTo ? `, clipped to ${ratings.clippedTo[0]} to ${ratings.clippedTo[1]}` : '';
  const sentences = [`RMSE and MAE are over ${count(ratings.predictions, 'predicted rating')}${clipped}.`];
  if (ratings.unknown > 0)
    sentences.push(
      `${number.format(ratings.unknown)} of them ${ratings.unknown === 1 ? 'has' : 'have'} a user or item without training rows, predicted from what is known of the other.`,
    );
  return sentences;
}

const are = (n: number): string => (n === 1 ? 'is' : 'are');
const list = (parts: readonly string[]): string =>
  parts.length < 2 ? parts.join('') : `${parts.slice(0, -1).join(', ')} and ${parts[parts.length - 1]}`;
