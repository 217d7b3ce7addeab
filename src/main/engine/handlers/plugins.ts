import { statSync } from 'node:fs';
import { readPlugin } from '../plugins/source.ts';
import { isTrusted } from '../plugins/trust.ts';
import type { EngineServices } from '../services.ts';
import type { Implementer } from './base.ts';

export function pluginHandlers(os: Implementer, { plugins, files, changed }: EngineServices) {
  return {
    list: os.plugins.list.handler(() => plugins.list()),
    inspect: os.plugins.inspect.handler(({ input }) => {
      const { path, name } = files.resolveCode(input.file);
      const source = readPlugin(path);
      return { path, name, hash: source.hash, bytes: statSync(path).size, trusted: isTrusted(source) };
    }),
    trust: os.plugins.trust.handler(async ({ input }) => {
      const info = await plugins.trust(files.resolveCode(input.file).path, input.lasting);
      changed('models');
      return info;
    }),
    forget: os.plugins.forget.handler(({ input }) => {
      const forgotten = plugins.forget(input.path);
      if (forgotten) changed('models');
      return { forgotten };
    }),
  };
}
