import { RecsmithError } from '../../../shared/errors.ts';
import type { EngineServices } from '../services.ts';
import { requireWritable, type Implementer } from './base.ts';

export function datasetHandlers(os: Implementer, { storage, query, files, changed, writable }: EngineServices) {
  return {
    list: os.datasets.list.handler(() => storage.datasets.list()),
    get: os.datasets.get.handler(({ input }) => storage.datasets.profile(input.dataset)),
    rename: os.datasets.rename.handler(async ({ input }) => {
      requireWritable(writable);
      const dataset = await storage.datasets.rename(input.dataset, input.name);
      changed('datasets', dataset.id);
      // Views and runs show the dataset's name.
      changed('views');
      changed('runs');
      return dataset;
    }),
    searchUsers: os.datasets.searchUsers.handler(async ({ input: { dataset, text, offset, limit } }) => {
      const { id } = await storage.datasets.summary(dataset);
      return storage.datasets.searchUsers(id, text, offset, limit);
    }),
    searchItems: os.datasets.searchItems.handler(async ({ input: { dataset, text, offset, limit } }) => {
      const { id } = await storage.datasets.summary(dataset);
      return storage.datasets.searchItems(id, text, offset, limit);
    }),
    exportMatrix: os.datasets.exportMatrix.handler(({ input: { to, userIds, itemIds, ...what } }) => {
      const place = (handle: string) => files.resolveTarget(handle).path;
      return query.matrices.write({ ...what, path: place(to), userIds: place(userIds), itemIds: place(itemIds) });
    }),
  };
}

export function trashHandlers(os: Implementer, { storage, forget, changed, writable, queue }: EngineServices) {
  /** What was deleted or restored may have taken others along. */
  const everything = () => {
    for (const what of ['datasets', 'views', 'runs', 'trash'] as const) changed(what);
  };
  /** A job may read what lies in the trash: deleting is soft, this is not. */
  const refuseAtWork = () => {
    const job = queue.list().find(({ state }) => state === 'running' || state === 'queued');
    if (job)
      throw new RecsmithError('REFUSED', 'Nothing can be removed for good while a job is at work.', {
        why: job.title,
        next: 'Wait for it, or cancel it.',
      });
  };
  return {
    list: os.trash.list.handler(() => storage.trash.list()),
    delete: os.trash.delete.handler(async ({ input }) => {
      requireWritable(writable);
      const entry = await storage.trash.delete(input.name);
      forget(entry.id);
      everything();
      return entry;
    }),
    restore: os.trash.restore.handler(async ({ input }) => {
      requireWritable(writable);
      const entry = await storage.trash.restore(input.name);
      everything();
      return entry;
    }),
    purge: os.trash.purge.handler(async ({ input }) => {
      requireWritable(writable);
      refuseAtWork();
      await storage.trash.purge(input.id, input.typed);
      changed('trash');
    }),
    empty: os.trash.empty.handler(async () => {
      requireWritable(writable);
      refuseAtWork();
      const removed = await storage.trash.empty();
      changed('trash');
      return { removed };
    }),
  };
}
