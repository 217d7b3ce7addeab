import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { Worker } from 'node:worker_threads';
import { errorValue, RecsmithError } from '../../../../shared/errors.ts';
import { workerEntry } from '../../paths.ts';
import { NativeProcess } from '../native/process.ts';
import type { BackendId, BackendReport } from './backends.ts';
import { nativeSource, type NativeSource } from './tensorflow.ts';

/**
 * Asks every backend whether it works here, on which device and in which version. TensorFlow is loaded in a process
 * and a thread that end with the answer: never in the engine's own event loop.
 */
export async function probeBackends(log?: (text: string) => void): Promise<BackendReport[]> {
  const [native, portable] = await Promise.all([probeNative(log), probePortable()]);
  return [...native, ...portable];
}

/** What `probe-thread.ts` answers. */
export type PortableProbe = BackendReport[];

async function probePortable(): Promise<BackendReport[]> {
  const worker = new Worker(workerEntry, { workerData: { role: 'probe' }, stdout: true, stderr: true });
  try {
    return await new Promise<PortableProbe>((resolve, reject) => {
      worker.once('message', resolve);
      worker.once('error', reject);
      worker.once('exit', () => reject(new Error('the thread that asked them ended')));
    });
  } catch (error) {
    const { message } = errorValue(error);
    return [unavailable('wasm', message), unavailable('cpu', message)];
  } finally {
    await worker.terminate();
  }
}

const unavailable = (id: BackendId, reason: string): BackendReport => ({
  ...{ id, reason },
  ...{ available: false, device: null, version: null },
});

async function probeNative(log?: (text: string) => void): Promise<BackendReport[]> {
  const both = (reason: string) => [unavailable('cuda', noCuda() ?? reason), unavailable('tensorflow', reason)];
  try {
    const source = await nativeSource();
    if (source === null) return both(NONE);
    return await askNative(source, log);
  } catch (error) {
    const { message, details } = errorValue(error);
    return both([message, details.why, details.next].filter(Boolean).join(' '));
  }
}

const NONE =
  'No TensorFlow is bound. "recsmith tensorflow --use DIR" takes one that you have; none is ever fetched by itself.';

/**
 * Starts the process once, free to use a graphics card; without one, the same answer stands for the processor.
 * @throws RecsmithError REFUSED when it does not load
 */
export async function askNative(source: NativeSource, log?: (text: string) => void): Promise<BackendReport[]> {
  const native = await NativeProcess.start(source, { device: 'cuda', ...(log && { log }) });
  try {
    const { version, gpu } = await native.services.backend.describe();
    const processor: BackendReport = {
      ...{ id: 'tensorflow', available: true, version, reason: null },
      device: `processor, TensorFlow ${version}`,
    };
    if (!gpu)
      return [unavailable('cuda', noCuda() ?? `${source.name} (${version}) lists no graphics card.`), processor];
    const device = `${(await graphicsCard()) ?? 'graphics card'}, TensorFlow ${version}`;
    return [{ id: 'cuda', available: true, version, reason: null, device }, processor];
  } finally {
    await native.close();
  }
}

/** Why there can be no CUDA here, whatever TensorFlow is bound; null where there may be. */
export function noCuda(platform: NodeJS.Platform = process.platform): string | null {
  switch (platform) {
    case 'darwin':
      return 'There is no CUDA on a Mac.';
    case 'win32':
      return 'On native Windows a graphics card works only with TensorFlow 2.9 and CUDA 11.2, from @tensorflow/tfjs-node-gpu. Under WSL 2 any TensorFlow does.';
    default:
      return existsSync('/proc/driver/nvidia/version') || existsSync(join('/dev', 'nvidiactl'))
        ? null
        : 'No NVIDIA driver was found on this computer.';
  }
}

/** Its name as the driver says; TensorFlow's C interface does not tell. */
async function graphicsCard(): Promise<string | null> {
  try {
    const query = ['--query-gpu=name', '--format=csv,noheader'];
    const { stdout } = await promisify(execFile)('nvidia-smi', query, { timeout: 5000 });
    return stdout.split('\n')[0].trim() || null;
  } catch {
    return null;
  }
}

/** The answers, asked for once and kept until somebody binds or forgets a TensorFlow. */
export class BackendProbe {
  readonly #log: ((text: string) => void) | undefined;
  #reports: Promise<BackendReport[]> | null = null;

  constructor(log?: (text: string) => void) {
    this.#log = log;
  }

  reports(): Promise<BackendReport[]> {
    return (this.#reports ??= probeBackends(this.#log));
  }

  again(): void {
    this.#reports = null;
  }

  /**
   * The backend of `graph` that a request means.
   * @param wanted `auto`: the first that works
   * @throws RecsmithError REFUSED with the reason where it does not work here
   */
  async choose(wanted: BackendId | 'auto'): Promise<BackendReport> {
    const reports = await this.reports();
    const found = reports.find(({ id, available }) => (wanted === 'auto' ? available : id === wanted));
    if (found?.available) return found;
    throw new RecsmithError('REFUSED', `The backend ${wanted} is not available on this computer.`, {
      where: 'backend',
      why: found?.reason ?? 'No backend of TensorFlow.js works here.',
      next: 'Choose auto; "recsmith doctor" says what is available and why the others are not.',
    });
  }
}
