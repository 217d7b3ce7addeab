import { toast } from 'svelte-sonner';
import { problemOf } from '../client/problem.ts';
import { text } from '../messages/index.ts';
import type { Application } from '../state/application.svelte.ts';

/** How long "Undo" stays in sight (ms); the pointer or the focus on it holds it. The key and the trash have it longer. */
const UNDO_FOR = 10_000;

interface Thing {
  readonly id: string;
  readonly name: string;
}

/** Moves a dataset, view or run to the trash and offers to take that back. @returns whether it was moved. */
export async function moveToTrash(app: Application, { id, name }: Thing): Promise<boolean> {
  try {
    await app.client.trash.delete({ name: id });
  } catch (error) {
    toast.error(problemOf(error).message);
    return false;
  }
  app.frame.deleted = { id, name };
  toast(text.data.deleted(name), {
    id,
    duration: UNDO_FOR,
    action: { label: text.data.undo, onClick: () => void bringBack(app, { id, name }) },
  });
  return true;
}

/** Takes a thing out of the trash again. */
export async function bringBack(app: Application, { id, name }: Thing): Promise<void> {
  try {
    await app.client.trash.restore({ name: id });
    toast(text.data.restored(name), { id });
  } catch (error) {
    toast.error(problemOf(error).message);
  }
  if (app.frame.deleted?.id === id) app.frame.deleted = null;
}
