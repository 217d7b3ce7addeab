import { models } from '../models/registry.ts';
import type { EngineServices } from '../services.ts';
import { requireWritable, type Implementer } from './base.ts';

export function checkpointHandlers(os: Implementer, services: EngineServices) {
  const { storage, query, queue, files, writable, changed } = services;
  return {
    export: os.checkpoints.export.handler(({ input: { run, to } }) =>
      query.checkpoints.toFile({ run, path: files.resolveTarget(to).path }),
    ),
    download: os.checkpoints.download.handler(
      async ({ input }) => new Blob([await query.checkpoints.inMemory(input)], { type: 'application/octet-stream' }),
    ),
    inspect: os.checkpoints.inspect.handler(async ({ input }) => {
      const told = await query.checkpoints.inspect({ path: files.resolve(input.file).path });
      const here = (await storage.datasets.list()).find(({ contentHash }) => contentHash === told.dataset.contentHash);
      return {
        ...told,
        known: models.some(({ id }) => id === told.model),
        datasetHere: here?.name ?? null,
      };
    }),
    load: os.checkpoints.load.handler(({ input: { file, name } }) => {
      requireWritable(writable);
      const { path, name: fileName } = files.resolve(file);
      const job = queue.submit({
        type: 'load',
        title: `Loading ${fileName}`,
        input: { file: { path, name: fileName }, name },
        onEnd: async ({ state }) => {
          if (state !== 'done') return;
          await files.release([file]);
          for (const what of ['datasets', 'views', 'runs'] as const) changed(what);
        },
      });
      return { jobId: job.id };
    }),
  };
}
