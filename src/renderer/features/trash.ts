import { toast } from 'svelte-sonner';
import { problemOf } from '../client/problem.ts';
import { text } from '../messages/index.ts';
import type { Application } from '../state/application.svelte.ts';

/** Moves a dataset, view or run to the trash and offers to take that back. @returns whether it was moved. */
export async function moveToTrash(app: Application, { id, name }: { id: string; name: string }): Promise<boolean> {
  try {
    await app.client.trash.delete({ name: id });
  } catch (error) {
    toast.error(problemOf(error).message);
    return false;
  }
  toast(text.data.deleted(name), {
    action: {
      label: text.data.undo,
      onClick: () =>
        void app.client.trash.restore({ name: id }).catch((error: unknown) => toast.error(problemOf(error).message)),
    },
  });
  return true;
}
