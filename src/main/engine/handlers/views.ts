import type { EngineServices } from '../services.ts';
import { requireWritable, type Implementer } from './base.ts';

export function viewHandlers(os: Implementer, { storage, views, changed, writable }: EngineServices) {
  return {
    list: os.views.list.handler(() => storage.views.list()),
    get: os.views.get.handler(({ input }) => storage.views.get(input.view)),
    preview: os.views.preview.handler(({ input, signal }) => {
      const cancelled = new SharedArrayBuffer(4);
      const raise = () => Atomics.store(new Int32Array(cancelled), 0, 1);
      if (signal?.aborted) raise();
      signal?.addEventListener('abort', raise, { once: true });
      return views.preview(input, cancelled).finally(() => signal?.removeEventListener('abort', raise));
    }),
    create: os.views.create.handler(async ({ input }) => {
      requireWritable(writable);
      const view = await views.create(input);
      changed('views', view.id);
      return view;
    }),
    rename: os.views.rename.handler(async ({ input }) => {
      requireWritable(writable);
      const view = await storage.views.rename(input.view, input.name);
      changed('views', view.id);
      // Runs show the view's name.
      changed('runs');
      return view;
    }),
  };
}
