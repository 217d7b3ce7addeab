import { expect as seen } from 'playwright/test';
import type { Locator, Page } from 'playwright';
import { describe, expect, test } from 'vitest';
import { ratings } from './page.ts';
import { windowSuite } from './suite.ts';

// What a newcomer does in the first minutes with a file of their own: counted in clicks, and by keyboard alone.
const { inWindow } = windowSuite();

const file = { name: 'my-ratings.csv', mimeType: 'text/csv', buffer: Buffer.from(ratings()) };

/** Presses Tab until the control has the focus. Every stop on the way must be seen to have it. */
async function tabTo(page: Page, control: Locator): Promise<void> {
  await control.waitFor();
  for (let stop = 0; stop < 120; stop++) {
    await page.keyboard.press('Tab');
    const shown = await page.evaluate(() => {
      const { activeElement: element } = document;
      if (!element || element === document.body) return true;
      const { outlineStyle, outlineWidth, boxShadow } = getComputedStyle(element);
      return (outlineStyle !== 'none' && outlineWidth !== '0px') || boxShadow !== 'none';
    });
    const at = await page.evaluate(() => document.activeElement?.outerHTML.slice(0, 120) ?? '');
    expect(shown, `no visible focus on ${at}`).toBe(true);
    if (await control.evaluate((element) => element === document.activeElement)) return;
  }
  throw new Error(`Tab never reaches ${String(control)}`);
}

const enter = async (page: Page, control: Locator): Promise<void> => {
  await tabTo(page, control);
  await page.keyboard.press('Enter');
};

const button = (page: Page, name: string | RegExp): Locator => page.getByRole('main').getByRole('button', { name });
const link = (page: Page, name: string | RegExp): Locator => page.getByRole('main').getByRole('link', { name });

describe('a file of their own', () => {
  test('is eight clicks or fewer away from its recommendations', { timeout: 120_000 }, async () => {
    await inWindow({}, async (page) => {
      // Only what a person does is trusted; two for the file in the system's own dialog.
      await page.evaluate(() => {
        Object.assign(globalThis, { clicks: 2 });
        addEventListener(
          'click',
          (event) => {
            if (event.isTrusted) (globalThis as unknown as { clicks: number }).clicks++;
          },
          true,
        );
      });
      const dialog = page.waitForEvent('filechooser');
      await button(page, 'Choose a file…').click();
      await (await dialog).setFiles(file);
      await button(page, 'Import 600 interactions').click();
      await button(page, 'Train a first model').click();
      await link(page, 'Browse recommendations').click({ timeout: 60_000 });
      await seen(page.getByRole('region', { name: 'Recommended' }).locator('tbody tr')).not.toHaveCount(0);
      const clicks = await page.evaluate(() => (globalThis as unknown as { clicks: number }).clicks);
      expect(clicks).toBeLessThanOrEqual(8);
    });
  });

  test('goes the same way by keyboard alone', { timeout: 120_000 }, async () => {
    await inWindow({}, async (page) => {
      const dialog = page.waitForEvent('filechooser');
      await enter(page, button(page, 'Choose a file…'));
      await (await dialog).setFiles({ ...file, name: 'by-keyboard.csv' });

      // A role is changed and changed back before the import.
      const role = page.getByRole('combobox', { name: 'Role of when' });
      await tabTo(page, role);
      await page.keyboard.press('ArrowDown');
      await seen(role).toHaveValue('ignore');
      await page.keyboard.press('ArrowUp');
      await seen(role).toHaveValue('time');
      await enter(page, button(page, 'Import 600 interactions'));

      await enter(page, link(page, 'Make a view'));
      await tabTo(
        page,
        page.getByRole('spinbutton', { name: 'At least per user' }).or(page.getByLabel('At least per user')),
      );
      await page.keyboard.type('5');
      await enter(page, button(page, 'Save view'));

      await page.getByRole('heading', { name: 'Before you start' }).waitFor();
      // The models are one stop; arrows go through them.
      await tabTo(page, page.getByRole('region', { name: 'Models' }).locator('[data-row][tabindex="0"]'));
      await page.keyboard.press('Home');
      const bpr = button(page, /^BPR matrix factorisation/);
      for (let n = 0; n < 20 && !(await bpr.evaluate((each) => each === document.activeElement)); n++)
        await page.keyboard.press('ArrowDown');
      await seen(bpr).toBeFocused();
      await page.keyboard.press('Enter');
      await enter(page, button(page, 'Train BPR matrix factorisation'));
      await enter(page, link(page, 'Browse recommendations'));

      const rows = page.getByRole('region', { name: 'Recommended' }).locator('tbody tr');
      await seen(rows).not.toHaveCount(0);
      await page.keyboard.press('Control+k');
      await page.keyboard.type('settings');
      await page.keyboard.press('Enter');
      await seen(page.getByRole('heading', { level: 1, name: 'Settings' })).toBeVisible();
    });
  });
});
