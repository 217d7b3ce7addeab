// Interactions of any number with text ids, a long tail and planted factors, seeded: the same arguments give the same
// bytes. `node test/bench/generate.ts FILE [ROWS] [USERS] [ITEMS] [SEED]`, or `generate` from a benchmark.
import { createWriteStream } from 'node:fs';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { Random } from '../../src/main/engine/random.ts';

export interface Size {
  readonly rows: number;
  readonly users: number;
  readonly items: number;
  readonly seed?: number;
}

const FACTORS = 4;
const BLOCK_ROWS = 50_000;

/**
 * Writes lines `user_288980,item_26747,1,1399927494` without header, 36 bytes each on average. Items are drawn by a
 * power law of their rank; the value 1 to 5 follows the planted factors of user and item, so that a model has something to
 * learn; times are spread over three years.
 */
export async function generate(path: string, { rows, users, items, seed = 42 }: Size): Promise<void> {
  const random = new Random(seed, 'generate');
  const userFactors = random.at(1).normal(new Float32Array(users * FACTORS), 1);
  const itemFactors = random.at(2).normal(new Float32Array(items * FACTORS), 1);
  const stream = createWriteStream(path);
  let block: string[] = [];
  for (let n = 0; n < rows; n++) {
    const user = random.below(users);
    const item = Math.min(items - 1, Math.floor(items * Math.pow(random.uniform(), 3)));
    let affinity = 0;
    for (let k = 0; k < FACTORS; k++) affinity += userFactors[user * FACTORS + k] * itemFactors[item * FACTORS + k];
    const value = Math.max(1, Math.min(5, Math.round(3.5 + affinity / FACTORS + random.uniform() - 0.5)));
    const time = 1_300_000_000 + random.below(100_000_000);
    block.push(`user_${100_000 + user},item_${10_000 + item},${value},${time}\n`);
    if (block.length === BLOCK_ROWS || n === rows - 1) {
      if (!stream.write(block.join(''))) await once(stream, 'drain');
      block = [];
    }
  }
  stream.end();
  await once(stream, 'finish');
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const [path, rows = 10_000_000, users = 200_000, items = 50_000, seed = 42] = process.argv.slice(2);
  if (!path) {
    console.error('usage: node test/bench/generate.ts FILE [ROWS] [USERS] [ITEMS] [SEED]');
    process.exit(2);
  }
  await generate(path, { rows: Number(rows), users: Number(users), items: Number(items), seed: Number(seed) });
}
