import type {
  BiasRanking,
  EmbeddingCard,
  EmbeddingInfo,
  EmbeddingMap,
  FactorExtremes,
  Neighbours,
  Side,
} from '../../../shared/contract/embeddings.ts';
import type { RunSummary } from '../../../shared/contract/runs.ts';
import { problemOf, type Problem } from '../../client/problem.ts';
import type { Application } from '../../state/application.svelte.ts';
import { Latest } from '../../state/latest.ts';
import type { Dot } from '../../ui/charts/scatter.ts';
import type { ExplorePlace } from './place.ts';

export const LENGTHS = [10, 20, 50] as const;
const POINTS = 3000;
const NEAREST = 10;
/** In the list beside the map. */
export const LISTED = 100;

/** What a finished run has learned of its items and users, apart from any single user. */
export class ExploreState {
  info = $state.raw<EmbeddingInfo | null>(null);
  map = $state.raw<EmbeddingMap | null>(null);
  biases = $state.raw<BiasRanking | null>(null);
  factor = $state.raw<FactorExtremes | null>(null);
  near = $state.raw<Neighbours | null>(null);
  chosen = $state<string | null>(null);
  k = $state<(typeof LENGTHS)[number]>(10);
  typed = $state('');
  pending = $state(false);
  problem = $state.raw<Problem | null>(null);

  readonly run: RunSummary;
  readonly #app: Application;
  readonly #main = new Latest(0);
  readonly #beside = new Latest(0);

  constructor(app: Application, run: RunSummary) {
    this.#app = app;
    this.run = run;
  }

  readonly dots: readonly Dot[] = $derived.by(() => dotsOf(this.map));
  /** Ids on the map that match what is typed; null while nothing is. */
  readonly marked: ReadonlySet<string> | null = $derived.by(() => {
    const words = plain(this.typed).split(/\s+/).filter(Boolean);
    if (words.length === 0) return null;
    const found = (this.map?.points ?? []).filter(({ id, title }) => {
      const said = plain(`${title ?? ''} ${id}`);
      return words.every((word) => said.includes(word));
    });
    // Made anew each time, never changed.
    // eslint-disable-next-line svelte/prefer-svelte-reactivity
    return new Set(found.map(({ id }) => id));
  });
  /** Beside the map: what matches, or the most popular ones. */
  readonly listed: readonly EmbeddingCard[] = $derived.by(() => {
    const { marked } = this;
    const points = this.map?.points ?? [];
    return (marked ? points.filter(({ id }) => marked.has(id)) : points).slice(0, LISTED);
  });
  /** What is known of the chosen row. */
  readonly card: EmbeddingCard | null = $derived.by(
    () => this.near?.query ?? this.map?.points.find(({ id }) => id === this.chosen) ?? null,
  );

  /** Asks for what the place shows, unless it is here. */
  follow({ view, side, factor, chosen }: ExplorePlace, k: number = this.k): void {
    if (chosen !== this.chosen || (this.near && this.near.of !== side)) this.#look(side, chosen);
    const { client } = this.#app;
    const run = this.run.id;
    if (view === 'map') {
      if (this.map?.of === side) {
        this.#main.cancel();
        return;
      }
      this.#ask(
        (signal) => client.embeddings.map({ run, of: side, components: 2, limit: POINTS }, { signal }),
        (map) => (this.map = map),
      );
    } else if (view === 'biases')
      this.#ask(
        (signal) => client.embeddings.biases({ run, of: side, k }, { signal }),
        (biases) => (this.biases = biases),
      );
    else
      this.#ask(
        (signal) => client.embeddings.factor({ run, of: side, factor, k }, { signal }),
        (extremes) => (this.factor = extremes),
      );
  }

  stop(): void {
    this.#main.cancel();
    this.#beside.cancel();
  }

  #ask<T>(call: (signal: AbortSignal) => Promise<T>, done: (answer: T) => void): void {
    this.pending = true;
    this.#main.ask(
      async (signal) => {
        this.info ??= await this.#app.client.embeddings.describe({ run: this.run.id }, { signal });
        return call(signal);
      },
      (answer) => {
        this.pending = false;
        this.problem = null;
        done(answer);
      },
      (error) => {
        this.pending = false;
        this.problem = problemOf(error);
      },
    );
  }

  #look(side: Side, chosen: string | null): void {
    this.chosen = chosen;
    this.near = null;
    if (chosen === null) {
      this.#beside.cancel();
      return;
    }
    this.#beside.ask(
      (signal) =>
        this.#app.client.embeddings.neighbours({ run: this.run.id, of: side, id: chosen, k: NEAREST }, { signal }),
      (near) => (this.near = near),
      (error) => (this.problem = problemOf(error)),
    );
  }
}

/** Without case and accents: "amelie" finds "Amélie". */
const plain = (said: string): string =>
  said
    .normalize('NFD')
    .replace(/\p{M}+/gu, '')
    .toLowerCase();

function dotsOf(map: EmbeddingMap | null): Dot[] {
  const most = Math.max(1, ...(map?.points.slice(0, 1).map(({ interactions }) => interactions) ?? []));
  return (map?.points ?? []).map(({ id, title, interactions, at }) => ({
    id,
    label: title ?? id,
    x: at[0] ?? 0,
    y: at[1] ?? 0,
    weight: interactions / most,
  }));
}
