// How quick the table of a million interactions is, in a real Chromium over the built server: opened, sorted, filtered,
// scrolled to its end, and the longest frame meanwhile. Prints one JSON line per figure. Bars are for two idle cores.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright';
import { launch, newContext } from '../e2e/browser.ts';
import { startServer } from '../e2e/server.ts';
import { generate } from './generate.ts';

const ROWS = Number(process.env.ROWS ?? 1_000_000);
const size = `${(ROWS / 1e6).toLocaleString('en')} M rows`;
const print = (name: string, value: number, unit: string, bar: number) =>
  console.log(
    JSON.stringify({ name: `${name}, ${size}`, value: Number(value.toPrecision(3)), unit, bar: String(bar) }),
  );

/** What must be seen before the clock stops, besides rows without placeholders. */
interface Wanted {
  readonly sorted?: readonly [label: string, way: string];
  /** Beginning or part of the line below the table. */
  readonly foot?: string;
  readonly last?: boolean;
}

/** Acts, waits until it is seen, and tells how long that took and the longest time between two frames, ms. */
async function timed(
  page: Page,
  act: () => Promise<unknown>,
  wanted: Wanted = {},
): Promise<{ took: number; frame: number }> {
  // Noted in the page, frame by frame: `waitForFunction` needs an eval that the page's policy forbids.
  await page.evaluate((want) => {
    const frames = { longest: 0, last: performance.now(), on: true };
    const isSeen = () => {
      const table = document.querySelector('[role=table]');
      if (!table || table.getAttribute('aria-busy') !== 'false') return false;
      if (table.querySelector('.wait') || table.querySelectorAll('[role=cell]').length < 7) return false;
      if (want.foot !== undefined && !document.querySelector('.foot')?.textContent.includes(want.foot)) return false;
      if (want.last && !table.querySelector(`[aria-rowindex="${table.getAttribute('aria-rowcount')}"]`)) return false;
      const head = want.sorted && table.querySelector(`[aria-sort=${want.sorted[1]}]`);
      return !want.sorted || head?.textContent.trim() === want.sorted[0];
    };
    const tick = (now: number) => {
      frames.longest = Math.max(frames.longest, now - frames.last);
      frames.last = now;
      if (frames.on) requestAnimationFrame(tick);
    };
    requestAnimationFrame((now) => {
      frames.last = now;
      requestAnimationFrame(tick);
    });
    Object.assign(globalThis, { frames, isSeen });
  }, wanted);
  const begin = performance.now();
  await act();
  const frame = await page.evaluate(
    () =>
      new Promise<number>((resolve) => {
        const { frames, isSeen } = globalThis as unknown as {
          frames: { longest: number; on: boolean };
          isSeen: () => boolean;
        };
        const look = () => {
          if (!isSeen()) return void requestAnimationFrame(look);
          frames.on = false;
          resolve(frames.longest);
        };
        look();
      }),
  );
  return { took: performance.now() - begin, frame };
}

const show = (name: string, { took, frame }: { took: number; frame: number }) => {
  print(`table: ${name}`, took, 'ms', 1000);
  print(`table: longest frame while ${name}`, frame, 'ms', 100);
};

const folder = mkdtempSync(join(tmpdir(), 'recsmith-bench-'));
const file = join(folder, 'million.csv');
await generate(file, { rows: ROWS, users: 50_000, items: 20_000 });
const [browser, server] = await Promise.all([launch(), startServer()]);
try {
  const { page } = await newContext(browser).then(async (context) => ({ page: await context.newPage() }));
  await page.goto(server.url);
  await page.locator('input[type=file]').first().setInputFiles(file, { timeout: 120_000 });
  await page.waitForURL(/#\/import/, { timeout: 60_000 });
  await page
    .getByRole('button', { name: /^Import/ })
    .last()
    .click({ timeout: 120_000 });
  await page.waitForURL(/#\/data\//, { timeout: 300_000 });
  await page.locator('.figures').waitFor({ timeout: 60_000 });

  const heads = page.getByRole('table').getByRole('columnheader');
  show('opened', await timed(page, () => page.getByRole('link', { name: 'Interactions', exact: true }).click()));
  for (const sorted of [
    ['Value', 'descending'],
    ['Time (UTC)', 'descending'],
    ['User', 'ascending'],
    ['Item', 'ascending'],
  ] as const) {
    const head = heads.filter({ hasText: sorted[0] }).getByRole('button');
    show(`sorted by ${sorted[0].toLowerCase()}`, await timed(page, () => head.click(), { sorted }));
  }
  const search = () => page.getByRole('searchbox').fill('item_1001');
  show('filtered by text', await timed(page, search, { foot: 'pass the filter' }));
  await timed(page, () => page.getByRole('button', { name: 'Clear the filter' }).click(), { foot: 'All' });
  await page.locator('.scroller').focus();
  show('scrolled to the end', await timed(page, () => page.keyboard.press('End'), { last: true }));
  await page.keyboard.press('Home');
  await page.mouse.move(700, 500);
  const wheel = async () => {
    for (let turn = 0; turn < 60; turn++) await page.mouse.wheel(0, 400);
  };
  print('table: longest frame while wheeled over 24,000 px', (await timed(page, wheel)).frame, 'ms', 100);
} finally {
  await browser.close();
  await server.close();
  rmSync(folder, { recursive: true });
}
