import { spawn } from 'node:child_process';
import { createWriteStream, existsSync, mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { Readable, Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { RecsmithError } from '../../../../shared/errors.ts';
import { userFolder } from '../../user-settings.ts';
import type { BackendReport } from './backends.ts';
import { askNative } from './probe.ts';
import { bind, boundFolder, findTensorFlow, forgetFolder, rememberFolder } from './tensorflow.ts';

/** What binding a TensorFlow came to. */
export interface BoundTensorFlow {
  readonly folder: string;
  readonly version: string;
  readonly backends: readonly BackendReport[];
  /** Libraries of CUDA that came as Python packages beside it. */
  readonly cudaPackages: number;
}

/**
 * Takes a TensorFlow that the user has: finds it, binds it, lets it compute, and remembers it if it did.
 * @throws RecsmithError NOT_FOUND, REFUSED: nothing is remembered then
 */
export async function useTensorFlow(directory: string, log?: (text: string) => void): Promise<BoundTensorFlow> {
  const found = findTensorFlow(directory);
  const backends = await askNative(await bind(found), log);
  rememberFolder(directory);
  const version = backends.find(({ available }) => available)?.version ?? 'unknown';
  return { folder: found.folder, version, backends, cudaPackages: found.cuda.length };
}

/** What is bound now; null where nothing is. @throws RecsmithError where it cannot be used any more */
export async function boundTensorFlow(): Promise<BoundTensorFlow | null> {
  const folder = boundFolder();
  if (folder === null) return null;
  const found = findTensorFlow(folder);
  const backends = await askNative(await bind(found));
  const version = backends.find(({ available }) => available)?.version ?? 'unknown';
  return { folder: found.folder, version, backends, cudaPackages: found.cuda.length };
}

/** @returns whether there was something to forget. A TensorFlow that was downloaded goes, one of the user's own stays. */
export function forgetTensorFlow(): boolean {
  const bound = boundFolder() !== null;
  forgetFolder();
  return bound;
}

/**
 * What the install script of @tensorflow/tfjs-node 4.22.0 would fetch for this system: TensorFlow's own C library,
 * version 2.9.1 (on ARM 2.7). It can be told another host as there, by `TFJS_NODE_CDN_STORAGE`.
 * @throws RecsmithError REFUSED where there is none
 */
export function downloadAddress(
  platform: NodeJS.Platform = process.platform,
  arch: NodeJS.Architecture = process.arch,
  gpu = false,
): string {
  const host = process.env['TFJS_NODE_CDN_STORAGE'] ?? 'https://storage.googleapis.com/';
  const versioned = (system: string) => `${host}tensorflow/libtensorflow/libtensorflow-${system}-2.9.1.tar.gz`;
  if (platform === 'linux' && arch === 'x64') return versioned(gpu ? 'gpu-linux-x86_64' : 'cpu-linux-x86_64');
  if (platform === 'linux' && arch === 'arm64') return `${host}tf-builds/libtensorflow_r2_7_linux_arm64.tar.gz`;
  if (platform === 'darwin' && arch === 'x64') return versioned('cpu-darwin-x86_64');
  if (platform === 'darwin' && arch === 'arm64') return `${host}tf-builds/libtensorflow_r2_7_darwin_arm64_cpu.tar.gz`;
  throw new RecsmithError('REFUSED', `There is no such download for ${platform} ${arch}.`, {
    next:
      platform === 'win32'
        ? 'Install @tensorflow/tfjs-node-gpu beside Recsmith (TensorFlow 2.9, CUDA 11.2), or run "recsmith serve" under WSL 2.'
        : 'Name a TensorFlow that you have: recsmith tensorflow --use DIR.',
  });
}

export interface DownloadSteps {
  /** Before a byte of it is fetched. bytes: null where the host does not say. */
  begins(address: string, bytes: number | null): void;
  progress(done: number, total: number | null): void;
}

/** Without an answer within this time (ms) the host counts as unreachable. */
const ANSWER_WITHIN = 10_000;

/**
 * Fetches it into the user's folder, unpacks it, and binds it as `useTensorFlow` does.
 * @throws RecsmithError REFUSED when the host cannot be reached or what came cannot be used; CANCELLED
 */
export async function downloadTensorFlow(steps: DownloadSteps, signal?: AbortSignal): Promise<BoundTensorFlow> {
  const address = downloadAddress();
  const folder = join(userFolder(), 'tensorflow', 'downloaded');
  const unreachable = (why: string, cause?: unknown) =>
    new RecsmithError(
      'REFUSED',
      'TensorFlow could not be downloaded.',
      {
        ...{ where: address, why },
        next: 'Without a network, bring one: in a Python environment "pip install tensorflow", then recsmith tensorflow --use DIR.',
      },
      { cause },
    );
  // Redirects to other hosts are followed as npm would; a proxy is taken from the environment where Node is told to.
  const response = await fetchWithin(address, signal).catch((error: unknown) => {
    signal?.throwIfAborted();
    throw unreachable(reasonOf(error), error);
  });
  if (!response.ok || response.body === null) throw unreachable(`The host answered ${response.status}.`);
  const length = Number(response.headers.get('content-length'));
  const total = Number.isFinite(length) && length > 0 ? length : null;
  steps.begins(address, total);

  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const archive = join(folder, 'libtensorflow.tar.gz');
  let done = 0;
  const counted = new Transform({
    transform(chunk: Buffer, _encoding, next) {
      done += chunk.length;
      steps.progress(done, total);
      next(null, chunk);
    },
  });
  try {
    await pipeline(Readable.fromWeb(response.body as never), counted, createWriteStream(archive), { signal });
    if (total !== null && done !== total) throw new Error(`${done} of ${total} bytes came`);
    await unpack(archive, folder);
    rmSync(archive);
    return await useTensorFlow(folder);
  } catch (error) {
    rmSync(folder, { recursive: true, force: true });
    signal?.throwIfAborted();
    throw error instanceof RecsmithError ? error : unreachable(reasonOf(error), error);
  }
}

async function fetchWithin(address: string, signal: AbortSignal | undefined): Promise<Response> {
  const answer = new AbortController();
  const timer = setTimeout(() => answer.abort(new Error('no answer within 10 seconds')), ANSWER_WITHIN);
  try {
    return await fetch(address, { signal: signal ? AbortSignal.any([signal, answer.signal]) : answer.signal });
  } finally {
    clearTimeout(timer);
  }
}

/** `fetch` hides what happened behind "fetch failed". */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause instanceof Error ? error.cause.message : error.message;
}

async function unpack(archive: string, folder: string): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    const tar = spawn('tar', ['xzf', archive, '-C', folder], { stdio: 'ignore' });
    tar.once('error', reject);
    tar.once('exit', (code) => (code === 0 ? resolve() : reject(new Error('the archive could not be unpacked'))));
  });
  if (!existsSync(join(folder, 'lib'))) throw new Error('the archive holds no library');
}
