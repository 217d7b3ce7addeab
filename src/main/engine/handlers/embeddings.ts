import type { EngineServices } from '../services.ts';
import { notYet, type Implementer } from './base.ts';

export function embeddingHandlers(os: Implementer, _services: EngineServices) {
  return {
    describe: os.embeddings.describe.handler(() => notYet()),
    neighbours: os.embeddings.neighbours.handler(() => notYet()),
    pair: os.embeddings.pair.handler(() => notYet()),
    biases: os.embeddings.biases.handler(() => notYet()),
    map: os.embeddings.map.handler(() => notYet()),
    factor: os.embeddings.factor.handler(() => notYet()),
    rows: os.embeddings.rows.handler(() => notYet()),
    index: os.embeddings.index.handler(() => notYet()),
    buildIndex: os.embeddings.buildIndex.handler(() => notYet()),
    saveIndex: os.embeddings.saveIndex.handler(() => notYet()),
    loadIndex: os.embeddings.loadIndex.handler(() => notYet()),
  };
}
