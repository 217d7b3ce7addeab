import { expect as shown } from 'playwright/test';
import type { Page } from 'playwright';
import { describe, expect, test } from 'vitest';
import { breaches, drop, ratings, settled, sideways, visit } from './page.ts';
import { windowSuite } from './suite.ts';

// The form of a view and the list of views, over one dataset with values and times.
/** Waits long: what is asserted is that it happens, not when. */
const seen = shown.configure({ timeout: 30_000 });
const { inWindow } = windowSuite();
const LONG = 120_000;

/** The figures of the form belong to what stands in it. */
async function counted(page: Page): Promise<void> {
  await seen(page.locator('.legend.stale')).toHaveCount(0, { timeout: 30_000 });
  await settled(page);
}
const part = async (page: Page, name: string): Promise<number> => {
  const text = await page.locator('.legend .row', { hasText: name }).locator('b').innerText();
  return Number(text.replaceAll(',', ''));
};

async function newView(page: Page): Promise<void> {
  await visit(page, '#/views/new');
  await counted(page);
  await seen(page.locator('.legend b').first()).not.toHaveText('', { timeout: 30_000 });
}

describe('a new view', () => {
  test('says what each step removes, with counts that follow the form', { timeout: LONG }, async () => {
    await inWindow({}, async (page) => {
      await visit(page, '#/data');
      await drop(page, 'ratings.csv', ratings());
      await page.getByRole('button', { name: 'Import 600 interactions' }).click({ timeout: 30_000 });
      await seen(page.getByText('600 imported, 2 rejected')).toBeVisible({ timeout: 30_000 });
      await newView(page);
      const funnel = page.getByRole('img', { name: /^What each step removes/ });
      await seen(funnel).toHaveAccessibleName(/Everything imported: 600 interactions, 30 users/);

      await page.getByRole('textbox', { name: 'Value' }).fill('3');
      await page.getByLabel('More conditions').fill('value != 4');
      await page.getByLabel('At least per item').fill('6');
      await counted(page);
      // Backwards and forwards, the figures of the steps add up to what is left.
      await page.getByRole('button', { name: 'What each step removes: show as a table' }).click();
      const rows = await page
        .getByRole('group', { name: 'What each step removes' })
        .locator('tbody tr')
        .allInnerTexts();
      const figures = rows.map((row) =>
        row
          .split('\t')
          .slice(1)
          .map((text) => Number(text.replaceAll(',', ''))),
      );
      expect(rows.map((row) => row.split('\t')[0])).toEqual([
        'Everything imported',
        'Value >= 3',
        'Value != 4',
        expect.stringMatching(/^At least 6 per item, \d+ rounds?$/),
      ]);
      expect(figures[0].slice(0, 3)).toEqual([600, 30, 60]);
      for (let at = 1; at < figures.length; at++)
        for (let kind = 0; kind < 3; kind++)
          expect(figures[at][kind]).toBe(figures[at - 1][kind] - figures[at][kind + 3]);
      const left = figures[figures.length - 1][0];
      expect((await part(page, 'training')) + (await part(page, 'validation')) + (await part(page, 'test'))).toBe(left);

      // A wrong value is said at once, and nothing is counted or saved with it.
      await page.getByRole('textbox', { name: 'Value' }).fill('four');
      await seen(page.getByText('Write a number, such as 4 or 3.5.')).toBeVisible();
      await seen(page.getByRole('button', { name: 'Save view' })).toBeDisabled();
      await page.getByRole('textbox', { name: 'Value' }).fill('');
      await page.getByLabel('More conditions').fill('value >>');
      await seen(page.getByRole('alert')).toContainText('cannot be read at character', { timeout: 30_000 });
      await page.getByLabel('More conditions').fill('');
      await page.getByLabel('From', { exact: true }).fill('2013-09-25');
      await counted(page);
      await seen(page.getByRole('alert')).toHaveCount(0);
    });
  });

  test('draws the split of real users, and warns with the cure at hand', { timeout: LONG }, async () => {
    await inWindow({}, async (page) => {
      await newView(page);
      // The last of each user is honest towards each user.
      await seen(page.getByText('Nobody is tested on what lies before their own training.')).toBeVisible();
      const picture = page.getByRole('img', { name: /^How the split falls on 11 users: last 1 of each user/ });
      await seen(picture).toBeVisible();
      expect(await picture.locator('rect.test').count()).toBe(11);

      await page.getByRole('radio', { name: /Over everything/ }).check();
      await counted(page);
      const warning = page.locator('.note.warn', { hasText: 'the same user has later ones in training' });
      await seen(warning).toBeVisible();
      expect(await part(page, 'test')).toBe(60);
      await warning.getByRole('button', { name: 'Split by time' }).click();
      await seen(page.getByRole('radio', { name: /By time/ })).toBeChecked();
      await counted(page);
      await seen(warning).toHaveCount(0);
      const unknown = page.locator('.note.warn', { hasText: 'no training interactions' });
      await seen(unknown).toBeVisible();
      await unknown.getByRole('button', { name: 'Test only what training knows' }).click();
      await seen(page.getByLabel('Test only what training knows')).toBeChecked();
      await counted(page);
      await seen(unknown).toHaveCount(0);

      // Every kind can be counted; the seed draws other rows and as many.
      for (const name of [/Within each user/, /Held-out users/, /Any of each user/, /Order of the file/, /Nothing/]) {
        await page.getByRole('radio', { name }).check();
        if (String(name).includes('Held-out')) {
          await page.getByLabel('Validation users').fill('3');
          await page.getByLabel('Test users').fill('3');
        }
        await counted(page);
        await seen(page.getByRole('alert')).toHaveCount(0);
        expect(await part(page, 'training')).toBeGreaterThan(0);
      }
      await seen(page.getByText('Everything trains: a run on this view has no test figures.')).toBeVisible();

      await page.getByRole('button', { name: 'the split: show as a table' }).click();
      await seen(page.getByRole('group', { name: 'the split' })).toContainText('training');
      const [download] = await Promise.all([
        page.waitForEvent('download'),
        page.getByRole('button', { name: 'the split: save as CSV' }).click(),
      ]);
      expect(download.suggestedFilename()).toBe('ratings-split.csv');
    });
  });

  test('is saved, renamed, copied and brought back from the trash', { timeout: LONG }, async () => {
    await inWindow({}, async (page) => {
      await newView(page);
      await page.getByLabel('At least per user').fill('2');
      await page.getByLabel('Name').fill('mine');
      await counted(page);
      await page.getByRole('button', { name: 'Save view' }).click();
      await seen(page).toHaveURL(/#\/train/, { timeout: 30_000 });

      await visit(page, '#/views');
      const row = page.getByRole('row', { name: /^mine/ });
      await seen(row).toContainText('in use');
      await seen(row).toContainText('last 1 of each user; at least 2 per user');
      await row.getByRole('button', { name: 'More about mine' }).click();
      await page.getByRole('menuitem', { name: 'Rename…' }).click();
      await page.getByRole('dialog').getByLabel('Name').fill('renamed');
      await seen(page.getByRole('menu')).toHaveCount(0);
      // The menu hands the focus over to the dialog; the rules hold once it has.
      await expect.poll(() => breaches(page), { timeout: 20_000 }).toEqual([]);
      await page.keyboard.press('Enter');
      await seen(page.getByRole('row', { name: /^renamed/ })).toBeVisible();

      await page.getByRole('button', { name: 'More about renamed' }).click();
      await page.getByRole('menuitem', { name: 'New view like this one' }).click();
      await seen(page.getByText('Starts from the recipe of renamed')).toBeVisible();
      await seen(page.getByLabel('At least per user')).toHaveValue('2');

      await visit(page, '#/views');
      await page.getByRole('button', { name: 'More about renamed' }).click();
      await page.getByRole('menuitem', { name: 'Move to the trash' }).click();
      await seen(page.getByRole('row', { name: /^renamed/ })).toHaveCount(0);
      await page.getByRole('button', { name: 'Undo' }).click();
      await seen(page.getByRole('row', { name: /^renamed/ })).toBeVisible();
    });
  });

  test.each(['light', 'dark'] as const)(
    'breaks no rule of accessibility, %s',
    { timeout: LONG },
    async (colorScheme) => {
      await inWindow({ colorScheme }, async (page) => {
        await newView(page);
        expect(await breaches(page)).toEqual([]);
        await page.setViewportSize({ width: 640, height: 400 });
        expect(await sideways(page)).toBe(0);
        await visit(page, '#/views');
        expect(await breaches(page)).toEqual([]);
      });
    },
  );
});
