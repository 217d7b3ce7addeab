import { expect as shown } from 'playwright/test';
import type { Page } from 'playwright';
import { describe, expect, test } from 'vitest';
import { breaches, drop, ratings, settled, visit } from './page.ts';
import { windowSuite } from './suite.ts';

// Everything that the screen of an import says and does, over one workspace. The tests follow one another.
/** Waits long: what is asserted is that it happens, not when. */
const seen = shown.configure({ timeout: 30_000 });
const { inWindow } = windowSuite();
const LONG = 120_000;

/** Drops several files, or folders, as the system hands them over. */
async function dropAll(page: Page, files: Readonly<Record<string, string | number[]>>): Promise<void> {
  const transfer = await page.evaluateHandle((given) => {
    const data = new DataTransfer();
    for (const [name, content] of Object.entries(given)) {
      const part = typeof content === 'string' ? content : new Uint8Array(content);
      data.items.add(new File([part], name));
    }
    return data;
  }, files);
  await page.locator('body').dispatchEvent('dragenter', { dataTransfer: transfer });
  await page.locator('body').dispatchEvent('drop', { dataTransfer: transfer });
}

const importButton = (page: Page) => page.getByRole('button', { name: /^Import ([\d,]+|all) interactions?$/ });
const cell = (page: Page, text: string) => page.getByRole('cell', { name: text, exact: true }).first();

describe('what is dropped', () => {
  test('interactions and items are told apart, whichever is larger', { timeout: LONG }, async () => {
    await inWindow({}, async (page) => {
      await visit(page, '#/settings');
      const items = [
        'film,title,genres',
        ...Array.from(
          { length: 60 },
          (_, k) => `${String(k).padStart(3, '0')},Film ${k} (19${10 + (k % 90)}) ${'x'.repeat(400)},Drama`,
        ),
      ];
      await dropAll(page, { 'films.csv': items.join('\n'), 'ratings.csv': ratings() });
      await seen(page.getByRole('heading', { name: 'Import ratings.csv' })).toBeVisible({ timeout: 30_000 });
      await seen(page.getByText('60 of 60 items of the preview with a title')).toBeVisible({ timeout: 30_000 });
      await seen(page.getByText('from films.csv')).toBeVisible();
      await seen(page.getByRole('row').nth(1)).toContainText(/Film \d+/);

      // Their roles can be changed, their rows looked at, and the file left out again.
      const panel = page.getByRole('complementary', { name: 'Format' });
      await panel.getByLabel('title', { exact: true }).selectOption('ignore');
      await seen(page.getByText('0 of 60 items of the preview with a title')).toBeVisible({ timeout: 30_000 });
      await panel.getByRole('button', { name: 'Show its first rows' }).click();
      await seen(page.getByRole('group', { name: 'First rows of films.csv' })).toContainText('Drama');
      await page.getByRole('button', { name: 'Leave the file of items out' }).click();
      await seen(page.getByText('from films.csv')).toHaveCount(0);
    });
  });

  test('what is no table is refused in plain words, before it is sent', { timeout: LONG }, async () => {
    await inWindow({}, async (page) => {
      await visit(page, '#/settings');
      await dropAll(page, { 'book.xlsx': [0x50, 0x4b, 3, 4, 0, 0], 'nothing.csv': '' });
      const note = page.getByRole('alert');
      await seen(note).toContainText('The file was not taken');
      await seen(note).toContainText('book.xlsx is a ZIP archive or an Excel workbook, not a text file.');
      await seen(note).toContainText('nothing.csv is empty.');
      expect(page.url()).toContain('#/settings');
      await note.getByRole('button', { name: 'Close' }).click();
      await seen(note).toHaveCount(0);
    });
  });
});

describe('how a file is read', () => {
  test('every part of the format is overridden and the preview follows', { timeout: LONG }, async () => {
    await inWindow({}, async (page) => {
      await visit(page, '#/data');
      await drop(page, 'odd.txt', 'u1|i1|1,5|3/4/2013\nu1|i2|2,5|5/4/2013\nu2|i1|3,0|6/4/2013\n');
      await seen(importButton(page)).toHaveText('Import 3 interactions', { timeout: 30_000 });

      // Date: day or month first.
      await page.getByLabel('Time is written as').selectOption('day-first');
      await seen(cell(page, '2013-04-03 00:00')).toBeVisible();
      await page.getByLabel('Time is written as').selectOption('month-first');
      await seen(cell(page, '2013-03-04 00:00')).toBeVisible();

      // Decimal sign: with a point no value can be read, and each line says what to do.
      await page.getByLabel('Decimal sign').selectOption('.');
      await seen(page.getByRole('heading', { name: '3 rows of the preview will be rejected' })).toBeVisible();
      await seen(page.getByRole('group', { name: /will be rejected/ })).toContainText(
        'choose the decimal comma if all are written so',
      );
      await page.getByLabel('Decimal sign').selectOption(',');
      await seen(cell(page, '1.5')).toBeVisible();

      // Header: the first line gives the names.
      await page.getByLabel('Header row').selectOption('true');
      await seen(page.getByLabel('Role of u1')).toBeVisible();
      await seen(importButton(page)).toHaveText('Import 2 interactions');
      await page.getByLabel('Header row').selectOption('false');
      await seen(page.getByLabel('Role of column 1')).toBeVisible();

      // Separator: a wrong one leaves one column and nothing to import; one of the person's own; then detected again.
      await page.getByLabel('Separator').selectOption(';');
      await seen(page.getByText('An interaction needs a user and an item')).toBeVisible();
      await seen(importButton(page)).toBeDisabled();
      await page.getByLabel('Separator').selectOption('other');
      await page.getByLabel('Characters').fill('|');
      await page.getByLabel('Characters').press('Tab');
      await seen(page.getByLabel('Role of column 4')).toBeVisible();
      await page.getByRole('button', { name: 'Detect again' }).click();
      await seen(importButton(page)).toHaveText('Import 3 interactions');

      // Encoding: the same bytes read in another way.
      await drop(page, 'accents.csv', 'user,item,rating\nZoë,i1,4\nZoë,i2,3\n');
      await seen(cell(page, 'Zoë')).toBeVisible({ timeout: 30_000 });
      await page.getByLabel('Encoding').selectOption('latin-1');
      await seen(cell(page, 'ZoÃ«')).toBeVisible();
    });
  });

  test('roles and format are remembered for files with the same columns', { timeout: LONG }, async () => {
    await inWindow({}, async (page) => {
      await visit(page, '#/data');
      const file = (rows: string) => `a,b,c\n${rows}`;
      await drop(page, 'first.csv', file('1,10,5\n2,20,4\n3,30,3\n1,20,2\n'));
      await seen(importButton(page)).toBeEnabled({ timeout: 30_000 });
      // By keyboard: "b" becomes the user, "a" takes over what it gives up.
      await page.getByLabel('Role of b').focus();
      await page.keyboard.type('User');
      await seen(page.getByLabel('Role of b')).toHaveValue('user');
      await seen(page.getByLabel('Role of a')).toHaveValue('item');
      await page.getByLabel('A user has an item twice').selectOption('first');
      await seen(importButton(page)).toBeEnabled();
      await importButton(page).click();
      await seen(page.getByRole('heading', { level: 1, name: 'first', exact: true })).toBeVisible({ timeout: 30_000 });

      await drop(page, 'second.csv', file('7,70,1\n8,80,2\n9,90,3\n7,80,4\n'));
      await seen(page.getByText(/Roles and format as last time/)).toBeVisible({ timeout: 30_000 });
      await seen(page.getByLabel('Role of b')).toHaveValue('user');
      await seen(page.getByLabel('A user has an item twice')).toHaveValue('first');
      await page.getByRole('button', { name: 'Back to the guess' }).click();
      await seen(page.getByLabel('Role of a')).toHaveValue('user');
      await seen(page.getByText(/Roles and format as last time/)).toHaveCount(0);

      // Other columns have nothing to do with it.
      await drop(page, 'other.csv', 'a,b,d\n1,10,5\n2,20,4\n');
      await seen(page.getByRole('heading', { name: 'Import other.csv' })).toBeVisible();
      await seen(page.getByLabel('Role of a')).toHaveValue('user', { timeout: 30_000 });
      await seen(page.getByText(/Roles and format as last time/)).toHaveCount(0);
    });
  });
});

describe('how an import ends', () => {
  test(
    'stopped: the rows and ways on; then without them, to a first model in one click',
    { timeout: 180_000 },
    async () => {
      await inWindow({}, async (page) => {
        await visit(page, '#/data');
        await drop(page, 'ratings.csv', ratings());
        await seen(importButton(page)).toHaveText('Import 600 interactions', { timeout: 30_000 });
        await page.getByLabel('Unit of the limit').selectOption('rows');
        await page.getByLabel('Stop when rejected rows exceed').fill('1');
        await importButton(page).click();
        await seen(
          page.getByRole('heading', { name: 'Nothing was imported: 2 rows cannot be read, and you allowed 1' }),
        ).toBeVisible({ timeout: 30_000 });
        const table = page.getByRole('region', { name: 'Rejected rows' });
        await seen(
          table.getByRole('row', { name: /101 stars “eight” not a finite number: write it in digits/ }),
        ).toBeVisible();
        await seen(
          table.getByRole('row', { name: /102 film “” empty: an interaction needs a user and an item/ }),
        ).toBeVisible();
        expect(await breaches(page)).toEqual([]);
        const [download] = await Promise.all([
          page.waitForEvent('download'),
          page.getByRole('button', { name: 'Save the rejected rows' }).click(),
        ]);
        expect(download.suggestedFilename()).toBe('ratings-rejected.csv');

        // The form is where it was.
        await page.getByRole('button', { name: 'Change columns and format' }).click();
        await seen(page.getByLabel('Stop when rejected rows exceed')).toHaveValue('1');
        await seen(importButton(page)).toBeEnabled();
        await importButton(page).click();
        await page.getByRole('button', { name: 'Leave such rows out and import the rest' }).click({ timeout: 30_000 });

        await seen(page.getByText('600 imported, 2 rejected')).toBeVisible({ timeout: 30_000 });
        await seen(page.getByRole('region', { name: 'Rejected rows' })).toContainText('eight');
        await settled(page);
        expect(await breaches(page)).toEqual([]);
        await page.getByRole('button', { name: 'Train a first model' }).click();
        await seen(page).toHaveURL(/#\/runs\//, { timeout: 60_000 });
        await seen(page.getByRole('heading', { name: /BPR matrix factorisation/ })).toBeVisible({ timeout: 30_000 });
      });
    },
  );

  test('cancelled: nothing is stored and the form is as it was', { timeout: LONG }, async () => {
    await inWindow({}, async (page) => {
      await visit(page, '#/data');
      const before = await page.locator('main a.name').count();
      const rows = [
        'user,item,rating',
        ...Array.from({ length: 400_000 }, (_, k) => `user ${(k * 7919) % 40_009},item ${(k * 31) % 9001},${k % 5}`),
      ];
      await drop(page, 'large.csv', rows.join('\n'));
      await seen(importButton(page)).toHaveText('Import all interactions', { timeout: 60_000 });
      await page.getByLabel('Name of the dataset').fill('not to be');
      await importButton(page).click();
      await page.getByRole('button', { name: 'Cancel', exact: true }).click();
      await seen(importButton(page)).toBeEnabled({ timeout: 30_000 });
      await seen(page.getByLabel('Name of the dataset')).toHaveValue('not to be');
      await seen(page.getByRole('alert')).toHaveCount(0);
      await visit(page, '#/data');
      expect(await page.locator('main a.name').count()).toBe(before);
    });
  });
});

describe('an import looks as it should', () => {
  test.each(['light', 'dark'] as const)('%s', async (colorScheme) => {
    await inWindow({ colorScheme }, async (page) => {
      await visit(page, '#/data');
      await drop(page, 'ratings.csv', ratings());
      await seen(importButton(page)).toBeEnabled({ timeout: 30_000 });
      await settled(page);
      expect(await breaches(page)).toEqual([]);
    });
  });
});
