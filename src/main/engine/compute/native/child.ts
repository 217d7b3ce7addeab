import { serveProcess } from '../../threads/process.ts';
import { openNative } from '../backends/open.ts';
import type { OpenBackend } from '../backends/backends.ts';
import { nativeTools, nativeTraining, type NativeTraining } from './training.ts';

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
  graph: NativeTraining;
}

/** The process itself: serves until its owner is gone. */
export function nativeProcess(): void {
  let open: (OpenBackend & NativeDescription) | null = null;
  const describe = ({ version, gpu }: NativeDescription): NativeDescription => ({ version, gpu });
  serveProcess({
    backend: {
      async open(addon) {
        open = await openNative(addon);
        return describe(open);
      },
      describe: () => describe(open!),
    } satisfies NativeServices['backend'],
    graph: nativeTraining(() => nativeTools(open!.tf)),
  });
}
