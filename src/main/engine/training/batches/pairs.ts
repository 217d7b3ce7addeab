import type { PairBatches } from '../../compute/executor.ts';
import type { Histories } from '../../datasets/interactions.ts';
import type { BatchSettings } from '../../models/stages.ts';
import { Random } from '../../random.ts';
import { NegativeSampler } from './negatives.ts';
import { CHUNK_EXAMPLES, CHUNK_STEPS, type BatchSource, type ScorePairs, type Taken } from './source.ts';

export interface PairSourceInput {
  readonly train: Histories;
  readonly itemCount: number;
  readonly settings: BatchSettings;
  readonly seed: number;
  /** For negatives that the model chooses. */
  readonly score: ScorePairs;
  /** Of the stage: stages must not see the same order and negatives. */
  readonly stream: string;
}

/**
 * Batches of (user, item) examples. A pass shuffles the training rows; a step takes the next ones.
 *
 * `ratings`: batchSize rows with their values. `implicit`: a batch of batchSize examples holds
 * batchSize / (1 + negatives) rows, each followed by its negatives. `pairwise`: batchSize pairs, a row `negatives` times.
 */
export class PairSource implements BatchSource {
  readonly stepsPerPass: number;
  readonly stepsPerEpoch: number;
  readonly limits: { readonly examples: number; readonly entries: number };
  readonly ahead: boolean;
  readonly #input: PairSourceInput;
  /** Training rows that there are examples of, and the user of each. */
  readonly #rows: Uint32Array;
  readonly #userOf: Uint32Array;
  readonly #rowsPerStep: number;
  /** Examples that a row makes. */
  readonly #each: number;
  readonly #sampler: NegativeSampler;
  readonly #order: Random;
  #pass = -1;
  #shuffled: Uint32Array;

  constructor(input: PairSourceInput) {
    const { train, itemCount, settings, seed, stream } = input;
    const { kind, batchSize, negatives, sampler, dropLast, iterationsPerEpoch } = settings;
    this.#input = input;
    this.#sampler = new NegativeSampler(train, itemCount, new Random(seed, `${stream}/negatives`), settings);
    this.#order = new Random(seed, `${stream}/order`);
    this.#each = kind === 'ratings' ? 1 : kind === 'implicit' ? 1 + negatives : Math.max(1, negatives);
    this.#rowsPerStep = Math.max(1, Math.floor(batchSize / this.#each));
    this.#userOf = usersOfRows(train);
    // Who has every item has no negative.
    const all = Uint32Array.from({ length: train.items.length }, (_, row) => row);
    this.#rows = kind === 'ratings' ? all : all.filter((row) => this.#sampler.has(this.#userOf[row]));
    this.#shuffled = new Uint32Array(this.#rows.length);
    const steps = this.#rows.length / this.#rowsPerStep;
    this.stepsPerPass = Math.max(1, dropLast ? Math.floor(steps) : Math.ceil(steps));
    this.stepsPerEpoch = iterationsPerEpoch || this.stepsPerPass;
    this.limits = { examples: this.#rowsPerStep * this.#each, entries: 0 };
    this.ahead = sampler !== 'hardest' || kind === 'ratings';
  }

  take(step: number, most: number): Taken {
    const { settings, train } = this.#input;
    const pass = Math.floor(step / this.stepsPerPass);
    const first = step % this.stepsPerPass;
    const fitting = Math.max(1, Math.min(CHUNK_STEPS, Math.floor(CHUNK_EXAMPLES / this.limits.examples)));
    const steps = this.ahead ? Math.min(most, fitting, this.stepsPerPass - first) : 1;
    this.#shuffle(pass);
    const from = first * this.#rowsPerStep;
    const to = Math.min(this.#rows.length, (first + steps) * this.#rowsPerStep);
    const count = (to - from) * this.#each;
    const pairwise = settings.kind === 'pairwise';
    const batches = {
      kind: 'pairs' as const,
      starts: Uint32Array.from({ length: steps + 1 }, (_, k) => Math.min(count, k * this.#rowsPerStep * this.#each)),
      users: new Uint32Array(count),
      items: new Uint32Array(count),
      negatives: pairwise ? new Uint32Array(count) : null,
      targets: pairwise ? null : new Float32Array(count),
      weights: settings.confidence > 0 && train.values ? new Float32Array(count) : null,
    };
    for (let place = from, at = 0; place < to; place++, at += this.#each)
      this.#fill(batches, at, this.#shuffled[place], pass, place);
    if (!this.ahead) this.#choose(batches, pass, from);
    return { batches, steps };
  }

  #shuffle(pass: number): void {
    if (pass === this.#pass) return;
    this.#shuffled.set(this.#rows);
    this.#order.at(pass).shuffle(this.#shuffled);
    this.#pass = pass;
  }

  #fill(
    { users, items, negatives, targets, weights }: PairBatches,
    at: number,
    row: number,
    pass: number,
    place: number,
  ) {
    const { train, settings } = this.#input;
    const user = this.#userOf[row];
    const value = train.values ? train.values[row] : 1;
    const drawn = this.#each - (settings.kind === 'pairwise' ? 0 : 1);
    for (let k = 0; k < this.#each; k++) {
      users[at + k] = user;
      items[at + k] = train.items[row];
      if (weights) weights[at + k] = 1;
    }
    if (targets) targets[at] = targetOf(value, settings);
    if (weights) weights[at] = 1 + settings.confidence * value;
    if (!this.ahead) return; // `choose` draws them
    for (let k = 0; k < drawn; k++) {
      const item = this.#sampler.draw(user, pass, place * drawn + k);
      if (negatives) negatives[at + k] = item;
      else items[at + 1 + k] = item;
    }
  }

  /** Of each negative's candidates the one that the model scores highest; the first among equals. */
  #choose(batches: PairBatches, pass: number, firstRow: number): void {
    const { settings, score } = this.#input;
    const candidates = Math.max(1, settings.candidates);
    const own = settings.kind === 'pairwise' ? 0 : 1; // the example that is no negative
    const drawn = this.#each - own;
    const rows = batches.users.length / this.#each;
    const users = new Uint32Array(rows * drawn * candidates);
    const items = new Uint32Array(users.length);
    for (let row = 0, at = 0; row < rows; row++)
      for (let k = 0; k < drawn * candidates; k++, at++) {
        users[at] = batches.users[row * this.#each];
        items[at] = this.#sampler.draw(users[at], pass, (firstRow + row) * drawn * candidates + k);
      }
    const scores = new Float32Array(users.length);
    score(users, items, scores);
    const into = batches.negatives ?? batches.items;
    for (let row = 0; row < rows; row++)
      for (let k = 0; k < drawn; k++) {
        const from = (row * drawn + k) * candidates;
        let best = from;
        for (let at = from + 1; at < from + candidates; at++) if (scores[at] > scores[best]) best = at;
        into[row * this.#each + own + k] = items[best];
      }
  }
}

/** [N], the user of each training row. */
export function usersOfRows({ start, items }: Pick<Histories, 'start' | 'items'>): Uint32Array {
  const users = new Uint32Array(items.length);
  for (let user = 0; user + 1 < start.length; user++) users.fill(user, start[user], start[user + 1]);
  return users;
}

function targetOf(value: number, { kind, binary, highest }: BatchSettings): number {
  if (kind === 'implicit') return highest > 0 ? Math.max(0, value / highest) : 1;
  return binary ? Number(value > 0) : value;
}
