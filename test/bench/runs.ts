import type { Page } from 'playwright';
import { launch, newContext } from '../e2e/browser.ts';
import { open, settled } from '../e2e/page.ts';
import { startServer } from '../e2e/server.ts';
import { storeRuns } from '../support/stored-runs.ts';

// The table of 500 stored runs in the real Chromium: how long until a filter, a sorting, a pin is on the screen.
const RUNS = 500;
const TIMES = 9;
const BAR = 200; // ms

const [browser, server] = await Promise.all([
  launch(),
  startServer((workspace) => {
    storeRuns(workspace, RUNS);
    return Promise.resolve();
  }),
]);
const context = await newContext(browser);
const { page, complaints } = await open(context, server.url);
await page.locator('main h1').first().waitFor();
await page.evaluate(() => (location.hash = '#/runs'));
await page.locator('tr[data-run]').first().waitFor();
await settled(page);

/**
 * From the event to the frame that shows what came of it: two animation frames later it has been painted. Measured in
 * the page, so that the way from here to there does not count.
 */
async function measure(name: string, act: (k: number) => { selector: string; value?: string }): Promise<void> {
  const times: number[] = [];
  for (let k = 0; k < TIMES; k++) {
    times.push(await once(page, act(k)));
    await settled(page);
  }
  times.sort((a, b) => a - b);
  print(`${name}, median of ${TIMES}`, times[Math.floor(TIMES / 2)], BAR);
  print(`${name}, slowest of ${TIMES}`, times[TIMES - 1]);
}

function print(name: string, value: number, bar?: number): void {
  console.log(
    JSON.stringify({ name, value: Number(value.toPrecision(3)), unit: 'ms', ...(bar !== undefined && { bar }) }),
  );
}

const once = (at: Page, given: { selector: string; value?: string }): Promise<number> =>
  at.evaluate(async ({ selector, value }) => {
    const element = document.querySelector<HTMLElement>(selector);
    if (!element) throw new Error(`There is no ${selector}.`);
    const start = performance.now();
    if (value !== undefined && element instanceof HTMLInputElement) {
      element.value = value;
      element.dispatchEvent(new Event('input', { bubbles: true }));
    } else element.click();
    await new Promise(requestAnimationFrame);
    await new Promise(requestAnimationFrame);
    return performance.now() - start;
  }, given);

const FILTER = '.find-runs input';
await measure('filter by text', (k) => ({ selector: FILTER, value: ['bpr', 'paper', '', 'liked ones', '12'][k % 5] }));
await once(page, { selector: FILTER, value: '' });
await measure('sort by a head', (k) => ({ selector: `main thead th:nth-child(${[2, 3, 5, 8][k % 4]}) button` }));
await once(page, { selector: 'main tr[data-run] input' });
await settled(page);
await measure('pin and unpin', () => ({ selector: '.bar-foot .btn:nth-of-type(1)' }));

if (complaints.length > 0) throw new Error(complaints.join('\n'));

// From another place to the table.
const listed = await page.evaluate(async () => {
  const start = performance.now();
  location.hash = '#/settings';
  await new Promise(requestAnimationFrame);
  location.hash = '#/runs';
  await new Promise(requestAnimationFrame);
  await new Promise(requestAnimationFrame);
  return performance.now() - start;
});
print(`open the table of ${RUNS} runs`, listed);
await browser.close();
await server.close();
