import { readFile } from 'node:fs/promises';
import { expect as seen } from 'playwright/test';
import type { Download, Page } from 'playwright';
import { describe, expect, test } from 'vitest';
import { breaches, drop, ratings, settled, sideways, visit } from './page.ts';
import { windowSuite } from './suite.ts';

// A run while it learns and afterwards, on one workspace: what its charts show, how they are read, and what is saved.
const { inWindow } = windowSuite();

const chart = (page: Page, what: string) => page.getByRole('slider', { name: new RegExp(`^Curve of ${what}`) });
const tool = (page: Page, what: string, does: string) => page.getByRole('button', { name: `${what}: ${does}` });
const table = (page: Page, what: string) => page.getByRole('group', { name: what, exact: true }).getByRole('table');

async function saved(page: Page, click: () => Promise<void>): Promise<{ name: string; bytes: Buffer }> {
  const [download]: [Download, void] = await Promise.all([page.waitForEvent('download'), click()]);
  return { name: download.suggestedFilename(), bytes: await readFile(await download.path()) };
}

/** A hash of what a chart's canvas shows. */
const pixels = (page: Page, what: string) =>
  chart(page, what)
    .locator('canvas')
    .evaluate((canvas: HTMLCanvasElement) => canvas.toDataURL());

/** Distinct colours of one hue family drawn by a canvas: strong ink of the line, and pale ink of a ghost. */
const inks = (page: Page, what: string) =>
  chart(page, what)
    .locator('canvas')
    .evaluate((canvas: HTMLCanvasElement) => {
      const data = canvas.getContext('2d')?.getImageData(0, 0, canvas.width, canvas.height).data ?? [];
      let strong = 0;
      let pale = 0;
      for (let at = 0; at < data.length; at += 4) {
        const [red, , blue, alpha] = [data[at], data[at + 1], data[at + 2], data[at + 3]];
        if (blue - red < 60) continue;
        if (alpha > 240) strong++;
        else if (alpha > 65 && alpha < 90) pale++;
      }
      return { strong, pale };
    });

let run = '';

describe('a run that learns', () => {
  test(
    'is followed, cancelled within its half second and resumed; its log comes live',
    { timeout: 120_000 },
    async () => {
      await inWindow({}, async (page) => {
        await drop(page, 'ratings.csv', ratings());
        await page.getByRole('button', { name: 'Import 600 interactions' }).click();
        await page.getByRole('link', { name: 'Make a view' }).click();
        await page.getByRole('button', { name: 'Save view' }).click();
        await page.getByRole('button', { name: /^BPR matrix factorisation/ }).click();
        await page.getByRole('textbox', { name: /^Epochs/ }).fill('10000');
        // Slow enough that nothing ends before it is cancelled.
        await page.getByRole('textbox', { name: /^Factors/ }).fill('1024');
        await page.getByRole('button', { name: 'Train BPR matrix factorisation' }).click();
        await seen(page.locator('h1 .tag')).toHaveText('training', { timeout: 30_000 });
        run = new URL(page.url()).hash;

        // The curve grows without the page moving: the charts stay where they are.
        await seen(chart(page, 'loss')).toHaveAccessibleName(/over [1-9]/);
        const before = await chart(page, 'loss').boundingBox();
        const length = await chart(page, 'loss').getAttribute('aria-valuemax');
        await seen(chart(page, 'loss')).not.toHaveAttribute('aria-valuemax', length ?? '');
        expect(await chart(page, 'loss').boundingBox()).toEqual(before);

        await page.getByRole('button', { name: 'Log', exact: true }).click();
        await seen(page.getByRole('log')).toContainText('The view is loaded');
        await seen(page.locator('.live')).toContainText(/(1[2-9]|[2-9]\d|\d{3,}) of 10,000/, { timeout: 30_000 });
        await page.getByRole('button', { name: 'Cancel training' }).click();
        await seen(page.locator('h1 .tag')).toHaveText('cancelled', { timeout: 10_000 });
        await seen(page.getByRole('log')).toContainText('Cancelled.');
        const stopped = Number(await chart(page, 'loss').getAttribute('aria-valuemax'));
        await page.getByRole('button', { name: /^Resume/ }).click();
        await seen(page.locator('h1 .tag')).toHaveText('training', { timeout: 30_000 });
        await seen(page.getByRole('log')).toContainText('Resumed after epoch');
        await seen
          .poll(async () => Number(await chart(page, 'loss').getAttribute('aria-valuemax')), { timeout: 20_000 })
          .toBeGreaterThan(stopped);
        await page.getByRole('button', { name: 'Cancel training' }).click();
        await seen(page.locator('h1 .tag')).toHaveText('cancelled', { timeout: 10_000 });
        await page.getByRole('button', { name: 'Copy the log' }).click();
        expect(await page.evaluate(() => navigator.clipboard.readText())).toMatch(/Z Started on[\s\S]*Z Cancelled\.$/);
        await page.getByRole('button', { name: 'Epochs', exact: true }).click();
      });
    },
  );
});

describe('its charts', () => {
  const open = async (page: Page) => {
    await visit(page, run);
    await seen(chart(page, 'loss')).toHaveAccessibleName(/over [\d,]{2,} epochs/);
    await settled(page);
  };

  test('are not smoothed at first; smoothed, the raw curve lies pale behind', async () => {
    await inWindow({}, async (page) => {
      await open(page);
      await seen(page.getByRole('checkbox', { name: 'Smooth' })).not.toBeChecked();
      // Where the first epochs have room, the two curves lie apart.
      const linear = await pixels(page, 'loss');
      await page.getByRole('checkbox', { name: 'Log x' }).check();
      await seen.poll(() => pixels(page, 'loss')).not.toBe(linear);
      const raw = await inks(page, 'loss');
      expect(raw.strong).toBeGreaterThan(100);
      const plain = await pixels(page, 'loss');
      await seen(page.getByRole('slider', { name: 'How much is smoothed' })).toBeDisabled();
      await page.getByRole('checkbox', { name: 'Smooth' }).check();
      const mild = await pixels(page, 'loss');
      await page.getByRole('slider', { name: 'How much is smoothed' }).press('End');
      await seen.poll(() => pixels(page, 'loss')).not.toBe(mild);
      await seen.poll(async () => (await inks(page, 'loss')).pale).toBeGreaterThan(raw.pale + 10);
      await page.getByRole('checkbox', { name: 'Smooth' }).uncheck();
      await seen.poll(() => pixels(page, 'loss')).toBe(plain);
      await page.getByRole('checkbox', { name: 'Log x' }).uncheck();
    });
  });

  test('have logarithmic axes one click away, run by epoch or by time, and remember both', async () => {
    await inWindow({}, async (page) => {
      await open(page);
      const plain = await pixels(page, 'loss');
      for (const axis of ['Log x', 'Log y']) {
        const before = await pixels(page, 'loss');
        await page.getByRole('checkbox', { name: axis }).check();
        await seen.poll(() => pixels(page, 'loss')).not.toBe(before);
      }
      await page.getByRole('button', { name: 'Time', exact: true }).click();
      await chart(page, 'loss').press('End');
      await seen(chart(page, 'loss')).toHaveAttribute('aria-valuetext', /^after .* s: loss/);
      await page.reload();
      await seen(page.getByRole('checkbox', { name: 'Log x' })).toBeChecked();
      await seen(page.getByRole('checkbox', { name: 'Log y' })).toBeChecked();
      await seen(page.getByRole('button', { name: 'Time', exact: true })).toHaveAttribute('aria-pressed', 'true');
      await page.getByRole('checkbox', { name: 'Log x' }).uncheck();
      await page.getByRole('checkbox', { name: 'Log y' }).uncheck();
      await page.getByRole('group', { name: 'Horizontal axis' }).getByRole('button', { name: 'Epoch' }).click();
      await seen.poll(() => pixels(page, 'loss')).toBe(plain);
    });
  });

  test('zoom by dragging and by keys, together, and back by a double click', async () => {
    await inWindow({}, async (page) => {
      await open(page);
      const all = [await pixels(page, 'loss'), await pixels(page, 'learning rate')];
      const back = () =>
        seen.poll(async () => [await pixels(page, 'loss'), await pixels(page, 'learning rate')]).toEqual(all);
      const box = await chart(page, 'loss').boundingBox();
      if (!box) throw new Error('The chart has no place.');
      await page.mouse.move(box.x + 0.4 * box.width, box.y + 40);
      await page.mouse.down();
      await page.mouse.move(box.x + 0.7 * box.width, box.y + 40, { steps: 4 });
      await page.mouse.up();
      await page.mouse.move(2, 2);
      await seen.poll(() => pixels(page, 'loss')).not.toBe(all[0]);
      await seen.poll(() => pixels(page, 'learning rate')).not.toBe(all[1]);
      await chart(page, 'loss').dblclick({ position: { x: 90, y: 40 } });
      await page.mouse.move(2, 2);
      await back();
      await chart(page, 'loss').press('+');
      await seen.poll(() => pixels(page, 'learning rate')).not.toBe(all[1]);
      await chart(page, 'loss').press('0');
      await back();
      await page.getByRole('button', { name: 'Zoom in' }).click();
      await seen.poll(() => pixels(page, 'loss')).not.toBe(all[0]);
      await page.getByRole('button', { name: 'Show all' }).click();
      await back();
    });
  });

  test('share one cursor, read out by arrow keys', async () => {
    await inWindow({}, async (page) => {
      await open(page);
      const loss = chart(page, 'loss');
      await loss.press('Home');
      await loss.press('ArrowRight');
      await seen(loss).toHaveAttribute('aria-valuetext', /^epoch 2: loss \d\.\d{4}$/);
      await seen(chart(page, 'learning rate')).toHaveAttribute('aria-valuetext', /^epoch 2: learning rate/);
      await seen(page.locator('.cursor')).toHaveCount(await page.locator('.surface').count());
      await loss.press('Escape');
      await seen(page.locator('.cursor')).toHaveCount(0);
      await loss.hover({ position: { x: 120, y: 40 } });
      await seen(page.locator('.cursor').first()).toBeVisible();
    });
  });

  test('have the same data as a table in their place, as CSV, and as a picture with ink', async () => {
    await inWindow({}, async (page) => {
      await open(page);
      const frame = await chart(page, 'loss').boundingBox();
      await chart(page, 'loss').press('Home');
      const said = (await chart(page, 'loss').getAttribute('aria-valuetext')) ?? '';
      await tool(page, 'Loss', 'show as a table').click();
      const first = table(page, 'Loss').locator('tbody tr').first();
      expect(`epoch ${(await first.locator('td').allInnerTexts()).join(': loss ')}`).toBe(said);
      const place = await page.getByRole('group', { name: 'Loss', exact: true }).boundingBox();
      expect(place).toEqual(frame);
      const rows = Number(await table(page, 'Loss').getAttribute('aria-rowcount'));

      const csv = await saved(page, () => tool(page, 'Loss', 'save as CSV').click());
      expect(csv.name).toMatch(/loss\.csv$/);
      const lines = csv.bytes
        .toString('utf8')
        .replace(/^\ufeff/, '')
        .trim()
        .split('\r\n');
      expect(lines[0]).toBe('epoch,loss');
      expect(lines).toHaveLength(rows);
      expect(Number(lines[1].split(',')[1]).toFixed(4)).toBe(said.split(' ').at(-1));
      await tool(page, 'Loss', 'show as a table').click();

      const png = await saved(page, () => tool(page, 'Loss', 'save as a picture').click());
      expect(png.name).toMatch(/loss\.png$/);
      expect([...png.bytes.subarray(1, 4)].map((code) => String.fromCharCode(code)).join('')).toBe('PNG');
      const ink = await page.evaluate(async (base64) => {
        const bitmap = await createImageBitmap(
          new Blob([Uint8Array.from(atob(base64), (c) => c.charCodeAt(0))], { type: 'image/png' }),
        );
        const canvas = new OffscreenCanvas(bitmap.width, bitmap.height);
        const ctx = canvas.getContext('2d');
        ctx?.drawImage(bitmap, 0, 0);
        const data = ctx?.getImageData(0, 0, bitmap.width, bitmap.height).data ?? [];
        let blue = 0;
        for (let at = 0; at < data.length; at += 4) if (data[at + 2] - data[at] > 80) blue++;
        return { blue, width: bitmap.width, opaque: data[3] };
      }, png.bytes.toString('base64'));
      expect(ink.blue).toBeGreaterThan(200);
      expect(ink.opaque).toBe(255);
      expect(ink.width).toBeGreaterThan(2 * (frame?.width ?? Infinity));
    });
  });

  test('stand beside the epochs, of which only those in sight are drawn, in the order that is asked for', async () => {
    await inWindow({}, async (page) => {
      await open(page);
      const epochs = page.getByRole('region', { name: 'Epochs' });
      const all = Number(await epochs.getByRole('table').getAttribute('aria-rowcount')) - 1;
      expect(all).toBeGreaterThan(12);
      expect(await epochs.locator('tbody tr').count()).toBeLessThan(80);
      await seen(epochs.locator('tbody tr').first().locator('td').first()).toContainText(String(all));
      // The best is pinned, marked, and named in the curve.
      const pinned = epochs.locator('thead tr').nth(1);
      await seen(pinned).toContainText('best');
      const [epoch, , figure] = (await pinned.locator('td').allInnerTexts()).map((cell) =>
        cell.replace('best', '').trim(),
      );
      await seen(
        page.getByText(`Best NDCG@10 ${figure} after epoch ${Number(epoch).toLocaleString('en-GB')}`),
      ).toBeVisible();
      await epochs.getByRole('columnheader', { name: 'Epoch' }).getByRole('button').click();
      await seen(epochs.locator('tbody tr').first().locator('td').first()).toContainText('1');
      await epochs.getByRole('columnheader', { name: 'Loss' }).getByRole('button').click();
      const losses = (await epochs.locator('tbody tr:not(.room) td:nth-child(2)').allInnerTexts()).map(Number);
      expect(losses).toEqual([...losses].sort((a, b) => a - b));
      await page.getByRole('button', { name: 'Parameters' }).click();
      await seen(page.getByRole('row', { name: /^Epochs .*default 60.*10,000/ })).toBeVisible();
      await page.getByRole('button', { name: 'Epochs', exact: true }).click();
    });
  });

  test.each(['light', 'dark'] as const)('break no rule of accessibility, %s', async (colorScheme) => {
    await inWindow({ colorScheme }, async (page) => {
      await open(page);
      await chart(page, 'loss').press('Home');
      await tool(page, 'Learning rate', 'show as a table').click();
      await settled(page);
      expect(await breaches(page)).toEqual([]);
    });
  });

  test('fit a window at 200 %', async () => {
    await inWindow({ width: 640, height: 400, scale: 2 }, async (page) => {
      await open(page);
      expect(await sideways(page)).toBe(0);
    });
  });
});
