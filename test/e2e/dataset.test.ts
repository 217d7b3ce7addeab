import { readFile } from 'node:fs/promises';
import { expect as seen } from 'playwright/test';
import type { Page } from 'playwright';
import { describe, expect, test } from 'vitest';
import { breaches, drop, ratings, settled, sideways, visit } from './page.ts';
import { windowSuite } from './suite.ts';

// The page of a dataset, over the bundled sample (141,695 interactions) and a small file with two rows that cannot be
// read. The tests follow one another over one workspace.
const { inWindow } = windowSuite();
let sample = '';
let small = '';

const table = (page: Page, name: string) => page.getByRole('table', { name });
/** Texts of the drawn cells of a column, from the top. */
const column = async (page: Page, name: string, label: string): Promise<string[]> => {
  const heads = await table(page, name).getByRole('columnheader').allInnerTexts();
  const at = heads.findIndex((head) => head.trim() === label);
  const rows = await table(page, name).locator('[role=row]:not([aria-rowindex="1"])').all();
  return Promise.all(rows.map(async (row) => (await row.getByRole('cell').nth(at).innerText()).trim()));
};
const foot = (page: Page) => page.locator('.foot');
const numbers = (texts: string[]) => texts.map((text) => Number(text.replaceAll(',', '')));
const open = async (page: Page, hash: string) => {
  await visit(page, hash);
  await seen(page.locator('[role=cell] .wait')).toHaveCount(0);
};

describe('a dataset', () => {
  test('is imported, and its page says what is in it and what is worth knowing', { timeout: 180_000 }, async () => {
    await inWindow({}, async (page) => {
      await page.getByRole('button', { name: 'MovieTweetings: Import and train a first model' }).click();
      await seen(page).toHaveURL(/#\/runs\//, { timeout: 90_000 });
      await seen(page.locator('h1 .tag')).toHaveText('done', { timeout: 120_000 });
      await visit(page, '#/data');
      sample = (await page.getByRole('link', { name: 'MovieTweetings' }).first().getAttribute('href'))!;
      await visit(page, sample);
      await seen(page.locator('.figures')).toContainText('141,695');
      await seen(page.locator('.figures')).toContainText('1 pair in 1,876 is known');
      for (const name of ['Values', 'Over time', 'Activity of users', 'Popularity of items', 'Long tail'])
        await seen(page.getByRole('button', { name: `${name}: save as CSV` })).toBeVisible();
      await seen(page.getByText(/The top 10 % of items hold \d\d % of the interactions/)).toBeVisible();
      await seen(page.getByText('70 % of the users have fewer than 5 interactions; 43 % have one.')).toBeVisible();
      // What is said is so: the figure leads to the rows it counts.
      await page.getByRole('link', { name: '14,727 users with fewer than 5' }).click();
      await seen(foot(page)).toContainText('14,727 of 21,081 users pass the filter');
    });
  });

  test('warnings have buttons that do something about them', async () => {
    await inWindow({}, async (page) => {
      await visit(page, sample);
      await page.getByRole('button', { name: 'View with at least 5 each' }).click();
      await seen(page).toHaveURL(/#\/views\/new\?.*minPerUser=5/);
      await seen(page.getByRole('spinbutton', { name: /per user|User/i }).first()).toHaveValue('5');
      await visit(page, sample);
      await page.getByRole('button', { name: 'View with a temporal split' }).click();
      await seen(page.getByRole('radio', { name: /time/i }).first()).toBeChecked();
      await visit(page, sample);
      await page.getByRole('button', { name: 'Look at them' }).click();
      await seen(foot(page)).toContainText('17 of 141,695 interactions pass the filter');
      expect(new Set(await column(page, 'Interactions', 'Value'))).toEqual(new Set(['0']));
    });
  });
});

describe('the table of interactions', () => {
  test('sorts by value, title and row, and the sort is remembered', async () => {
    await inWindow({}, async (page) => {
      await open(page, `${sample}?tab=interactions`);
      await seen(table(page, 'Interactions')).toHaveAttribute('aria-rowcount', '141696');
      await page.getByRole('button', { name: 'Value' }).click();
      await seen(page.getByRole('columnheader', { name: 'Value' })).toHaveAttribute('aria-sort', 'descending');
      await seen(foot(page)).toContainText('by value, largest first');
      await seen(async () => expect((await column(page, 'Interactions', 'Value')).at(0)).toBe('10')).toPass();
      await page.getByRole('button', { name: 'Title' }).click();
      await seen(async () => {
        const titles = await column(page, 'Interactions', 'Title');
        expect(titles.length).toBeGreaterThan(10);
        expect(titles[0]).toMatch(/^\W*\w/);
        expect(new Set(titles).size).toBeLessThan(titles.length);
      }).toPass();
      await page.reload();
      await seen(page.getByRole('columnheader', { name: 'Title' })).toHaveAttribute('aria-sort', 'ascending');
      await page.getByRole('button', { name: 'Row' }).click();
      await page.getByRole('button', { name: 'Row' }).click();
      await seen(page.getByRole('columnheader', { name: 'Row' })).toHaveAttribute('aria-sort', 'ascending');
    });
  });

  test('is searched and filtered; the filter stands in the address', async () => {
    await inWindow({}, async (page) => {
      await open(page, `${sample}?tab=interactions`);
      await page.getByRole('searchbox', { name: 'Search interactions' }).fill('gravity');
      await seen(page).toHaveURL(/q=gravity/);
      await seen(foot(page)).toContainText('pass the filter');
      await seen(async () => {
        for (const title of await column(page, 'Interactions', 'Title')) expect(title).toMatch(/gravity/i);
      }).toPass();
      const before = /([\d,]+) of/.exec(await foot(page).innerText())![1];
      await page.getByLabel('Value from').fill('10');
      await seen(page).toHaveURL(/min=10/);
      await seen(async () => {
        const now = /([\d,]+) of/.exec(await foot(page).innerText())![1];
        expect(numbers([now])[0]).toBeLessThan(numbers([before])[0]);
        expect(new Set(await column(page, 'Interactions', 'Value'))).toEqual(new Set(['10']));
      }).toPass();
      await page.reload();
      await seen(page.getByRole('searchbox')).toHaveValue('gravity');
      await page.getByRole('searchbox').fill('no film of that name');
      await seen(page.getByText('No row passes the filter.')).toBeVisible();
      await page.getByRole('button', { name: 'Clear the filter' }).click();
      await seen(foot(page)).toContainText('All 141,695 interactions');
    });
  });

  test('is walked by keyboard to its last row and back', async () => {
    await inWindow({}, async (page) => {
      await open(page, `${sample}?tab=interactions`);
      const scroller = page.locator('.scroller');
      await scroller.focus();
      await page.keyboard.press('End');
      await seen(table(page, 'Interactions').locator('[aria-rowindex="141696"]')).toContainText('141,695');
      await page.keyboard.press('PageUp');
      await seen(table(page, 'Interactions').locator('[aria-rowindex="141670"]')).not.toBeEmpty();
      await page.keyboard.press('Home');
      await seen(table(page, 'Interactions').locator('[aria-rowindex="2"]')).toBeVisible();
      await page.keyboard.press('ArrowDown');
      expect(await scroller.evaluate((element) => element.scrollTop)).toBe(28);
      // Head and rows share their columns to the pixel.
      const edges = await page.evaluate(() =>
        ['[role=columnheader]', '[aria-rowindex="5"] [role=cell]'].map((selector) =>
          [...document.querySelectorAll(selector)].map((cell) => cell.getBoundingClientRect().left),
        ),
      );
      expect(edges[0]).toEqual(edges[1]);
    });
  });

  test('shows the columns that are chosen', async () => {
    await inWindow({}, async (page) => {
      await open(page, `${sample}?tab=interactions`);
      await page.getByRole('button', { name: 'Columns' }).click();
      await page.getByRole('menuitemcheckbox', { name: 'Title' }).click();
      await seen(page.getByRole('columnheader', { name: 'Title' })).toHaveCount(0);
      await page.keyboard.press('Escape');
      await page.reload();
      await seen(page.getByRole('columnheader', { name: 'User' })).toBeVisible();
      await seen(page.getByRole('columnheader', { name: 'Title' })).toHaveCount(0);
      await page.getByRole('button', { name: 'Columns' }).click();
      await page.getByRole('menuitem', { name: 'The usual columns and widths' }).click();
      await seen(page.getByRole('columnheader', { name: 'Title' })).toBeVisible();
    });
  });

  test('is saved as CSV with its filter and order', async () => {
    await inWindow({}, async (page) => {
      await open(page, `${sample}?tab=interactions&min=0&max=0`);
      await seen(foot(page)).toContainText('17 of');
      const [download] = await Promise.all([
        page.waitForEvent('download'),
        page.getByRole('button', { name: 'Save as CSV' }).click(),
      ]);
      expect(download.suggestedFilename()).toBe('MovieTweetings-interactions.csv');
      const lines = (await readFile(await download.path(), 'utf8')).trimEnd().split('\r\n');
      expect(lines).toHaveLength(18);
      expect(lines[0]).toBe('\ufeffuser,item,title,value,time,row');
      const rows = lines.slice(1).map((line) => Number(line.slice(line.lastIndexOf(',') + 1)));
      expect(rows).toEqual(rows.toSorted((a, b) => a - b));
      expect(numbers(await column(page, 'Interactions', 'Row'))).toEqual(rows);
    });
  });
});

describe('users and items', () => {
  test('are sorted by their interactions; rows lead to recommendations and to interactions', async () => {
    await inWindow({}, async (page) => {
      await open(page, `${sample}?tab=items`);
      const counts = numbers(await column(page, 'Items', 'Interactions'));
      expect(counts.length).toBeGreaterThan(10);
      expect(counts).toEqual(counts.toSorted((a, b) => b - a));
      const [first] = counts;
      await table(page, 'Items').locator('[aria-rowindex="2"]').getByRole('link').last().click();
      await seen(foot(page)).toContainText(`${first.toLocaleString('en')} of 141,695 interactions`);

      await open(page, `${sample}?tab=users`);
      await page.getByRole('button', { name: 'User', exact: true }).click();
      await seen(async () =>
        expect((await column(page, 'Users', 'User')).slice(0, 3)).toEqual(['1', '2', '3']),
      ).toPass();
      await table(page, 'Users').getByRole('link', { name: '2', exact: true }).first().click();
      await seen(page).toHaveURL(/#\/browse\?.*user=2/);
    });
  });
});

describe('how it was imported', () => {
  test('rejected rows are saved, the format is said, the dataset is renamed, deleted and brought back', async () => {
    await inWindow({}, async (page) => {
      await drop(page, 'stars.csv', ratings());
      await page
        .getByRole('button', { name: /^Import/ })
        .last()
        .click();
      await seen(page).toHaveURL(/#\/data\//, { timeout: 30_000 });
      small = new URL(page.url()).hash.replace(/\?.*$/, '');
      await visit(page, `${small}?tab=import`);
      const how = page.getByRole('region', { name: 'How it was imported' });
      await seen(how).toContainText('user who, item film, value stars, time when');
      await seen(how).toContainText('seconds since 1970');
      await seen(how).toContainText('The last one counts');
      await seen(how.locator('.hash')).toHaveText(/^[0-9a-f]{64}$/);
      const [download] = await Promise.all([
        page.waitForEvent('download'),
        how.getByRole('button', { name: 'Save the rejected rows' }).click(),
      ]);
      expect((await readFile(await download.path(), 'utf8')).trimEnd().split('\r\n')).toHaveLength(3);

      await page.getByRole('button', { name: 'More actions' }).click();
      await page.getByRole('menuitem', { name: 'Rename…' }).click();
      await page.getByRole('textbox', { name: 'Name' }).fill('Stars');
      await settled(page);
      expect(await breaches(page)).toEqual([]);
      await page.getByRole('button', { name: 'Rename', exact: true }).click();
      await seen(page.getByRole('heading', { level: 1, name: 'Stars' })).toBeVisible();

      await visit(page, '#/data');
      await page.getByRole('button', { name: 'More actions on Stars' }).click();
      await page.getByRole('menuitem', { name: 'Move to the trash' }).click();
      await seen(page.getByRole('link', { name: 'Stars' })).toHaveCount(0);
      await page.getByRole('button', { name: 'Undo' }).click();
      await seen(page.getByRole('link', { name: 'Stars' })).toBeVisible();
    });
  });
});

test.each(['light', 'dark'] as const)(
  'breaks no rule of accessibility, %s',
  { timeout: 180_000 },
  async (colorScheme) => {
    await inWindow({ colorScheme }, async (page) => {
      for (const hash of ['#/data', sample, `${sample}?tab=items`, `${small}?tab=import`]) {
        await visit(page, hash);
        expect(await breaches(page), hash).toEqual([]);
      }
    });
  },
);

test('needs no sideways scrolling of the page at 200 %', async () => {
  await inWindow({ width: 640, height: 400, scale: 2 }, async (page) => {
    for (const tab of ['', '?tab=interactions', '?tab=items', '?tab=import']) {
      await visit(page, sample + tab);
      expect(await sideways(page), tab).toBe(0);
    }
  });
});
