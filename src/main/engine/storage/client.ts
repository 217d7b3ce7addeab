import { MessageChannel, Worker, type MessagePort } from 'node:worker_threads';
import { fromErrorValue, RecsmithError } from '../../../shared/errors.ts';
import { workerEntry } from '../paths.ts';
import { connect, type RemoteServices } from '../threads/remote.ts';
import type { StorageServices } from './api.ts';
import type { StorageMessage, StorageNews } from './thread.ts';
import type { WorkspaceOptions } from './workspace.ts';

export interface StorageHandle {
  readonly services: RemoteServices<StorageServices>;
  /** A port of its own for another thread: there `connect<StorageServices>(port)`. Send it in the transfer list. */
  port(): MessagePort;
  /** Ends calls already made, closes the database and gives the lock back. May be called twice. */
  close(): Promise<void>;
  /** Called once when the thread ends without having been told to; every open and later call of `services` fails. */
  onFailure(listener: (error: RecsmithError) => void): void;
}

/** Starts the storage thread on a workspace. @throws RecsmithError as `openWorkspace` does. */
export async function openStorage(options: WorkspaceOptions): Promise<StorageHandle> {
  const worker = new Worker(workerEntry, { workerData: { role: 'storage', ...options } });
  const send = (message: StorageMessage, transfer: MessagePort[] = []) => worker.postMessage(message, transfer);
  const remote = connect<StorageServices>(worker);
  const listeners: ((error: RecsmithError) => void)[] = [];
  const ended = Promise.withResolvers<void>();
  let failure: RecsmithError | null = null;
  let closing: Promise<void> | null = null;

  const failed = (why: string, cause?: unknown) => {
    if (failure) return;
    failure = new RecsmithError(
      'ENGINE_STOPPED',
      'The storage of the workspace stopped.',
      { why, next: 'Start Recsmith again; what was stored is kept.' },
      { cause },
    );
    remote.fail(failure);
    for (const listener of listeners) listener(failure);
  };
  await new Promise<void>((resolve, reject) => {
    worker.on('message', (news: StorageNews | { answer: number }) => {
      if ('ready' in news) resolve();
      else if ('error' in news && !('closed' in news) && !('answer' in news)) reject(fromErrorValue(news.error));
    });
    worker.on('error', (error) => {
      reject(error instanceof Error ? error : new Error(String(error)));
      failed(error instanceof Error ? error.message : String(error), error);
    });
    worker.on('exit', (code) => {
      reject(new RecsmithError('ENGINE_STOPPED', 'The storage thread ended before it was ready.'));
      if (closing) remote.fail(new RecsmithError('ENGINE_STOPPED', 'The workspace is closed.'));
      else failed(`the storage thread ended (code ${code})`);
      ended.resolve();
    });
  });

  return {
    services: remote.services,
    port() {
      const { port1, port2 } = new MessageChannel();
      send({ port: port1 }, [port1]);
      return port2;
    },
    close() {
      closing ??= (async () => {
        if (failure) return;
        send({ close: true });
        await ended.promise;
      })();
      return closing;
    },
    onFailure(listener) {
      if (failure) listener(failure);
      else listeners.push(listener);
    },
  };
}
