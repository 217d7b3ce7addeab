import { createHash } from 'node:crypto';
import type { Interactions } from '../interactions.ts';

/**
 * SHA-256 over what was imported, not over how it was written: id maps in order (ids end with NUL, which no id
 * holds), then of each part the columns start, items, values, times, rows as little-endian bytes.
 */
export function contentHash(
  users: readonly string[],
  items: readonly string[],
  parts: Partial<Record<string, Interactions | null>>,
): string {
  const hash = createHash('sha256');
  hash.update('recsmith content 1\n');
  for (const ids of [users, items]) {
    hash.update(`${ids.length}\n`);
    for (let from = 0; from < ids.length; from += 10_000)
      hash.update(
        ids
          .slice(from, from + 10_000)
          .map((id) => `${id}\0`)
          .join(''),
      );
  }
  for (const [name, part] of Object.entries(parts)) {
    if (!part) continue;
    const { start, items: columns, values, times, rows } = part;
    hash.update(`${name}\n`);
    for (const column of [start, columns, values, times, rows]) {
      hash.update(column === null ? 'none\n' : `${column.length}\n`);
      if (column) update(hash, column);
    }
  }
  return hash.digest('hex');
}

function update(hash: ReturnType<typeof createHash>, column: Uint32Array | Float32Array | Float64Array): void {
  hash.update(new Uint8Array(column.buffer, column.byteOffset, column.byteLength));
}
