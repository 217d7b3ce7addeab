import type { DatasetSummary } from '../../shared/contract/datasets.ts';
import type { ViewSummary } from '../../shared/contract/views.ts';
import type { Workspace } from './workspace.svelte.ts';

const KEY = 'window.view';

/** The dataset and view that every screen below works with, unless its address names another. */
export class Focus {
  readonly #workspace: Workspace;
  #chosen = $state<string | null>(null);

  /** The chosen view, else the one of the last session, else the newest. */
  readonly view: ViewSummary | undefined = $derived.by(() => {
    const stored = this.#workspace.setting(KEY);
    const last = typeof stored === 'string' ? stored : null;
    return this.#workspace.view(this.#chosen) ?? this.#workspace.view(last) ?? this.#workspace.views.at(0);
  });
  readonly dataset: DatasetSummary | undefined = $derived.by(
    () => this.#workspace.dataset(this.view?.datasetId) ?? this.#workspace.datasets.at(0),
  );

  constructor(workspace: Workspace) {
    this.#workspace = workspace;
  }

  choose(viewId: string): void {
    this.#chosen = viewId;
    this.#workspace.saveSetting(KEY, viewId);
  }
}
