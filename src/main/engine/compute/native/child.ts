import { serve } from '../../threads/remote.ts';
import { openNative } from '../backends/open.ts';
import type { OpenBackend } from '../backends/backends.ts';

export interface NativeDescription {
  readonly version: string;
  readonly gpu: boolean;
}

/** What the process of a native backend does for its owner. */
export interface NativeServices {
  backend: {
    /** Loads TensorFlow. @returns what it is and where it computes */
    open(addon: string): Promise<NativeDescription>;
    describe(): NativeDescription;
  };
}

/** A sign of life (ms) between two steps; one that is missing for long means that a call never returned. */
const BEAT = 1000;

/** The process itself: serves until its owner is gone. */
export function nativeProcess(): void {
  let open: (OpenBackend & NativeDescription) | null = null;
  const describe = ({ version, gpu }: NativeDescription): NativeDescription => ({ version, gpu });
  const port = {
    postMessage: (message: unknown) => void process.send!(message),
    on: (_event: 'message', listener: (message: never) => void) => process.on('message', listener as never),
    off: (_event: 'message', listener: (message: never) => void) => process.off('message', listener as never),
  };
  serve(port as never, {
    backend: {
      async open(addon) {
        open = await openNative(addon);
        return describe(open);
      },
      describe: () => describe(open!),
    } satisfies NativeServices['backend'],
  });
  setInterval(() => process.send!({ beat: open?.id ?? null }), BEAT);
  process.on('disconnect', () => process.exit());
}
