import type { Parameter } from '../../../shared/parameters.ts';
import { problemOf, type Problem } from '../../client/problem.ts';
import { text } from '../../messages/index.ts';
import type { Application } from '../../state/application.svelte.ts';
import { problemOfEntry, valueOf, type Entry } from './fields.ts';
import type { Input } from './run-input.ts';

type Whole = Extract<Parameter, { kind: 'number' | 'integer' }>;
export const STREAM_FIELDS = ['bootstrap', 'batch', 'window', 'k'] as const;
export type StreamField = (typeof STREAM_FIELDS)[number];

/** What the dialog asks for; the share of the first part is typed in percent. */
function streamSchema(): Record<StreamField, Whole> {
  const t = text.train.stream;
  const whole = (label: string, help: string, standard: number, min: number, max: number): Whole => ({
    ...{ kind: 'integer', label, help, group: 'training', scale: 'log', default: standard, min, max },
  });
  return {
    bootstrap: { ...whole(t.bootstrap, t.bootstrapHelp, 20, 1, 95), kind: 'number' },
    batch: whole(t.batch, t.batchHelp, 1, 1, 10_000),
    window: whole(t.window, t.windowHelp, 5000, 1, 1_000_000),
    k: whole(t.k, t.kHelp, 10, 1, 1000),
  };
}

/** A training that learns the first events in the usual way and all later ones as they come. */
export class StreamForm {
  readonly schema = streamSchema();
  entries = $state<Record<StreamField, Entry>>({ bootstrap: '20', batch: '1', window: '5000', k: '10' });
  starting = $state(false);
  problem = $state.raw<Problem | null>(null);
  readonly #app: Application;

  constructor(app: Application) {
    this.#app = app;
  }

  problemOf(field: StreamField): string | null {
    return problemOfEntry(this.schema[field], this.entries[field]);
  }
  readonly ready: boolean = $derived.by(() => STREAM_FIELDS.every((field) => this.problemOf(field) === null));

  /** @returns the id of the run, or null where it was refused, and `problem` then says why */
  async start(input: Input): Promise<string | null> {
    if (!this.ready || this.starting) return null;
    const value = (field: StreamField) => Number(valueOf(this.schema[field], this.entries[field]));
    this.starting = true;
    this.problem = null;
    try {
      const { runId } = await this.#app.client.runs.stream({
        ...input,
        ...{ bootstrap: value('bootstrap') / 100, batch: value('batch'), window: value('window'), k: value('k') },
      });
      return runId;
    } catch (error) {
      this.problem = problemOf(error);
      return null;
    } finally {
      this.starting = false;
    }
  }
}
