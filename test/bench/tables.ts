// How quick the table of a million interactions is, in a real Chromium over the built server: opened, sorted, filtered,
// scrolled to its end, and the longest frame meanwhile. Prints one JSON line per figure. Bars are for two idle cores.
import { mkdtempSync, rmSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
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

/** Acts, waits until `done`, and tells how long that took and the longest time between two frames, ms. */
async function timed(page: Page, act: () => Promise<unknown>, done: string): Promise<{ took: number; frame: number }> {
  await page.evaluate(() => {
    const frames = { longest: 0, last: performance.now(), on: true };
    Object.assign(globalThis, { frames });
    const tick = (now: number) => {
      frames.longest = Math.max(frames.longest, now - frames.last);
      frames.last = now;
      if (frames.on) requestAnimationFrame(tick);
    };
    requestAnimationFrame((now) => {
      frames.last = now;
      requestAnimationFrame(tick);
    });
  });
  const begin = performance.now();
  await act();
  await page.waitForFunction(done, undefined, { polling: 'raf', timeout: 60_000 });
  const took = performance.now() - begin;
  const frame = await page.evaluate(() => {
    const { frames } = globalThis as unknown as { frames: { longest: number; on: boolean } };
    frames.on = false;
    return frames.longest;
  });
  return { took, frame };
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
  await page
    .locator('input[type=file]')
    .first()
    .setInputFiles({
      ...{ name: 'million.csv', mimeType: 'text/csv', buffer: await readFile(file) },
    });
  await page.waitForURL(/#\/import/, { timeout: 60_000 });
  await page
    .getByRole('button', { name: /^Import/ })
    .last()
    .click();
  await page.waitForURL(/#\/data\//, { timeout: 120_000 });
  await page.locator('.figures').waitFor();

  const READY = `!document.querySelector('[role=cell] .wait') && document.querySelectorAll('[role=cell]').length > 20 &&
    document.querySelector('[role=table]').getAttribute('aria-busy') === 'false'`;
  const sortedBy = (label: string, way: string) =>
    `${READY} && [...document.querySelectorAll('[aria-sort=${way}]')].some((head) => head.innerText.trim() === '${label}')`;
  const heads = page.getByRole('table').getByRole('columnheader');
  show('opened', await timed(page, () => page.getByRole('link', { name: 'Interactions', exact: true }).click(), READY));
  for (const [label, way] of [
    ['Value', 'descending'],
    ['Time (UTC)', 'descending'],
    ['User', 'ascending'],
    ['Item', 'ascending'],
  ] as const)
    show(
      `sorted by ${label.toLowerCase()}`,
      await timed(page, () => heads.filter({ hasText: label }).getByRole('button').click(), sortedBy(label, way)),
    );
  const filtered = `${READY} && /pass the filter/.test(document.querySelector('.foot').innerText)`;
  show('filtered by text', await timed(page, () => page.getByRole('searchbox').fill('item_1001'), filtered));
  await page.getByRole('button', { name: 'Clear the filter' }).click();
  await page.waitForFunction(`${READY} && /^All/.test(document.querySelector('.foot').innerText.trim())`);
  await page.locator('.scroller').focus();
  const last = `${READY} && document.querySelector('[aria-rowindex="' + document.querySelector('[role=table]').getAttribute('aria-rowcount') + '"]') !== null`;
  show('scrolled to the end', await timed(page, () => page.keyboard.press('End'), last));
  await page.keyboard.press('Home');
  await page.mouse.move(700, 500);
  show(
    'wheeled for two seconds',
    await timed(
      page,
      async () => {
        for (let turn = 0; turn < 60; turn++) await page.mouse.wheel(0, 400);
      },
      READY,
    ),
  );
} finally {
  await browser.close();
  await server.close();
  rmSync(folder, { recursive: true });
}
