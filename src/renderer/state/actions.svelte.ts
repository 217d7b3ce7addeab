import type { Component } from 'svelte';

/** Something a person can do, by a button, by the command palette or by a key: written once, found in all of them. */
export interface Action {
  /** Unique and lasting: 'runs.pin'. */
  readonly id: string;
  /** Verb and object, as on the button: "Import a file…". */
  readonly label: string;
  /** Where it belongs: the heading in the sheet of shortcuts, said beside it in the palette. */
  readonly group: string;
  readonly icon?: Component;
  /** Words beside the label that a search should find too. */
  readonly also?: string;
  /** As tinykeys writes one press: '$mod+k', 'Shift+?', 'Alt+Digit1'. Of several, the first is shown. */
  readonly keys?: string | readonly string[];
  /** Its keys work behind an open dialog too: zoom, and nothing that changes what lies under the dialog. */
  readonly everywhere?: boolean;
  readonly run: () => unknown;
}

/** The actions that can be taken now: those of the window and those of the screen that is shown. */
export class Actions {
  #sources = $state.raw<readonly (() => readonly Action[])[]>([]);
  /** Later sources first: what the present screen offers comes before what is always there. */
  readonly all: readonly Action[] = $derived(this.#sources.flatMap((source) => source()));

  /** @returns a function that takes them away again. */
  add(source: () => readonly Action[]): () => void {
    this.#sources = [source, ...this.#sources];
    return () => {
      this.#sources = this.#sources.filter((other) => other !== source);
    };
  }
}
