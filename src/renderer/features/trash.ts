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

/**
 * Moves datasets, views or runs to the trash and offers to take that back, all of them at once.
 * @returns whether all were moved
 */
export async function moveToTrash(app: Application, given: Thing | readonly Thing[]): Promise<boolean> {
  const things = 'id' in given ? [given] : given;
  const moved: Thing[] = [];
  try {
    for (const { id, name } of things) {
      await app.client.trash.delete({ name: id });
      moved.push({ id, name });
    }
  } catch (error) {
    toast.error(problemOf(error).message);
  }
  if (moved.length === 0) return false;
  app.frame.deleted = moved;
  toast(moved.length === 1 ? text.data.deleted(moved[0].name) : text.data.deletedMany(moved.length), {
    id: moved[0].id,
    duration: UNDO_FOR,
    action: { label: text.data.undo, onClick: () => void bringBack(app, moved) },
  });
  return moved.length === things.length;
}

/** Takes things out of the trash again. */
export async function bringBack(app: Application, given: Thing | readonly Thing[]): Promise<void> {
  const things = 'id' in given ? [given] : given;
  try {
    for (const { id } of things) await app.client.trash.restore({ name: id });
    toast(things.length === 1 ? text.data.restored(things[0].name) : text.data.restoredMany(things.length), {
      id: things[0].id,
    });
  } catch (error) {
    toast.error(problemOf(error).message);
  }
  if (app.frame.deleted?.some(({ id }) => id === things[0].id)) app.frame.deleted = null;
}
