import type { EngineServices } from '../services.ts';
import { requireWritable, type Implementer } from './base.ts';

export function embeddingHandlers(os: Implementer, { query, files, writable }: EngineServices) {
  return {
    describe: os.embeddings.describe.handler(({ input }) => query.embeddings.describe(input)),
    neighbours: os.embeddings.neighbours.handler(({ input }) => query.embeddings.neighbours(input)),
    pair: os.embeddings.pair.handler(({ input }) => query.embeddings.pair(input)),
    biases: os.embeddings.biases.handler(({ input }) => query.embeddings.biases(input)),
    map: os.embeddings.map.handler(({ input }) => query.embeddings.map(input)),
    factor: os.embeddings.factor.handler(({ input }) => query.embeddings.factor(input)),
    rows: os.embeddings.rows.handler(({ input }) => query.embeddings.rows(input)),
    index: os.embeddings.index.handler(({ input }) => query.indexes.info(input)),
    buildIndex: os.embeddings.buildIndex.handler(({ input }) => {
      requireWritable(writable);
      return query.indexes.build(input);
    }),
    saveIndex: os.embeddings.saveIndex.handler(({ input: { run, to } }) =>
      query.indexes.save({ run, path: files.resolveTarget(to).path }),
    ),
    loadIndex: os.embeddings.loadIndex.handler(({ input: { run, file } }) => {
      requireWritable(writable);
      return query.indexes.load({ run, path: files.resolve(file).path });
    }),
  };
}
