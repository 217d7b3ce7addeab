import { spawn } from 'node:child_process';
import { restartMessage, startHeadless, untilStopped } from '../../headless.ts';
import { defineCommand, integer } from '../command.ts';

export const serve = defineCommand({
  name: 'serve',
  positionals: '',
  count: [0, 0],
  summary: 'the window in a browser; prints one URL with its token',
  options: {
    host: { value: 'H', help: 'default 127.0.0.1' },
    port: { value: 'N', help: 'default: any free one' },
    open: { help: 'open the URL in the browser' },
  },
  async run({ options, session, output }) {
    const server = await startHeadless({
      workspace: session.workspace,
      host: options.host ?? '127.0.0.1',
      port: integer('port', options.port, 0, 65535) ?? 0,
      onRestart: (error) => output.message(restartMessage(error)),
    });
    const stopped = untilStopped(server);
    if (server.warning !== null) output.message(server.warning);
    output.line(server.url);
    if (options.open) openBrowser(server.url);
    await stopped;
    return { url: server.url.replace(/\?.*$/, '') };
  },
});

function openBrowser(url: string): void {
  const [command, args]: [string, string[]] =
    process.platform === 'darwin'
      ? ['open', [url]]
      : process.platform === 'win32'
        ? ['rundll32', ['url.dll,FileProtocolHandler', url]]
        : ['xdg-open', [url]];
  // No browser is no reason to stop serving: the URL stands on the screen.
  spawn(command, args, { stdio: 'ignore', detached: true })
    .on('error', () => undefined)
    .unref();
}
