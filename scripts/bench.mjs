// `npm run bench [NAME ...]`: runs the benches of test/bench one after the other, prints their figures as a table with
// the machine's description, and keeps a record in test/bench/results/.
import './node24.mjs';
import { spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { cpus, platform, release, totalmem } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildStale } from './build.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const folder = join(root, 'test/bench');
const wanted = process.argv.slice(2);
// A bench is a script that prints one JSON object per figure: { name, value, unit, bar? }. Helpers have no place here.
const helpers = ['generate', 'data'];
const benches = readdirSync(folder)
  .filter((file) => file.endsWith('.ts'))
  .map((file) => file.slice(0, -3))
  .filter((name) => !helpers.includes(name) && (wanted.length === 0 || wanted.includes(name)));

await buildStale();
const machine = {
  processor: cpus()[0].model.trim(),
  processors: cpus().length,
  memoryGB: Math.round(totalmem() / 1e9),
  system: `${platform()} ${release()}`,
  node: process.version,
};
console.log(
  `${machine.processor}, ${machine.processors} processors, ${machine.memoryGB} GB, ${machine.system}, Node ${machine.node}\n`,
);
const figures = [];
for (const bench of benches) {
  const { stdout, status } = spawnSync(process.execPath, ['--expose-gc', join(folder, `${bench}.ts`)], {
    cwd: root,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
    maxBuffer: 1e8,
  });
  for (const line of stdout.split('\n')) {
    if (!line.startsWith('{')) continue;
    const figure = { bench, ...JSON.parse(line) };
    figures.push(figure);
    const value =
      typeof figure.value === 'number'
        ? figure.value.toLocaleString('en-US', { maximumSignificantDigits: 4 })
        : figure.value;
    console.log(
      `${bench.padEnd(10)} ${figure.name.padEnd(64)} ${String(value).padStart(12)} ${figure.unit ?? ''}${figure.bar ? `   (bar ${figure.bar})` : ''}`,
    );
  }
  if (status !== 0) console.log(`${bench.padEnd(10)} ended with ${status}`);
}
const results = join(folder, 'results');
mkdirSync(results, { recursive: true });
const file = join(results, `${new Date().toISOString().slice(0, 16).replace(/[:T]/g, '-')}.json`);
writeFileSync(file, `${JSON.stringify({ at: new Date().toISOString(), machine, figures }, null, 2)}\n`);
console.log(`\nkept in ${file.slice(root.length)}`);
