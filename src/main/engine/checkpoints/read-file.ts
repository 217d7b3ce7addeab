import { open } from 'node:fs/promises';
import { readSafetensors, type Safetensors } from '../training/safetensors.ts';

const PIECE = 64 * 2 ** 20;

/** A whole file, in shared memory, so that other threads may look at its tables. @throws RecsmithError BAD_DATA */
export async function readSafetensorsFile(
  path: string,
  options: { signal?: AbortSignal; report?: (done: number, total: number) => void } = {},
): Promise<{ file: Safetensors; bytes: number }> {
  const handle = await open(path, 'r');
  try {
    const { size } = await handle.stat();
    const bytes = new Uint8Array(new SharedArrayBuffer(size));
    for (let at = 0; at < size;) {
      options.signal?.throwIfAborted();
      const { bytesRead } = await handle.read(bytes, at, Math.min(PIECE, size - at), at);
      if (bytesRead === 0) break; // it got shorter meanwhile: the reader says so
      at += bytesRead;
      options.report?.(at, size);
    }
    return { file: readSafetensors(bytes), bytes: size };
  } finally {
    await handle.close();
  }
}
