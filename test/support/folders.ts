import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A folder of its own for a test file, removed by `remove`. */
export function temporaryFolder(name: string): { path: string; remove: () => void } {
  const path = mkdtempSync(join(tmpdir(), `recsmith-${name}-`));
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) };
}

/**
 * A small file of ratings in which users of like parity like the same items, with one row that must be rejected. Its
 * rejected value starts like a formula.
 */
export function writeRatings(folder: string, { users = 60, items = 40 } = {}): string {
  const lines = ['userId,movieId,rating,timestamp'];
  for (let user = 1; user <= users; user++)
    for (let item = 1; item <= items; item++)
      if ((user * 7 + item * 13) % 5 < 2)
        lines.push(`u${user},i${item},${(user + item) % 2 === 0 ? 5 : 2},${1_000_000_000 + user * 1000 + item}`);
  lines.push('u1,i1,=1+2,1000000000');
  const path = join(folder, 'ratings.csv');
  writeFileSync(path, `${lines.join('\n')}\n`);
  return path;
}
