import type { Split, ViewCounts, ViewRecipe } from '../../../shared/contract/views.ts';
import type { DatasetSummary } from '../../../shared/contract/datasets.ts';
import { problemOf, type Problem } from '../../client/problem.ts';
import { fromDateField } from '../../messages/format.ts';
import type { Application } from '../../state/application.svelte.ts';
import { parseSplit } from '../../../shared/split.ts';
import { Latest } from '../../state/latest.ts';

export type SplitKind = Split['kind'];
export const OPERATORS = ['>=', '>', '=', '<=', '<'] as const;
export type Operator = (typeof OPERATORS)[number];

/** The recipe of a view as a person fills it in, with the engine's counts for it. */
export class ViewForm {
  name = $state('');
  operator = $state<Operator>('>=');
  /** Empty: every value counts. */
  threshold = $state('');
  from = $state('');
  to = $state('');
  minPerUser = $state(0);
  minPerItem = $state(0);
  binarise = $state(false);
  kind = $state<SplitKind>('random');
  /** Per cent of the interactions. */
  validation = $state(10);
  test = $state(10);
  /** Interactions or users, for the kinds that count. */
  count = $state(1);
  validationUsers = $state(100);
  testUsers = $state(100);
  foldIn = $state(80);
  seed = $state(42);

  counts = $state.raw<ViewCounts | null>(null);
  problem = $state.raw<Problem | null>(null);
  counting = $state(false);
  saving = $state(false);

  readonly #app: Application;
  readonly #dataset: DatasetSummary;
  readonly #latest = new Latest(250);

  constructor(app: Application, dataset: DatasetSummary) {
    this.#app = app;
    this.#dataset = dataset;
    if (dataset.given) this.kind = 'given';
  }

  /** Starts from what an address asks for, such as the cure of a dataset's warning: text forms of a `ViewPatch`. */
  take(params: URLSearchParams): void {
    const number = (name: string) => (params.has(name) ? Number(params.get(name)) : NaN);
    const condition = /^value\s*(>=|>|=|<=|<)\s*(-?[\d.]+)$/.exec(params.get('where') ?? '');
    if (condition) {
      this.operator = condition[1] as Operator;
      this.threshold = condition[2];
    }
    if (Number.isFinite(number('binarise'))) {
      this.binarise = true;
      this.threshold = params.get('binarise')!;
    }
    if (number('minPerUser') >= 0) this.minPerUser = number('minPerUser');
    if (number('minPerItem') >= 0) this.minPerItem = number('minPerItem');
    try {
      this.kind = parseSplit(params.get('split') ?? '').kind;
    } catch {
      // None, or none that there is: the usual one.
    }
  }

  readonly split: Split = $derived.by(() => {
    const validation = this.validation / 100;
    const test = this.test / 100;
    // Rounded, so that 0.8 is written and not 0.8000000000000002.
    const train = Math.round(1e9 * (1 - validation - test)) / 1e9;
    switch (this.kind) {
      case 'random':
      case 'per-user':
      case 'temporal':
      case 'rows':
        return { kind: this.kind, train, validation, test };
      case 'leave-last':
      case 'leave-random':
        return { kind: this.kind, count: this.count };
      case 'users':
        return { kind: 'users', validation: this.validationUsers, test: this.testUsers, foldIn: this.foldIn / 100 };
      case 'given':
      case 'none':
        return { kind: this.kind };
    }
  });

  readonly recipe: ViewRecipe = $derived.by(() => {
    const threshold = this.threshold.trim().replace(',', '.');
    const cut = threshold !== '' && this.#dataset.hasValues;
    return {
      filters: {
        where: cut && !this.binarise ? `value ${this.operator} ${threshold}` : null,
        binarise: cut && this.binarise ? Number(threshold) : null,
        from: fromDateField(this.from),
        to: dayAfter(fromDateField(this.to)),
        minPerUser: this.minPerUser,
        minPerItem: this.minPerItem,
      },
      split: this.split,
      seed: this.seed,
    };
  });

  /** Asks for the counts of a recipe. */
  refresh(recipe: ViewRecipe): void {
    this.counting = true;
    const input = { dataset: this.#dataset.id, ...recipe };
    this.#latest.ask(
      (signal) => this.#app.client.views.preview(input, { signal }),
      (counts) => {
        this.counts = counts;
        this.problem = null;
        this.counting = false;
      },
      (error) => {
        this.problem = problemOf(error);
        this.counting = false;
      },
    );
  }

  /** @returns the id of the new view, or null when it could not be made. */
  async save(): Promise<string | null> {
    this.saving = true;
    try {
      const view = await this.#app.client.views.create({
        dataset: this.#dataset.id,
        ...(this.name.trim() !== '' && { name: this.name.trim() }),
        ...this.recipe,
      });
      this.#app.focus.choose(view.id);
      return view.id;
    } catch (error) {
      this.problem = problemOf(error);
      return null;
    } finally {
      this.saving = false;
    }
  }

  stop(): void {
    this.#latest.cancel();
  }
}

/** The last day is part of the period; the contract's end is not. */
const dayAfter = (seconds: number | null): number | null => (seconds === null ? null : seconds + 86_400);
