import { delimiter } from 'node:path';
import { RecsmithError } from '../../../../shared/errors.ts';
import { nativeEntry } from '../../paths.ts';
import { ServedProcess } from '../../threads/process.ts';
import type { RemoteServices } from '../../threads/remote.ts';
import type { NativeSource } from '../backends/tensorflow.ts';
import type { NativeServices } from './child.ts';

export interface NativeOptions {
  /** `cuda` may use a graphics card, `tensorflow` sees none. */
  readonly device: 'cuda' | 'tensorflow';
  /** Threads of TensorFlow's own pools; absent: as it likes. */
  readonly threads?: number;
  /** The executor's processes serve one training after the other instead of one each. */
  readonly keep?: boolean;
  /** What the process prints. */
  readonly log?: (text: string) => void;
}

/** A process that says nothing for so long (ms) hangs: a driver that never returns. */
const SILENCE = 120_000;

/**
 * A native backend in a process of its own: a driver that crashes takes this process with it and nothing else. Calls
 * that were open then fail with ENGINE_STOPPED. The owner calls `close`.
 */
export class NativeProcess {
  readonly services: RemoteServices<NativeServices>;
  /** When the process is gone, for whatever reason. Never rejects. */
  readonly gone: Promise<void>;
  readonly #process: ServedProcess<NativeServices>;
  #closing = false;

  private constructor(source: NativeSource, { device, threads, log }: NativeOptions, silence: number) {
    this.#process = new ServedProcess<NativeServices>({
      entry: nativeEntry,
      env: environment(source, device, threads),
      ...(log && { log }),
      silence,
      stopped: (why) => stopped(why, this.#closing),
    });
    this.services = this.#process.services;
    this.gone = this.#process.gone;
  }

  /** @throws RecsmithError REFUSED when TensorFlow does not load there, with the loader's own words */
  static async start(source: NativeSource, options: NativeOptions, silence = SILENCE): Promise<NativeProcess> {
    if (process.versions['electron'] !== undefined)
      throw new RecsmithError('REFUSED', 'Native TensorFlow runs under Node, not inside the desktop application.', {
        next: 'Run "recsmith serve" or the command line for it; both work on the same workspace.',
      });
    const native = new NativeProcess(source, options, silence);
    try {
      await native.services.backend.open(source.addon);
      return native;
    } catch (error) {
      await native.close();
      const why = error instanceof Error ? error.message : String(error);
      throw new RecsmithError('REFUSED', `${source.name} could not be loaded.`, { why }, { cause: error });
    }
  }

  /** For tests of what happens when it dies. */
  get pid(): number | undefined {
    return this.#process.pid;
  }

  async close(): Promise<void> {
    this.#closing = true;
    await this.#process.close();
  }
}

function environment(source: NativeSource, device: NativeOptions['device'], threads?: number): NodeJS.ProcessEnv {
  const variable = process.platform === 'darwin' ? 'DYLD_LIBRARY_PATH' : 'LD_LIBRARY_PATH';
  const folders = [...source.libraryFolders, ...(process.env[variable] ? [process.env[variable]] : [])];
  return {
    [variable]: folders.join(delimiter),
    TF_CPP_MIN_LOG_LEVEL: '2',
    // Else TensorFlow takes the whole memory of the card.
    TF_FORCE_GPU_ALLOW_GROWTH: 'true',
    ...(device === 'tensorflow' && { CUDA_VISIBLE_DEVICES: '-1' }),
    ...(threads !== undefined && {
      TF_NUM_INTRAOP_THREADS: String(threads),
      TF_NUM_INTEROP_THREADS: '1',
      OMP_NUM_THREADS: String(threads),
    }),
  };
}

const stopped = (why: string, asked: boolean): RecsmithError =>
  asked
    ? new RecsmithError('ENGINE_STOPPED', 'The process of the native backend was closed.')
    : new RecsmithError('ENGINE_STOPPED', 'The process of the native backend stopped.', {
        why,
        next: 'Resume the run: it goes on from its last checkpoint. Another backend may be steadier here.',
      });
