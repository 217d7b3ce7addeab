import { RPCLink } from '@orpc/client/message-port';
import { PORT_MESSAGE, type Bridge } from '../../shared/bridge.ts';
import { RecsmithError } from '../../shared/errors.ts';
import type { Line, Transport, UploadOptions } from './transport.ts';

export function bridgeOf(owner: object): Bridge | null {
  return 'bridge' in owner ? (owner.bridge as Bridge) : null;
}

const WAIT_FOR_PORT = 10_000; // ms

export class BridgeTransport implements Transport {
  readonly name = 'bridge';
  readonly #bridge: Bridge;

  constructor(bridge: Bridge) {
    this.#bridge = bridge;
  }

  async open(): Promise<Line> {
    const port = await this.#port();
    const closed = new Promise<void>((resolve) => port.addEventListener('close', () => resolve(), { once: true }));
    const link = new RPCLink({ port });
    port.start();
    return { link, closed, close: () => port.close() };
  }

  upload(file: File, { onProgress }: UploadOptions): Promise<string> {
    onProgress(file.size, file.size);
    return this.#bridge.fileHandle(file);
  }

  #port(): Promise<MessagePort> {
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        removeEventListener('message', take);
        reject(new RecsmithError('ENGINE_STOPPED', 'The engine does not answer.'));
      }, WAIT_FOR_PORT);
      const take = (event: MessageEvent<unknown>) => {
        if (event.source !== window || event.data !== PORT_MESSAGE || event.ports.length !== 1) return;
        clearTimeout(timer);
        removeEventListener('message', take);
        resolve(event.ports[0]);
      };
      addEventListener('message', take);
      this.#bridge.connect();
    });
  }
}
