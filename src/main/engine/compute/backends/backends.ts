/** The backends of the executor `graph`, preferred ones first: a graphics card, native code, WebAssembly, JavaScript. */
export const BACKENDS = ['cuda', 'tensorflow', 'wasm', 'cpu'] as const;
export type BackendId = (typeof BACKENDS)[number];

/** The package that both native backends come from, and the version of its sources that we ship. */
export const TFJS = '@tensorflow/tfjs';

/** What a backend says of itself, or why it cannot. */
export interface BackendReport {
  readonly id: BackendId;
  readonly available: boolean;
  /** Asked of the backend: a TensorFlow for graphics cards without a driver silently runs on the processor. */
  readonly device: string | null;
  readonly version: string | null;
  /** Why it is not available. */
  readonly reason: string | null;
}

export type Tf = typeof import('@tensorflow/tfjs');

/** A backend that is at work in this thread. */
export interface OpenBackend {
  readonly id: BackendId;
  readonly tf: Tf;
  readonly device: string;
  readonly version: string;
}
