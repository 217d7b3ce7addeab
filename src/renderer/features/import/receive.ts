import type { Application } from '../../state/application.svelte.ts';
import { href } from '../../state/address.ts';

/** What the form starts with instead of its usual choices. */
export interface Preset {
  readonly duplicates?: string;
}

/**
 * Hands dropped or chosen files to the engine and opens the import. Of two files the larger holds the interactions and
 * the smaller the items.
 */
export async function importFiles(app: Application, files: readonly File[], preset: Preset = {}): Promise<void> {
  const [interactions, items] = [...files].sort((a, b) => b.size - a.size);
  const file = await app.uploads.send(interactions);
  if (!file) return;
  // `items` is missing where there is one file only.
  const other = files.length > 1 ? await app.uploads.send(items) : null;
  app.router.go(
    href(['import'], {
      file: file.handle,
      name: file.name,
      items: other?.handle,
      itemsName: other?.name,
      ...preset,
    }),
  );
}

/** Asks for files as the system does, then as `importFiles`. */
export function chooseFiles(app: Application, preset: Preset = {}): void {
  const input = document.createElement('input');
  input.type = 'file';
  input.multiple = true;
  input.addEventListener('change', () => {
    const files = [...(input.files ?? [])];
    if (files.length > 0) void importFiles(app, files, preset);
  });
  input.click();
}
