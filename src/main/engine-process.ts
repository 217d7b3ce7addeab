import { RecsmithError, errorValue } from '../shared/errors.ts';
import { openEngine, type Engine } from './engine/index.ts';
import { reportJobs } from './supervisor/job-news.ts';
import type { FromEngine, ToEngine } from './supervisor/messages.ts';
import { servePort, type PortLike } from './transport/message-port.ts';

/**
 * The engine as a process of its own, below the Electron main process. Electron is not loaded here: what it adds to a
 * utility process is described by its shape. Under plain Node the parent is reached by the channel of `fork`.
 */
interface ParentPort {
  on(event: 'message', listener: (event: { data: unknown; ports: PortLike[] }) => void): void;
  postMessage(message: FromEngine): void;
}

function parentPort(): ParentPort {
  const { parentPort: electron } = process as unknown as { parentPort?: ParentPort };
  if (electron) return electron;
  if (!process.send) throw new Error('This file is started by Recsmith itself.');
  return {
    on: (_event, listener) => void process.on('message', (data) => listener({ data, ports: [] })),
    // What cannot be told any more must not keep the engine from closing in order.
    postMessage: (message) => void process.send!(message, undefined, undefined, () => undefined),
  };
}

async function main(parent: ParentPort): Promise<void> {
  const [workspace, former = null] = process.argv.slice(2);
  let engine: Engine;
  try {
    if (!workspace) throw new RecsmithError('BAD_INPUT', 'The engine was started without a workspace.');
    engine = await openEngine({ workspace, door: 'window', former });
  } catch (error) {
    parent.postMessage({ kind: 'failed', error: errorValue(error) });
    // The message needs a turn of the event loop to leave.
    setTimeout(() => process.exit(1), 100);
    return;
  }
  process.on('unhandledRejection', (reason) => engine.log.error('unhandled rejection', reason));
  // The supervisor starts another one.
  void engine.failure.then(() => process.exit(1));
  const close = () => void engine.close().finally(() => process.exit(0));
  // Without its parent nobody would ever stop it.
  process.once('disconnect', close);
  process.once('SIGTERM', close);
  parent.on('message', ({ data, ports }) => {
    const message = data as ToEngine;
    switch (message.kind) {
      case 'connect':
        for (const port of ports) servePort(engine, port);
        break;
      case 'file': {
        const handle = engine.files.register(message.path, { name: message.name, handle: message.handle });
        parent.postMessage({ kind: 'handle', call: message.call, handle });
        break;
      }
      case 'close':
        close();
    }
  });
  parent.postMessage({ kind: 'ready' });
  await reportJobs(engine, (news) => parent.postMessage({ kind: 'jobs', ...news }));
}

await main(parentPort());
