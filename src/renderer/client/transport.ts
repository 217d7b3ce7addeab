import type { ClientContext, ClientLink } from '@orpc/client';

export type Link = ClientLink<ClientContext>;

/** One life of a connection to the engine. */
export interface Line {
  readonly link: Link;
  /** Settles when the line is gone, for whatever reason. */
  readonly closed: Promise<void>;
  close(): void;
}

export interface UploadOptions {
  readonly signal: AbortSignal;
  readonly onProgress: (done: number, total: number) => void;
  /** What a former engine called the file: the new one is to know it by the same name. */
  readonly handle?: string;
}

/** The way to the engine: a WebSocket where the window runs in a browser, a port of the preload bridge on the desktop. */
export interface Transport {
  readonly name: 'websocket' | 'bridge';
  open(): Promise<Line>;
  /** Hands a file to the engine and returns its handle; the window never names a path. */
  upload(file: File, options: UploadOptions): Promise<string>;
}
