import { expect as seen } from 'playwright/test';
import type { Page } from 'playwright';
import { describe, expect, test } from 'vitest';
import { storeRuns } from '../support/stored-runs.ts';
import { breaches, settled, visit } from './page.ts';
import { windowSuite } from './suite.ts';

// The command palette and the keys, over a workspace of 500 runs.
const { inWindow } = windowSuite((workspace) => {
  storeRuns(workspace, 500);
  return Promise.resolve();
});

const palette = (page: Page) => page.getByRole('dialog', { name: 'Find anything' });
const box = (page: Page) => page.getByRole('combobox', { name: 'Find anything' });
const chosen = (page: Page) => palette(page).getByRole('option', { selected: true });

async function ask(page: Page, query: string): Promise<void> {
  await page.keyboard.press('Control+k');
  await box(page).fill(query);
}

describe('the command palette', () => {
  test('opens by key and by the box at the top, acts first, the first one chosen; Escape gives the focus back', async () => {
    await inWindow({}, async (page) => {
      const find = page.getByRole('button', { name: 'Find an action, dataset, run, user or item' });
      await find.click();
      await seen(box(page)).toBeFocused();
      await seen(chosen(page)).toContainText('Go to Data');
      await seen(palette(page).getByRole('group').first()).toContainText('Do');
      expect(await breaches(page)).toEqual([]);
      await page.keyboard.press('Escape');
      await seen(palette(page)).toHaveCount(0);
      await seen(find).toBeFocused();
      await page.keyboard.press('Control+k');
      await seen(palette(page)).toBeVisible();
      await page.keyboard.press('Control+k');
      await seen(palette(page)).toHaveCount(0);
    });
  });

  test('finds acts, datasets, views, runs, users and items', async () => {
    await inWindow({}, async (page) => {
      for (const [query, heading, label, hash] of [
        ['settings', 'Do', 'Go to Settings', /#\/settings$/],
        ['stored films', 'Datasets', 'Stored films', /#\/data\/dataset-/],
        ['liked', 'Views', 'Liked ones', /#\/views$/],
        ['biased, 387', 'Runs', /, 387 /, /#\/runs\/run-/],
        ['user u', 'Users', 'User u', /#\/browse\?.*user=u/],
      ] as const) {
        await ask(page, query === 'user u' ? 'u' : query.replace('biased, ', ''));
        const option = palette(page)
          .getByRole('group', { name: heading, exact: true })
          .getByRole('option', { name: label })
          .first();
        await seen(option).toBeVisible();
        await option.click();
        await seen(page).toHaveURL(hash);
        await seen(palette(page)).toHaveCount(0);
      }
      await ask(page, 'b');
      await seen(palette(page).getByRole('group', { name: 'Items' }).getByRole('option')).toHaveCount(1);
      await page.keyboard.press('Escape');
    });
  });

  test('arrows move, go round and stay in sight; Enter does it; what was used comes first next time', async () => {
    await inWindow({}, async (page) => {
      await ask(page, 'go to');
      const options = palette(page).getByRole('option');
      await seen(options.first()).toHaveAttribute('aria-selected', 'true');
      await page.keyboard.press('ArrowUp');
      await seen(options.last()).toHaveAttribute('aria-selected', 'true');
      await page.keyboard.press('ArrowDown');
      await page.keyboard.press('ArrowDown');
      await seen(chosen(page)).toContainText('Go to Runs');
      await page.keyboard.press('Enter');
      await seen(page).toHaveURL(/#\/runs$/);
      await page.keyboard.press('Control+k');
      await seen(palette(page).getByRole('group', { name: 'Recent' }).getByRole('option').first()).toContainText(
        'Go to Runs',
      );
      for (let step = 0; step < 18; step++) await page.keyboard.press('ArrowDown');
      const inside = await chosen(page).evaluate((option) => {
        const [own, list] = [option, option.closest('.list')!].map((each) => each.getBoundingClientRect());
        return own.top >= list.top - 1 && own.bottom <= list.bottom + 1;
      });
      expect(inside).toBe(true);
    });
  });

  test('Tab shows more on an entry and what else can be done with it; Escape leads back', async () => {
    await inWindow({}, async (page) => {
      await ask(page, '387');
      await seen(chosen(page)).toContainText('387');
      const name = (await chosen(page).locator('.grow').innerText()).trim();
      await page.keyboard.press('Tab');
      await seen(palette(page).getByRole('heading', { name: `More on ${name}` })).toBeVisible();
      await seen(palette(page)).toContainText('NDCG@10');
      expect(await breaches(page)).toEqual([]);
      await page.keyboard.press('Escape');
      await seen(chosen(page)).toContainText('387');
      await page.keyboard.press('Tab');
      await page.getByRole('option', { name: 'Copy the id' }).click();
      await seen(palette(page)).toHaveCount(0);
      expect(await page.evaluate(() => navigator.clipboard.readText())).toMatch(/^run-/);
      await ask(page, name);
      await page.keyboard.press('Tab');
      await page.getByRole('option', { name: 'Move to the trash' }).click();
      await seen(page.getByText(`${name} was moved to the trash`)).toBeVisible();
      await page.keyboard.press('Control+z');
      await seen(page.getByText(`${name} is back`)).toBeVisible();
    });
  });

  test('forgives accents and a slip, says when there is nothing, and draws little of much', async () => {
    await inWindow({}, async (page) => {
      await ask(page, 'sétings');
      await seen(chosen(page)).toContainText('Go to Settings');
      await box(page).fill('qqqqq');
      await seen(palette(page)).toContainText('Nothing is called “qqqqq”');
      await seen(chosen(page)).toHaveCount(0);
      await page.keyboard.press('Enter');
      await box(page).fill('factorisation');
      await seen(palette(page)).toContainText(/and \d{3} more: type more to see them/);
      // Bounded work per letter, however many runs there are.
      expect(await palette(page).getByRole('option').count()).toBeLessThan(40);
    });
  });
});

describe('keys', () => {
  test('? lists them by group, from the actions on offer', async () => {
    await inWindow({}, async (page) => {
      await page.keyboard.press('Shift+?');
      const sheet = page.getByRole('dialog', { name: 'Keyboard shortcuts' });
      await seen(sheet).toContainText('Go to Settings');
      for (const keys of ['Alt6', 'CtrlK', 'CtrlJ', 'CtrlO', 'Ctrl+', 'Ctrl−', 'Ctrl0'])
        await seen(sheet.locator('dd').filter({ hasText: keys }).first()).toBeVisible();
      expect(await breaches(page)).toEqual([]);

      // Behind it nothing happens; what is meant for everywhere does.
      const before = page.url();
      await page.keyboard.press('Alt+4');
      expect(page.url()).toBe(before);
      await page.keyboard.press('Control+=');
      await seen(page.locator('html')).toHaveCSS('font-size', '17.6px');
      await page.keyboard.press('Control+0');
      await sheet.getByRole('button', { name: 'Close' }).click();
      await seen(sheet).toHaveCount(0);
    });
  });

  test('lead to the six places, choose a file, find the search of the screen, and rest in fields', async () => {
    await inWindow({}, async (page) => {
      for (const [index, place] of ['data', 'views', 'train', 'runs', 'browse', 'settings'].entries()) {
        await page.keyboard.press(`Alt+${index + 1}`);
        await seen(page).toHaveURL(new RegExp(`#/${place}`));
        await seen(page.getByRole('navigation', { name: 'Places' }).locator('[aria-current=page]')).toHaveAttribute(
          'href',
          `#/${place}`,
        );
      }
      const [chooser] = await Promise.all([page.waitForEvent('filechooser'), page.keyboard.press('Control+o')]);
      expect(chooser.isMultiple()).toBe(true);

      await visit(page, '#/runs');
      await page.keyboard.press('/');
      const field = page.locator('main .with-icon input').first();
      await seen(field).toBeFocused();
      await page.keyboard.type('a/?');
      await seen(field).toHaveValue('a/?');
      await seen(page.getByRole('dialog')).toHaveCount(0);
      await page.keyboard.press('Alt+1');
      await seen(page).toHaveURL(/#\/data$/);
      // A screen without a field of its own is searched by the palette.
      await visit(page, '#/settings');
      await page.keyboard.press('/');
      await seen(palette(page)).toBeVisible();
      await settled(page);
    });
  });
});
