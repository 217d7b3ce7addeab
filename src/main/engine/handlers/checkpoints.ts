import type { EngineServices } from '../services.ts';
import { notYet, type Implementer } from './base.ts';

export function checkpointHandlers(os: Implementer, _services: EngineServices) {
  return {
    export: os.checkpoints.export.handler(() => notYet()),
    download: os.checkpoints.download.handler(() => notYet()),
    inspect: os.checkpoints.inspect.handler(() => notYet()),
    load: os.checkpoints.load.handler(() => notYet()),
  };
}
