import { expect as shown } from 'playwright/test';
import type { Page } from 'playwright';
import { describe, expect, test } from 'vitest';
import { breaches, drop, inkOnCanvas, ratings, settled, visit } from './page.ts';
import { windowSuite } from './suite.ts';

// The main job of the window, in a real Chromium over the built server: what a person does in the first minutes. The
// tests follow one another over one workspace; those about every screen look at what the first ones made.
/** Waits long: what is asserted is that it happens, not when. */
const seen = shown.configure({ timeout: 30_000 });
const { inWindow } = windowSuite();

const cells = (page: Page, region: string, selector: string) =>
  page.getByRole('region', { name: region }).locator(selector);

describe('the main job', () => {
  test('from the sample to recommendations with titles', { timeout: 180_000 }, async () => {
    await inWindow({}, async (page) => {
      await seen(page.getByRole('heading', { name: 'Build a recommender from your own interactions' })).toBeVisible();
      expect(await breaches(page)).toEqual([]);

      // The key that opened the window is out of the address.
      expect(page.url()).not.toContain('token');

      // Every length that the loss curve had, noted while it grows.
      await page.evaluate(() => {
        const lengths = new Set<number>();
        Object.assign(globalThis, { lengths });
        setInterval(() => {
          const label = document.querySelector('[aria-label^="Curve of loss"]')?.getAttribute('aria-label') ?? '';
          const n = /over ([\d,]+) epoch/.exec(label)?.at(1);
          if (n !== undefined) lengths.add(Number(n.replaceAll(',', '')));
        }, 20);
      });
      await page.getByRole('button', { name: 'MovieTweetings: Import and train a first model' }).click();
      await seen(page).toHaveURL(/#\/runs\//, { timeout: 60_000 });
      await seen(page.getByRole('heading', { name: 'BPR matrix factorisation' })).toBeVisible();
      await seen(page.locator('.chart-frame canvas').first()).toBeVisible({ timeout: 30_000 });
      await seen(page.locator('h1 .tag')).toHaveText('done', { timeout: 120_000 });
      const lengths = await page.evaluate(() => [...(globalThis as unknown as { lengths: Set<number> }).lengths]);
      expect(Math.max(...lengths)).toBe(60);
      expect(lengths.length, `lengths of the curve: ${lengths.join(' ')}`).toBeGreaterThanOrEqual(4);
      expect(lengths).toEqual([...lengths].sort((a, b) => a - b));

      // Its figures: both columns, the difference that follows from them, the verdict and the protocol.
      const figures = cells(page, 'On the test part', 'tbody tr');
      await seen(figures.first()).toContainText('NDCG@10');
      const [, own, popularity, difference] = await figures.first().locator('td').allInnerTexts();
      expect(Number(own)).toBeGreaterThan(Number(popularity));
      expect(Number(difference)).toBeCloseTo(Number(own) - Number(popularity), 3);
      await seen(page.getByRole('region', { name: 'On the test part' })).toContainText('better than popularity');
      await seen(page.getByRole('region', { name: 'On the test part' })).toContainText('all 2,664 items');
      await seen(page.getByRole('region', { name: 'Epochs' }).getByRole('table')).toHaveAttribute(
        'aria-rowcount',
        '61',
      );
      expect(await inkOnCanvas(page)).toBeGreaterThan(100);
      expect(await breaches(page)).toEqual([]);

      // A reload finds the same run.
      const title = await page.getByRole('heading', { level: 1 }).innerText();
      await page.reload();
      await seen(page.getByRole('heading', { level: 1 })).toHaveText(title);

      // Two users, with what they have and what they get.
      await page.getByRole('link', { name: 'Browse recommendations' }).click();
      const users: string[] = [];
      const lists: string[] = [];
      for (let turn = 0; turn < 2; turn++) {
        if (turn > 0) {
          await page.getByRole('button', { name: 'Any user' }).click();
          await seen(page.getByRole('heading', { level: 1 })).not.toHaveText(users[0]);
        }
        await seen(page.getByRole('heading', { level: 1 })).toHaveText(/^User \d+$/);
        await seen(cells(page, 'Recommended', 'tbody tr')).toHaveCount(10);
        await settled(page);
        users.push(await page.getByRole('heading', { level: 1 }).innerText());
        lists.push((await cells(page, 'Recommended', 'tbody .link').allInnerTexts()).join('\n'));
        const history = await cells(page, 'History', 'tbody .link').allInnerTexts();
        expect(history.length).toBeGreaterThanOrEqual(5);
        // Titles, not ids, and nothing that the user has already.
        const recommended = await cells(page, 'Recommended', 'tbody .link').allInnerTexts();
        for (const item of [...recommended, ...history]) expect(item.trim()).not.toMatch(/^\d*$/);
        const training = await page
          .getByRole('region', { name: 'History' })
          .locator('tbody tr:not(:has(.tag)) .link')
          .allInnerTexts();
        for (const item of recommended) expect(training).not.toContain(item);
      }
      expect(new Set(users).size).toBe(2);
      expect(new Set(lists).size).toBe(2);

      // What resembles an item, and what resembles that.
      const inspector = page.getByRole('complementary', { name: 'About the item' });
      await seen(inspector.locator('tbody tr')).toHaveCount(10);
      const near = inspector.locator('tbody .link').first();
      const name = (await near.innerText()).replace(/\s+/g, ' ').trim();
      await near.click();
      await seen(inspector.getByRole('heading', { level: 2 })).toHaveText(
        new RegExp(escaped(name).replaceAll(' ', '\\s*')),
      );
      await seen(inspector.locator('tbody tr')).toHaveCount(10);

      // A user by id and an item by title, without accents, by keyboard alone.
      const find = page.getByRole('combobox', { name: 'Find a user or an item' });
      const wanted = users[0].replace('User ', '');
      await find.fill(wanted);
      await seen(page.getByRole('option', { name: `User ${wanted} ` }).first()).toBeVisible();
      await find.press('Enter');
      await seen(page.getByRole('heading', { level: 1 })).toHaveText(users[0]);
      await find.fill('amelie');
      await seen(page.getByRole('option', { name: /Am[ée]lie/ }).first()).toBeVisible();
      expect(await breaches(page)).toEqual([]);
      await find.press('Enter');
      await seen(inspector.getByRole('heading', { level: 2 })).toContainText(/Am[ée]lie/);
    });
  });

  test('a file dropped anywhere is previewed, corrected, imported and shown', async () => {
    await inWindow({}, async (page) => {
      await visit(page, '#/settings');
      await drop(page, 'ratings.csv', ratings());
      await seen(page.getByRole('heading', { name: 'Import ratings.csv' })).toBeVisible();
      await seen(page.getByRole('button', { name: 'Import 600 interactions' })).toBeEnabled();

      // Ids stay text; the value column is wrong as guessed or not: give it to another column and back.
      await seen(page.getByRole('cell', { name: '007', exact: true }).first()).toBeVisible();
      await page.getByLabel('Role of stars').selectOption('ignore');
      await seen(page.getByText('Values', { exact: true })).toHaveCount(0);
      await page.getByLabel('Role of stars').selectOption('value');
      await seen(page.getByText('1 to 5', { exact: true })).toBeVisible();
      await seen(page.getByRole('heading', { name: '2 rows of the preview will be rejected' })).toBeVisible();
      await seen(page.getByRole('group', { name: /will be rejected/ })).toContainText('eight');
      expect(await breaches(page)).toEqual([]);

      await page.getByRole('button', { name: 'Import 600 interactions' }).click();
      await seen(page.getByRole('heading', { level: 1, name: 'ratings', exact: true })).toBeVisible({
        timeout: 30_000,
      });
      await seen(page.getByText('600 imported, 2 rejected')).toBeVisible();
      await seen(page.getByRole('heading', { name: 'Activity of users' })).toBeVisible();
      expect(await breaches(page)).toEqual([]);

      const [download] = await Promise.all([
        page.waitForEvent('download'),
        page
          .getByRole('region', { name: 'Rejected rows' })
          .getByRole('button', { name: 'Save the rejected rows' })
          .click(),
      ]);
      const stream = await download.createReadStream();
      let csv = '';
      for await (const chunk of stream) csv += String(chunk);
      expect(csv).toContain('eight');

      // A view of it: the counts follow the form.
      await page.getByRole('link', { name: 'Make a view' }).click();
      await seen(page.getByRole('heading', { name: 'New view of ratings' })).toBeVisible();
      await page.getByRole('textbox', { name: 'Value' }).fill('4');
      await seen(page.getByRole('img', { name: /^What each step removes.*Value >= 4/ })).toBeVisible();
      await page.getByRole('radio', { name: /Last of each user/ }).check();
      await seen(page.locator('.legend')).toContainText('test');
      await settled(page);
      expect(await breaches(page)).toEqual([]);
      await page.getByRole('button', { name: 'Save view' }).click();

      // The form of a model: a wrong value is named and keeps training from starting.
      await seen(page.getByRole('heading', { name: 'Before you start' })).toBeVisible();
      await page.getByRole('button', { name: /^BPR matrix factorisation/ }).click();
      await page.getByRole('textbox', { name: /^Factors/ }).fill('5000');
      await seen(page.getByText('5,000 is above 1,024, the largest allowed.')).toBeVisible();
      await page.getByRole('button', { name: 'Train BPR matrix factorisation' }).click();
      await seen(page.getByRole('textbox', { name: /^Factors/ })).toBeFocused();
      await page.getByRole('button', { name: 'Back to the defaults' }).click();
      await seen(page.getByRole('textbox', { name: /^Factors/ })).toHaveValue('64');
    });
  });

  test('training is cancelled and resumed, a run deleted and brought back', async () => {
    await inWindow({}, async (page) => {
      await visit(page, '#/views');
      await page.getByRole('link', { name: 'Train on 6 and up' }).click();
      await page.getByRole('button', { name: /^BPR matrix factorisation/ }).click();
      await page.getByRole('textbox', { name: /^Epochs/ }).fill('3000');
      await page.getByRole('button', { name: 'Train BPR matrix factorisation' }).click();
      await seen(page.locator('h1 .tag')).toHaveText('training', { timeout: 30_000 });
      // Past the first checkpoint.
      await seen(page.locator('.live')).toContainText(/(1[2-9]|[2-9]\d|\d{3,}) of 3,000/, { timeout: 30_000 });
      await page
        .getByRole('button', { name: 'Jobs' })
        .or(page.getByRole('button', { name: /running/ }))
        .click();
      await seen(page.getByRole('dialog', { name: 'Jobs' })).toContainText('epochs');
      expect(await breaches(page)).toEqual([]);
      await page.keyboard.press('Escape');
      await page.getByRole('button', { name: 'Cancel training' }).click();
      await seen(page.locator('h1 .tag')).toHaveText('cancelled', { timeout: 10_000 });
      await page.getByRole('button', { name: /^Resume/ }).click();
      await seen(page.locator('h1 .tag')).toHaveText('training', { timeout: 30_000 });
      await page.getByRole('button', { name: 'Cancel training' }).click();
      await seen(page.locator('h1 .tag')).toHaveText('cancelled', { timeout: 10_000 });

      // Deleting is taken back with one click.
      const runs = page.getByRole('link', { name: 'BPR matrix factorisation, epochs 3000' });
      await page.getByRole('button', { name: 'Move to the trash' }).click();
      await seen(page.getByRole('heading', { level: 1, name: 'Runs' })).toBeVisible();
      await seen(runs).toHaveCount(0);
      await settled(page);
      expect(await breaches(page)).toEqual([]);
      await page.getByRole('button', { name: 'Undo' }).click();
      await seen(runs).toHaveCount(1);
    });
  });
});

describe('the window', () => {
  test('is reached by keyboard, and the theme is kept', async () => {
    await inWindow({}, async (page) => {
      await page.keyboard.press('Tab');
      await seen(page.getByRole('link', { name: 'Skip to the page' })).toBeFocused();
      await page.keyboard.press('Enter');
      await seen(page.getByRole('main')).toBeFocused();
      await page.keyboard.press('Alt+2');
      await seen(page).toHaveURL(/#\/views$/);
      await page.getByRole('button', { name: 'Switch to the dark theme' }).click();
      await seen(page.locator('html')).toHaveAttribute('data-theme', 'dark');
      await settled(page);
      await page.evaluate(() => localStorage.clear());
      await page.reload();
      await seen(page.locator('html')).toHaveAttribute('data-theme', 'dark');
    });
  });
});

const escaped = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
