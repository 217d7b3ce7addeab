import { toast } from 'svelte-sonner';
import { foreignKind } from '../../../shared/foreign-kind.ts';
import type { PickedFile } from '../../../shared/bridge.ts';
import { problemOf, type Problem } from '../../client/problem.ts';
import { text } from '../../messages/index.ts';
import { href } from '../../state/address.ts';
import type { Application } from '../../state/application.svelte.ts';
import { EXTRAS, importOf } from './import.svelte.ts';

/** What the form starts with instead of its usual choices. */
export interface Preset {
  readonly duplicates?: string;
}

/** As many as the engine looks at together. */
const MOST = 8;
const t = text.drop;

/**
 * Hands dropped or chosen files to the engine, finds out which holds what, and opens the import. What is no table is
 * refused before it is sent. A file of items that is dropped on an open import joins it.
 */
export async function importFiles(
  app: Application,
  files: readonly File[],
  { preset = {}, folders = 0 }: { preset?: Preset; folders?: number } = {},
): Promise<void> {
  const { uploads } = app;
  const readable: File[] = [];
  const refused: string[] = folders > 0 ? [t.folders(folders)] : [];
  for (const file of files) {
    const why = await refusal(file);
    if (why === null) readable.push(file);
    else refused.push(why);
  }
  if (readable.length === 0 || readable.length > MOST) {
    uploads.refuse(problem(readable.length > MOST ? t.tooMany(MOST) : t.nothing, refused));
    return;
  }
  // The largest goes first: it mostly is what the person waits for.
  const sent: PickedFile[] = [];
  for (const file of readable.sort((a, b) => b.size - a.size)) {
    const uploaded = await uploads.send(file);
    if (!uploaded) return;
    sent.push(uploaded);
  }
  try {
    await open(app, sent, refused, preset);
  } catch (error) {
    uploads.refuse(problemOf(error));
  }
}

/** As `importFiles`, for files that the desktop has handed to the engine already. */
export async function importHanded(app: Application, files: readonly PickedFile[]): Promise<void> {
  const { uploads } = app;
  if (files.length > MOST) {
    uploads.refuse(problem(t.tooMany(MOST), []));
    return;
  }
  try {
    await open(app, files, [], {});
  } catch (error) {
    uploads.refuse(problemOf(error));
  }
}

/** Asks for files as the system does, then as `importFiles`. */
export function chooseFiles(app: Application, preset: Preset = {}): void {
  const input = document.createElement('input');
  input.type = 'file';
  input.multiple = true;
  input.addEventListener('change', () => {
    const files = [...(input.files ?? [])];
    if (files.length > 0) void importFiles(app, files, { preset });
  });
  input.click();
}

async function open(
  app: Application,
  sent: readonly PickedFile[],
  refused: readonly string[],
  preset: Preset,
): Promise<void> {
  const { client, router, uploads } = app;
  const here = router.path.at(0) === 'import' ? router.params.get('file') : null;
  const lone = sent.length === 1 && here === null;
  const kinds = lone ? [] : await client.imports.recognise({ files: sent.map(({ handle }) => handle) });
  const leftOut = [...refused];
  const found: Partial<Record<string, PickedFile>> = lone ? { interactions: sent[0] } : {};
  kinds.forEach(({ kind, reason }, at) => {
    // A single file is shown whatever it is: the preview says what is wrong with it.
    if (kind === 'unknown' && sent.length > 1) leftOut.push(t.leftOut(sent[at].name, reason ?? ''));
    else found[kind === 'unknown' ? 'interactions' : kind] = sent[at];
  });
  if (here !== null && sent.length === 1 && found.items) {
    const form = importOf(app, { handle: here, name: router.params.get('name') ?? here }, {});
    if (!form.importing) form.setExtra('items', found.items);
    return;
  }
  // A lone file of items is all the same what the person wants to see.
  const main = found.interactions ?? (sent.length === 1 ? sent[0] : undefined);
  if (!main) {
    uploads.refuse(problem(t.nothing, leftOut));
    return;
  }
  if (leftOut.length > 0) toast(leftOut.join(' '));
  const params: Record<string, string> = { file: main.handle, name: main.name, ...preset };
  for (const extra of EXTRAS) {
    const file = found[extra];
    if (!file || file === main) continue;
    params[extra] = file.handle;
    params[`${extra}Name`] = file.name;
  }
  router.go(href(['import'], params));
}

/** Why a file is not sent at all; null where it may be a table. */
async function refusal(file: File): Promise<string | null> {
  try {
    if (file.size === 0) return t.empty(file.name);
    const kind = foreignKind(new Uint8Array(await file.slice(0, 16).arrayBuffer()));
    return kind === null ? null : t.foreign(file.name, kind);
  } catch {
    // A folder, where the system does not say so, or a file that went away.
    return t.unreadable(file.name);
  }
}

const problem = (message: string, refused: readonly string[]): Problem => ({
  code: 'BAD_DATA',
  message,
  where: null,
  why: refused.join(' ') || null,
  next: t.next,
});
