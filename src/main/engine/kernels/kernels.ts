import { readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import { RecsmithError } from '../../../shared/errors.ts';
import { resource, workerEntry } from '../paths.ts';
import { strideFor, type Matrix } from './matrix.ts';

export type KernelBuild = 'simd' | 'relaxed-simd';

/** The exported functions of the WebAssembly module (`assembly/index.ts`). Addresses and numbers only; no checks inside. */
export type KernelExports = Readonly<Record<string, (...args: number[]) => number>>;

export interface KernelOptions {
  /** Worker threads, 1 to 64. */
  threads: number;
  /** `auto`: relaxed-simd (fused multiply-add) where it validates. `simd` gives the same bits on every machine. */
  build?: KernelBuild | 'auto';
  /**
   * Everything on the calling thread, for work whose steps are smaller than the way to another one. Needs threads 1;
   * a kernel that runs is not stopped by an abort.
   */
  here?: boolean;
}

/** Address 0 to 65,535 hold the control block and the module's own data; tables start after it. */
const FIRST_ADDRESS = 65536;
const PAGE = 65536;
const MAXIMUM_PAGES = 65536; // 4 GiB, the limit of 32-bit addresses
/** Byte offsets of the control block that kernels and host share (assembly/common.ts has the same numbers). */
export const CONTROL = { barrier: 1024, stop: 1040, progress: 1048 } as const;

export function kernelFile(build: KernelBuild): string {
  return resource('wasm', `kernels.${build}.wasm`);
}

let modules: Partial<Record<KernelBuild, WebAssembly.Module>> = {};

function compile(wanted: KernelBuild | 'auto'): { build: KernelBuild; module: WebAssembly.Module } {
  let build: KernelBuild = wanted === 'simd' ? 'simd' : 'relaxed-simd';
  const cached = modules[build];
  if (cached) return { build, module: cached };
  let bytes = readFileSync(kernelFile(build));
  if (build === 'relaxed-simd' && !WebAssembly.validate(bytes)) {
    if (wanted === 'relaxed-simd')
      throw new RecsmithError('REFUSED', 'This JavaScript engine does not know relaxed SIMD.', {
        next: 'Choose kernels simd, or auto.',
      });
    build = 'simd';
    bytes = readFileSync(kernelFile(build));
  }
  const module = new WebAssembly.Module(bytes);
  modules = { ...modules, [build]: module };
  return { build, module };
}

/** Which build `auto` gives on this machine. */
export const defaultKernelBuild = (): KernelBuild => compile('auto').build;

export const defaultThreads = (): number => Math.max(1, Math.min(16, availableParallelism()));

/**
 * The fused executor's machine: one shared memory, the kernels over it, and a pool of threads that run them.
 * Tables and buffers are allocated from one growing region; `mark` and `release` give back what a step needed.
 * One call of `run` at a time. The owner calls `close`.
 */
export class Kernels {
  readonly build: KernelBuild;
  readonly threads: number;
  readonly memory: WebAssembly.Memory;
  /** On the calling thread; threaded kernels go through `run`. */
  readonly exports: KernelExports;
  readonly #workers: Worker[] = [];
  readonly #control: Int32Array;
  #top = FIRST_ADDRESS;
  #call = 0;
  #broken: Error | null = null;

  private constructor(build: KernelBuild, module: WebAssembly.Module, threads: number, here: boolean) {
    this.build = build;
    this.threads = threads;
    this.memory = new WebAssembly.Memory({ initial: 32, maximum: MAXIMUM_PAGES, shared: true });
    this.exports = instantiate(module, this.memory);
    this.#control = new Int32Array(this.memory.buffer, 0, FIRST_ADDRESS / 4);
    for (let index = 0; index < (here ? 0 : threads); index++) {
      const worker = new Worker(workerEntry, { workerData: { role: 'kernel', memory: this.memory, module, index } });
      worker.on('error', (error: Error) => {
        this.#broken = error;
      });
      // The pool must not keep a process alive whose owner forgot to close it.
      worker.unref();
      this.#workers.push(worker);
    }
  }

  static async open({ threads, build = 'auto', here = false }: KernelOptions): Promise<Kernels> {
    if (here && threads !== 1) throw new RecsmithError('INTERNAL', `One thread cannot be ${threads}.`);
    const compiled = compile(build);
    const kernels = new Kernels(compiled.build, compiled.module, threads, here);
    await kernels.run('ready', []);
    return kernels;
  }

  /** Reserves bytes, zeroed, 256-byte aligned. @throws RecsmithError DOES_NOT_FIT beyond 4 GiB in all. */
  #allocate(bytes: number): number {
    const address = this.#top;
    const top = Math.ceil((address + bytes) / 256) * 256;
    const pages = Math.ceil(top / PAGE);
    const missing = pages - this.memory.buffer.byteLength / PAGE;
    if (missing > 0) {
      if (pages > MAXIMUM_PAGES)
        throw new RecsmithError('DOES_NOT_FIT', `The tables need ${format(top)}; kernels can address 4.0 GB.`, {
          next: 'Choose fewer factors, or a view with fewer users or items.',
        });
      try {
        this.memory.grow(missing);
      } catch (cause) {
        throw new RecsmithError('DOES_NOT_FIT', `The system gave no ${format(bytes)} for tables.`, {}, { cause });
      }
    }
    this.#top = top;
    new Uint8Array(this.memory.buffer, address, top - address).fill(0);
    return address;
  }

  f32(length: number): Float32Array {
    const address = this.#allocate(4 * length);
    return new Float32Array(this.memory.buffer, address, length);
  }
  u32(length: number): Uint32Array {
    const address = this.#allocate(4 * length);
    return new Uint32Array(this.memory.buffer, address, length);
  }
  f64(length: number): Float64Array {
    const address = this.#allocate(8 * length);
    return new Float64Array(this.memory.buffer, address, length);
  }
  u8(length: number): Uint8Array {
    const address = this.#allocate(length);
    return new Uint8Array(this.memory.buffer, address, length);
  }
  /** [rows x columns], zeroed, rows padded to a multiple of 8. */
  matrix(rows: number, columns: number): Matrix {
    const stride = strideFor(columns);
    return { rows, columns, stride, data: this.f32(rows * stride) };
  }

  /** The address of an array that was allocated here. */
  at(array: Float32Array | Uint32Array | Float64Array | Uint8Array): number {
    if (array.length > 0 && !(array.buffer instanceof SharedArrayBuffer && array.byteOffset >= FIRST_ADDRESS))
      throw new RecsmithError('INTERNAL', 'Kernels were given an array that is not in their memory.');
    return array.byteOffset;
  }

  /** Everything allocated after `mark` is given back by `release`; arrays into it must not be used any more. */
  mark(): number {
    return this.#top;
  }
  release(mark: number): void {
    this.#top = mark;
  }
  get bytesInUse(): number {
    return this.#top;
  }

  /** The progress counter that kernels add to; reset by every `run`. */
  get progress(): number {
    return Atomics.load(this.#control, CONTROL.progress / 4);
  }

  /**
   * Runs one exported function on every thread, each with its index as the last argument, and waits for all.
   * An abort raises the stop flag that kernels look at between blocks; the call then rejects with AbortError when
   * all threads have returned, so that memory is at rest.
   */
  async run(name: string, args: readonly number[], signal?: AbortSignal): Promise<number[]> {
    if (this.#broken) throw this.#broken;
    signal?.throwIfAborted();
    const call = ++this.#call;
    Atomics.store(this.#control, CONTROL.stop / 4, 0);
    Atomics.store(this.#control, CONTROL.progress / 4, 0);
    Atomics.store(this.#control, CONTROL.barrier / 4, 0);
    if (this.#workers.length === 0) return [this.exports[name](...args, 0)];
    const stop = () => Atomics.store(this.#control, CONTROL.stop / 4, 1);
    signal?.addEventListener('abort', stop, { once: true });
    try {
      const results = await Promise.all(
        this.#workers.map(
          (worker) =>
            new Promise<number>((resolve, reject) => {
              const finish = (settle: () => void) => {
                worker.off('message', onMessage);
                worker.off('error', onError);
                worker.unref();
                settle();
              };
              const onMessage = (answer: { call: number; value?: number; error?: string }) => {
                if (answer.call !== call) return;
                finish(() =>
                  answer.error === undefined
                    ? resolve(answer.value ?? 0)
                    : reject(new Error(`${name}: ${answer.error}`)),
                );
              };
              const onError = (error: Error) => finish(() => reject(error));
              worker.ref();
              worker.on('message', onMessage);
              worker.on('error', onError);
              worker.postMessage({ call, name, args });
            }),
        ),
      );
      signal?.throwIfAborted();
      return results;
    } finally {
      signal?.removeEventListener('abort', stop);
    }
  }

  async close(): Promise<void> {
    await Promise.all(this.#workers.map((worker) => worker.terminate()));
  }
}

export function instantiate(module: WebAssembly.Module, memory: WebAssembly.Memory): KernelExports {
  const imports = {
    env: {
      memory,
      abort: () => {
        throw new Error('a kernel stopped itself');
      },
    },
  };
  return new WebAssembly.Instance(module, imports).exports as unknown as KernelExports;
}

const format = (bytes: number): string => `${(bytes / 1e9).toFixed(1)} GB`;
