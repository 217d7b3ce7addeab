import { resolve } from 'node:path';
import { defineCommand } from '../command.ts';

export const plugins = defineCommand({
  name: 'plugins',
  positionals: '',
  count: [0, 0],
  summary: 'models, losses, metrics and recommenders of your own: files that may run here',
  options: {
    trust: { value: 'FILE', help: 'let this file run from now on; it can do all that you can do' },
    forget: { value: 'FILE', help: 'let it run no more' },
  },
  async run({ options, session, output }) {
    const client = await session.read();
    if (options.trust !== undefined) {
      const file = session.code(options.trust);
      const { path, hash, bytes } = await client.plugins.inspect({ file });
      output.line(`${path}, ${bytes} bytes, SHA-256 ${hash}`);
      const plugin = await client.plugins.trust({ file });
      output.line(`may run: ${plugin.exports.map(({ kind, id }) => `${kind} ${id}`).join(', ')}`);
      return { plugin };
    }
    if (options.forget !== undefined) {
      const { forgotten } = await client.plugins.forget({ path: resolve(options.forget) });
      output.line(forgotten ? 'It will not run any more.' : 'It was not trusted.');
      return { forgotten };
    }
    const all = await client.plugins.list();
    output.table(
      ['file', 'state', 'exports', 'SHA-256'],
      all.map(({ path, state, exports, hash, problem }) => [
        path,
        problem ? `${state}: ${problem}` : state,
        exports.map(({ kind, id }) => `${kind} ${id}`).join(', '),
        hash ?? '',
      ]),
    );
    return { plugins: all };
  },
});
