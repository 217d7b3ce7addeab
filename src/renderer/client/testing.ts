import { RPCLink } from '@orpc/client/message-port';
import { RPCHandler } from '@orpc/server/message-port';
import { RecsmithError } from '../../shared/errors.ts';
import type { Line, Transport, UploadOptions } from './transport.ts';

/** For tests: the real protocol over ports inside this process, to a router of the test's own. Lines can be cut. */
export class LocalTransport implements Transport {
  readonly name = 'bridge';
  cut: (() => void) | null = null;
  opened = 0;
  /** Attempts to open a line that fail from now on. */
  refuse = 0;
  readonly sent: string[] = [];
  readonly #router: object;
  readonly #onFile: (handle: string) => void;

  constructor(router: object, onFile: (handle: string) => void = () => undefined) {
    this.#router = router;
    this.#onFile = onFile;
  }

  open(): Promise<Line> {
    if (this.refuse > 0) {
      this.refuse--;
      return Promise.reject(new RecsmithError('ENGINE_STOPPED', 'no'));
    }
    this.opened++;
    const { port1, port2 } = new MessageChannel();
    new RPCHandler(this.#router as never).upgrade(port2);
    port1.start();
    port2.start();
    const closed = new Promise<void>((resolve) => {
      this.cut = () => {
        port1.close();
        resolve();
      };
    });
    return Promise.resolve({ link: new RPCLink({ port: port1 }), closed, close: () => this.cut?.() });
  }

  upload(file: File, { handle = 'file-1' }: UploadOptions): Promise<string> {
    this.sent.push(`${file.name} as ${handle}`);
    this.#onFile(handle);
    return Promise.resolve(handle);
  }
}
