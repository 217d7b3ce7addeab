import type { EngineServices } from '../services.ts';
import { requireWritable, type Implementer } from './base.ts';

export function viewHandlers(os: Implementer, { storage, query, changed, writable }: EngineServices) {
  return {
    list: os.views.list.handler(() => storage.views.list()),
    get: os.views.get.handler(({ input }) => storage.views.get(input.view)),
    preview: os.views.preview.handler(({ input }) => query.views.preview(input)),
    create: os.views.create.handler(async ({ input }) => {
      requireWritable(writable);
      const view = await query.views.create(input);
      changed('views', view.id);
      return view;
    }),
  };
}
