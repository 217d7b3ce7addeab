import { readFile } from 'node:fs/promises';
import { expect as seen } from 'playwright/test';
import type { Page } from 'playwright';
import { describe, expect, test } from 'vitest';
import { storeRuns } from '../support/stored-runs.ts';
import { breaches, inkOnCanvas, settled, sideways, visit } from './page.ts';
import { windowSuite } from './suite.ts';

// The table of runs and runs side by side, over 40 runs that were written through the storage layer.
const { inWindow } = windowSuite((workspace) => {
  storeRuns(workspace, 40);
  return Promise.resolve();
});

const rows = (page: Page) => page.locator('main tr[data-run]');
const names = (page: Page) => rows(page).locator('a.name').allInnerTexts();
const filter = (page: Page) => page.getByRole('textbox', { name: /^Filter \d+ runs/ });
const foot = (page: Page) => page.locator('.bar-foot');
const column = async (page: Page, label: string): Promise<string[]> => {
  const heads = await page.locator('main thead th').allInnerTexts();
  const at = heads.findIndex((head) => head.trim() === label);
  expect(at, heads.join(' | ')).toBeGreaterThan(0);
  return rows(page)
    .locator(`td:nth-child(${at + 1})`)
    .allInnerTexts();
};
const choose = async (page: Page, ...places: number[]) => {
  for (const place of places) await rows(page).nth(place).getByRole('checkbox').click();
};

describe('the table of runs', () => {
  test('filters by text, state, model and tag, keeps that in the address, and shows all again', async () => {
    await inWindow({}, async (page) => {
      await visit(page, '#/runs');
      await seen(foot(page)).toContainText('40 runs.');
      await filter(page).fill('bpr 12');
      await seen(foot(page)).toContainText('of 40 runs');
      for (const name of await names(page)) expect(name).toMatch(/BPR.*12/);
      await page.reload();
      await seen(filter(page)).toHaveValue('bpr 12');
      await page.getByRole('button', { name: 'Show all runs' }).click();
      await seen(foot(page)).toContainText('40 runs.');
      await page.getByRole('combobox', { name: 'Any state' }).selectOption('failed');
      await seen(rows(page).first().locator('.tag.bad')).toHaveText('failed');
      await seen(foot(page)).toContainText('4 of 40 runs');
      await page.getByRole('combobox', { name: 'Any state' }).selectOption('');
      await page.getByRole('combobox', { name: 'Any model' }).selectOption('popularity');
      await seen(rows(page)).toHaveCount(2);
      await page.getByRole('combobox', { name: 'Any model' }).selectOption('');
      await page.getByRole('combobox', { name: 'Any tag' }).selectOption('paper');
      await seen(foot(page)).toContainText('6 of 40 runs');
      for (const tags of await column(page, 'Tags')) expect(tags).toContain('paper');
      await page.getByRole('button', { name: 'Show all runs' }).click();
      await page.getByRole('checkbox', { name: 'Hide failed' }).check();
      await seen(foot(page)).toContainText('32 of 40 runs');
      await page.getByRole('checkbox', { name: 'Hide finished' }).check();
      await seen(page.getByText('No run matches the filter.')).toBeVisible();
      await page.getByRole('button', { name: 'Show all runs' }).click();
      await filter(page).fill('nothing of that name');
      await seen(page.getByText('No run matches the filter.')).toBeVisible();
      await page.getByRole('button', { name: 'Show all runs' }).click();
    });
  });

  test('sorts by any head, within each view, and remembers columns and order', async () => {
    await inWindow({}, async (page) => {
      await visit(page, '#/runs');
      await filter(page).fill('liked ones');
      const figures = async () => (await column(page, 'NDCG@10')).filter((each) => each !== '–').map(Number);
      const first = await figures();
      expect(first.length).toBeGreaterThan(4);
      expect(first).toEqual([...first].sort((a, b) => b - a));
      const head = page.getByRole('columnheader', { name: 'NDCG@10' });
      await seen(head).toHaveAttribute('aria-sort', 'descending');
      await head.getByRole('button').click();
      await seen(head).toHaveAttribute('aria-sort', 'ascending');
      expect(await figures()).toEqual([...first].reverse());

      // Every parameter that occurs can be a column, and is sorted as the numbers it holds.
      await page.getByRole('button', { name: 'Columns' }).click();
      const dialog = page.getByRole('dialog', { name: 'Columns' });
      for (const label of ['Recall@10', 'learning rate', 'Device', 'Seed', 'Notes', 'NDCG@10, best'])
        await dialog.getByRole('checkbox', { name: label, exact: true }).check();
      await dialog.getByRole('checkbox', { name: 'factors', exact: true }).check();
      expect(await breaches(page)).toEqual([]);
      await page.keyboard.press('Escape');
      await page.getByRole('columnheader', { name: 'factors' }).getByRole('button').click();
      const factors = (await column(page, 'factors')).filter((each) => each !== '–').map(Number);
      expect(factors).toEqual([...factors].sort((a, b) => a - b));

      // The validation figure of the best epoch is never below that of the last.
      const best = (await column(page, 'NDCG@10, best')).map(Number);
      await page.getByRole('button', { name: 'Last epoch' }).click();
      const last = (await column(page, 'NDCG@10, last')).map(Number);
      expect(best).toHaveLength(last.length);
      expect(best.every((value, k) => value >= last[k])).toBe(true);
      expect(best.some((value, k) => value > last[k])).toBe(true);

      await settled(page);
      await page.reload();
      await seen(page.getByRole('columnheader', { name: 'factors' })).toHaveAttribute('aria-sort', 'ascending');
      await seen(page.getByRole('columnheader', { name: 'NDCG@10, last' })).toBeVisible();
      await page.getByRole('button', { name: 'Columns' }).click();
      await page.getByRole('button', { name: 'The usual columns' }).click();
      await page.getByRole('button', { name: 'Done' }).click();
      await seen(page.getByRole('columnheader', { name: 'factors' })).toHaveCount(0);
    });
  });

  test('compares with popularity in words, and with a run that is pinned, within its view only', async () => {
    await inWindow({}, async (page) => {
      await visit(page, '#/runs');
      const head = page.getByRole('columnheader', { name: 'NDCG@10' });
      if ((await head.getAttribute('aria-sort')) !== 'descending') await head.getByRole('button').click();
      if ((await head.getAttribute('aria-sort')) !== 'descending') await head.getByRole('button').click();
      await seen(head).toHaveAttribute('aria-sort', 'descending');
      const words = await column(page, 'Against popularity');
      expect(words.some((each) => /better\s+\+\.\d{4}/.test(each))).toBe(true);
      expect(words.some((each) => each.includes('no clear difference'))).toBe(true);
      await choose(page, 0);
      await page.getByRole('button', { name: 'Pin as baseline' }).click();
      await seen(page.getByLabel('pinned as baseline')).toHaveCount(1);
      const against = await column(page, 'Against the baseline');
      expect(against[0]).toContain('the baseline');
      expect(against[1]).toMatch(/worse|no clear difference/);
      // Runs of the other view are not compared with it.
      await page.reload();
      await seen(page.getByLabel('pinned as baseline')).toHaveCount(1);
      await filter(page).fill('all of them');
      await seen(page.getByRole('columnheader', { name: 'Against the baseline' })).toBeVisible();
      expect((await column(page, 'Against the baseline')).every((each) => each.trim() === '')).toBe(true);
      // Why a cell is empty is said.
      await page.getByRole('combobox', { name: 'Any state' }).selectOption('failed');
      expect((await column(page, 'Against popularity'))[0]).toContain('not measured');
      await page.getByRole('button', { name: 'Show all runs' }).click();
      await choose(page, 0);
      await page.getByRole('button', { name: 'Unpin the baseline' }).click();
      await seen(page.getByRole('columnheader', { name: 'Against the baseline' })).toHaveCount(0);
    });
  });

  test('is walked, chosen and opened by keys', async () => {
    await inWindow({}, async (page) => {
      await visit(page, '#/runs');
      await rows(page).first().focus();
      await page.keyboard.press('ArrowDown');
      await seen(rows(page).nth(1)).toBeFocused();
      await page.keyboard.press('Space');
      await seen(rows(page).nth(1)).toHaveAttribute('aria-selected', 'true');
      await page.keyboard.press('Shift+ArrowDown');
      await page.keyboard.press('Shift+ArrowDown');
      await seen(foot(page)).toContainText('3 selected');
      await page.keyboard.press('Escape');
      await seen(foot(page)).not.toContainText('selected');
      await page.keyboard.press('End');
      await seen(page.locator('tr[data-run]:focus')).toHaveCount(1);
      await page.keyboard.press('Home');
      await seen(rows(page).first()).toBeFocused();
      const name = await rows(page).first().locator('a.name').innerText();
      await page.keyboard.press('Enter');
      await seen(page.getByRole('heading', { level: 1 })).toContainText(name);
    });
  });

  test('takes names, notes and tags in place, and takes them back', async () => {
    await inWindow({}, async (page) => {
      await visit(page, '#/runs');
      await filter(page).fill('#40');
      await seen(rows(page)).toHaveCount(1);
      const before = await rows(page).locator('a.name').innerText();
      await choose(page, 0);
      await foot(page).getByRole('button', { name: 'Tags', exact: true }).click();
      await page.getByRole('textbox', { name: `Tags of ${before}` }).fill('mine, Mine, best yet');
      await page.keyboard.press('Enter');
      await seen(rows(page).locator('.link .tag')).toHaveText(['mine', 'best yet']);
      await foot(page).getByRole('button', { name: 'Notes', exact: true }).click();
      await page.getByRole('textbox', { name: `Notes on ${before}` }).fill('Check the schedule');
      await page.keyboard.press('Enter');
      await seen(rows(page)).toContainText('Check the schedule');
      await page.getByRole('button', { name: 'Rename' }).click();
      await page.getByRole('textbox', { name: `New name of ${before}` }).fill('Renamed run');
      await page.keyboard.press('Enter');
      await seen(rows(page).locator('a.name')).toHaveText('Renamed run');
      await page.getByRole('button', { name: 'Undo' }).first().click();
      await seen(rows(page).locator('a.name')).toHaveText(before);
      // Escape leaves everything as it was.
      await page.getByRole('button', { name: 'Rename' }).click();
      await page.getByRole('textbox', { name: `New name of ${before}` }).fill('Never');
      await page.keyboard.press('Escape');
      await seen(rows(page).locator('a.name')).toHaveText(before);
      // They are found by the filter after a reload: they are stored.
      await filter(page).fill('schedule');
      await page.reload();
      await seen(rows(page)).toHaveCount(1);
      await seen(rows(page)).toContainText('mine');
    });
  });

  test('moves several to the trash and brings them back at once; saves what it shows', async () => {
    await inWindow({}, async (page) => {
      await visit(page, '#/runs');
      await filter(page).fill('liked ones');
      const count = await rows(page).count();
      await choose(page, 0, 1);
      await page.getByRole('button', { name: 'Move to the trash' }).click();
      await seen(rows(page)).toHaveCount(count - 2);
      await page.getByRole('button', { name: 'Undo' }).click();
      await seen(rows(page)).toHaveCount(count);

      const [download] = await Promise.all([
        page.waitForEvent('download'),
        page.getByRole('button', { name: 'Save as CSV' }).click(),
      ]);
      expect(download.suggestedFilename()).toBe('runs.csv');
      const lines = (await readFile(await download.path(), 'utf8')).trimEnd().split('\r\n');
      expect(lines).toHaveLength(count + 1);
      expect(lines[0]).toContain('Against popularity,"Against popularity, from"');
      expect(lines[1]).toContain('Liked ones');
    });
  });
});

describe('runs side by side', () => {
  test('differences with intervals, figures, curves over each other, and only the parameters that differ', async () => {
    await inWindow({}, async (page) => {
      await visit(page, '#/runs');
      await filter(page).fill('liked ones bpr');
      const before = await names(page);
      await choose(page, 0, 1, 2);
      await page.getByRole('button', { name: 'Compare 3 side by side' }).click();
      await seen(page).toHaveURL(/#\/runs\/compare\?ids=run-\w+%2Crun-\w+%2Crun-\w+$/);
      await seen(page.getByRole('heading', { level: 1 })).toHaveText('3 runs side by side');
      const differences = page.getByRole('region', { name: 'Differences' }).locator('tbody tr');
      await seen(differences).toHaveCount(3);
      await seen(differences.first()).toContainText(before[0]);
      await seen(differences.first()).toContainText(/\+\.\d{4} to \+\.\d{4}/);
      await page.getByRole('combobox', { name: 'Against' }).selectOption({ label: before[0] });
      await seen(differences.first()).toContainText('the baseline');
      await seen(page.getByRole('region', { name: 'Figures on the test part' }).locator('tbody tr')).toHaveCount(8);
      const curves = page.getByRole('region', { name: 'Curves over each other' });
      await seen(curves.getByRole('slider', { name: 'NDCG@10 on validation of 3 runs over epochs' })).toBeVisible();
      expect(await inkOnCanvas(page)).toBeGreaterThan(100);
      await curves.getByRole('combobox', { name: 'What is drawn' }).selectOption('loss');
      await seen(curves.getByRole('slider', { name: 'Training loss of 3 runs over epochs' })).toBeVisible();
      // The same data as a table.
      await curves.getByRole('button', { name: /table/i }).click();
      await seen(curves.getByRole('row').nth(1)).toContainText('1.0000');

      const settings = page.getByRole('region', { name: 'What was chosen' });
      await seen(settings.getByRole('row', { name: /^Device|^Dataset/ })).toHaveCount(1);
      const all = await settings.locator('tbody tr').count();
      await settings.getByRole('switch', { name: 'Only differences' }).check();
      const some = settings.locator('tbody tr');
      expect(await some.count()).toBeLessThan(all);
      for (const cells of await some.all()) {
        const [, ...values] = await cells.locator('td').allInnerTexts();
        expect(values.some((value) => value !== values[0])).toBe(true);
      }
      await settled(page);
      expect(await breaches(page)).toEqual([]);
      // A reload finds the same runs, one can be left out.
      await page.reload();
      await seen(differences).toHaveCount(3);
      await page
        .getByRole('button', { name: /^Leave out/ })
        .first()
        .click();
      await seen(differences).toHaveCount(2);
    });
  });

  test('runs of different views are not compared, and why is said', async () => {
    await inWindow({}, async (page) => {
      await visit(page, '#/runs');
      await filter(page).fill('liked ones bpr');
      await choose(page, 0);
      await filter(page).fill('all of them bpr');
      await choose(page, 0);
      await filter(page).fill('bpr');
      await page.getByRole('button', { name: 'Compare 2 side by side' }).click();
      await page.getByRole('combobox', { name: 'Against' }).selectOption({ index: 1 });
      const differences = page.getByRole('region', { name: 'Differences' });
      await seen(differences).toContainText('the baseline');
      await seen(differences).toContainText('another view');
    });
  });
});

test('duplicate and edit opens the form with everything as it was', async () => {
  await inWindow({}, async (page) => {
    await visit(page, '#/runs');
    await page.getByRole('combobox', { name: 'Any model' }).selectOption('bpr-mf');
    await page.getByRole('button', { name: 'Columns' }).click();
    await page.getByRole('checkbox', { name: 'factors', exact: true }).check();
    await page.getByRole('checkbox', { name: 'Seed', exact: true }).check();
    await page.keyboard.press('Escape');
    const [factors] = await column(page, 'factors');
    const [seed] = await column(page, 'Seed');
    await choose(page, 0);
    await page.getByRole('button', { name: 'Duplicate and edit' }).click();
    await seen(page.getByRole('heading', { level: 2, name: 'BPR matrix factorisation' })).toBeVisible();
    await seen(page.getByRole('textbox', { name: /^Factors/ })).toHaveValue(factors.trim());
    await seen(page.getByRole('textbox', { name: /^Seed/ })).toHaveValue(seed.trim());
    await seen(page.getByRole('textbox', { name: /^Epochs/ })).toHaveValue('20');
  });
});

test.each(['light', 'dark'] as const)('the table breaks no rule of accessibility, %s', async (colorScheme) => {
  await inWindow({ colorScheme }, async (page) => {
    await visit(page, '#/runs');
    await choose(page, 0, 1);
    await settled(page);
    expect(await breaches(page)).toEqual([]);
  });
});

test('nothing is cut at 200 %, and nothing scrolls the page sideways', async () => {
  await inWindow({ width: 640, height: 400, scale: 2 }, async (page) => {
    await visit(page, '#/runs');
    expect(await sideways(page)).toBe(0);
    await choose(page, 0, 1);
    await page.getByRole('button', { name: 'Compare 2 side by side' }).click();
    await seen(page.getByRole('heading', { level: 1, name: '2 runs side by side' })).toBeVisible();
    await settled(page);
    expect(await sideways(page)).toBe(0);
  });
});
