// From `npm start` (built) to the first paint of the window in a real Chromium, and where the time goes. The browser is
// open already, as a person's is. Prints one JSON line per figure; best and middle of several.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { launch, newContext } from '../e2e/browser.ts';

const ROUNDS = 7;
const start = join(import.meta.dirname, '..', '..', 'scripts', 'start.mjs');
const workspace = mkdtempSync(join(tmpdir(), 'recsmith-start-'));
const browser = await launch();

interface Round {
  /** Milliseconds since the command was given. */
  url: number;
  navigated: number;
  painted: number;
  screen: number;
  scripts: number;
}

async function round(): Promise<Round> {
  const context = await newContext(browser);
  const page = await context.newPage();
  await page.goto('about:blank');
  const began = Date.now();
  const child = spawn(process.execPath, [start, '--browser', '--workspace', workspace], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let url = '';
  for await (const line of createInterface({ input: child.stdout })) {
    if (!line.startsWith('http://')) continue;
    url = line;
    break;
  }
  const printed = Date.now() - began;
  await page.goto(url, { waitUntil: 'commit' });
  const navigated = Date.now() - began;
  await page.locator('main h1:not(.sr)').first().waitFor();
  const screen = Date.now() - began;
  const { painted, scripts } = await page.evaluate(() => {
    const paint = performance.getEntriesByName('first-contentful-paint').at(0)!;
    const resources = performance.getEntriesByType('resource') as PerformanceResourceTiming[];
    return {
      painted: performance.timeOrigin + paint.startTime,
      scripts: resources
        .filter(({ name }) => name.endsWith('.js'))
        .reduce((sum, each) => sum + each.decodedBodySize, 0),
    };
  });
  await context.close();
  child.kill('SIGTERM');
  await once(child, 'exit');
  return { url: printed, navigated, painted: painted - began, screen, scripts };
}

await round(); // the build is checked, the system's caches are warm
const rounds: Round[] = [];
for (let k = 0; k < ROUNDS; k++) rounds.push(await round());
await browser.close();
rmSync(workspace, { recursive: true, force: true });

const print = (name: string, pick: (round: Round) => number, bar?: string) => {
  const values = rounds.map(pick).sort((a, b) => a - b);
  const figures = [
    ['best', values[0]],
    ['middle', values[ROUNDS >> 1]],
  ] as const;
  for (const [which, value] of figures)
    console.log(
      JSON.stringify({ name: `${name}, ${which}`, value: Math.round(value), unit: 'ms', ...(bar && { bar }) }),
    );
};
print('npm start to the printed address', ({ url }) => url);
print('address to the first byte of the page', ({ url, navigated }) => navigated - url);
print('first byte to first contentful paint', ({ navigated, painted }) => painted - navigated);
print('npm start to first contentful paint', ({ painted }) => painted, '2000');
print('npm start to the first screen', ({ screen }) => screen);
console.log(JSON.stringify({ name: 'scripts of the first screen', value: rounds[0].scripts, unit: 'bytes' }));
