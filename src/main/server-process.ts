import type { Socket } from 'node:net';
import { errorValue, RecsmithError } from '../shared/errors.ts';
import { openServer, type EngineServer, type ServerOptions } from './server.ts';
import type { FromEngine, ToEngine } from './supervisor/messages.ts';

/**
 * The engine and its server as a process of their own, below the one that keeps the address (`headless.ts`). The first
 * message says what to serve: the token stands on no command line and in no environment. Connections come one by one.
 */
const tell = (message: FromEngine) => void process.send?.(message);

async function serve(options: ServerOptions): Promise<void> {
  let server: EngineServer;
  try {
    server = await openServer(options);
  } catch (error) {
    tell({ kind: 'failed', error: errorValue(error) });
    // The message needs a turn of the event loop to leave.
    setTimeout(() => process.exit(1), 100);
    return;
  }
  // The supervisor starts another one.
  void server.engine.failure.then(() => process.exit(1));
  const close = () => void server.close().finally(() => process.exit(0));
  process.once('SIGTERM', close);
  // Its parent is gone, however that ended: nobody could reach it any more, and the workspace must become free.
  const orphaned = () => {
    close();
    // What is stored is whole at any moment.
    setTimeout(() => process.exit(1), 10_000);
  };
  process.once('disconnect', orphaned);
  if (!process.connected) orphaned();
  // Node watches over slow requests from the moment a server listens, and this one never does.
  server.http.emit('listening');
  process.on('message', (message: ToEngine, socket?: Socket) => {
    if (message.kind === 'close') close();
    if (message.kind !== 'connect') return;
    tell({ kind: 'taken' });
    // A client that has gone in the meantime leaves nothing to serve.
    if (!socket) return;
    server.http.emit('connection', socket);
    socket.resume();
  });
  tell({ kind: 'ready' });
}

// Ctrl-C in a terminal reaches this process too; its parent says when to end.
process.on('SIGINT', () => undefined);
if (!process.send) throw new RecsmithError('BAD_INPUT', 'This file is started by Recsmith itself.');
process.once('message', (message: ToEngine) => {
  if (message.kind === 'serve') void serve(message.options);
});
