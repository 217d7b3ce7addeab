import type { Split, ViewPreview, ViewRecipe } from '../../../shared/contract/views.ts';
import type { DatasetSummary } from '../../../shared/contract/datasets.ts';
import { problemOf, type Problem } from '../../client/problem.ts';
import type { Application } from '../../state/application.svelte.ts';
import { Latest } from '../../state/latest.ts';
import { EMPTY, fieldsAsked, fieldsOf, isNumber, recipeOf, type Fields } from './recipe-fields.ts';

/** The recipe of a view as a person fills it in, with the engine's counts for it. */
export class ViewForm {
  name = $state('');
  fields = $state<Fields>({ ...EMPTY });

  counts = $state.raw<ViewPreview | null>(null);
  problem = $state.raw<Problem | null>(null);
  /** The figures on screen are older than the form. */
  counting = $state(false);
  saving = $state(false);

  readonly #app: Application;
  readonly #dataset: DatasetSummary;
  readonly #latest = new Latest(250);

  /** Starts from the recipe of another view, or from what an address asks for. */
  constructor(
    app: Application,
    dataset: DatasetSummary,
    from: ViewRecipe | null,
    params: URLSearchParams | null = null,
  ) {
    this.#app = app;
    this.#dataset = dataset;
    if (from) this.take(from);
    else {
      // What is honest for the data is there before anything is chosen.
      const kind = dataset.given ? 'given' : dataset.hasTime ? 'leave-last' : 'per-user';
      this.fields = { ...EMPTY, kind, ...(params && fieldsAsked(params)) };
    }
  }

  /** The form filled in with a recipe. */
  take(recipe: ViewRecipe): void {
    this.fields = fieldsOf(recipe);
  }

  readonly recipe: ViewRecipe = $derived.by(() => recipeOf(this.fields, this.#dataset.hasValues));
  readonly split: Split = $derived(this.recipe.split);
  readonly thresholdWrong: boolean = $derived(this.fields.threshold.trim() !== '' && !isNumber(this.fields.threshold));

  /** Asks for the counts of a recipe. */
  refresh(recipe: ViewRecipe): void {
    if (this.thresholdWrong) {
      this.#latest.cancel();
      return;
    }
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
    if (this.saving || this.thresholdWrong) return null;
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
