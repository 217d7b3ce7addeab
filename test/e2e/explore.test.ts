import { expect as seen } from 'playwright/test';
import { expect, test } from 'vitest';
import { breaches, inkOnCanvas, settled, sideways, visit } from './page.ts';
import { windowSuite } from './suite.ts';
import { furnish, type Furniture } from './tour.ts';

// What runs have learned, over a workspace as after an hour of work.
let furniture: Furniture;
const { inWindow } = windowSuite(async (workspace) => {
  furniture = await furnish(workspace);
});

test('the map names points, finds them without accents, and leads to what is nearest, by keys alone', async () => {
  await inWindow({}, async (page) => {
    const [, , bpr] = furniture.runs;
    await visit(page, `#/browse?run=${bpr}&user=15762`);
    await page.getByRole('link', { name: 'Map', exact: true }).click();
    const map = page.getByRole('slider', { name: /^Map of [\d,]+ points/ });
    await seen(map).toBeVisible({ timeout: 30_000 });
    await settled(page);
    expect(await inkOnCanvas(page)).toBeGreaterThan(500);
    await seen(page.getByText(/The two axes hold \d+ % of what the factors vary/)).toBeVisible();
    await map.focus();
    await page.keyboard.press('Home');
    await seen(map).toHaveAttribute('aria-valuetext', /^.+, [\d,]+ interactions$/);
    const first = await map.getAttribute('aria-valuetext');
    await page.keyboard.press('ArrowRight');
    await seen(map).not.toHaveAttribute('aria-valuetext', first!);
    await page.keyboard.press('+');
    await seen(page.getByRole('button', { name: 'Show all' })).toBeEnabled();
    await page.keyboard.press('0');
    await page.keyboard.press('Enter');
    await seen(page).toHaveURL(/&at=/);
    const near = page.getByRole('region', { name: 'Nearest' });
    await seen(near.getByRole('row')).toHaveCount(11);
    await page.getByRole('searchbox', { name: 'Find on the map' }).fill('amelie');
    await seen(page.getByText(/^1 on the map, highlighted/)).toBeVisible();
    await page
      .getByRole('list', { name: 'Points that match' })
      .getByRole('button', { name: /Am.lie/ })
      .click();
    await seen(near.getByRole('heading', { name: /Am.lie/ })).toBeVisible();
    await page.getByRole('button', { name: 'Map: show as a table' }).click();
    await seen(page.getByRole('columnheader', { name: 'Component 1' })).toBeVisible();
    await page.getByRole('button', { name: 'Map: show as a table' }).click();
    await settled(page);
    expect(await breaches(page)).toEqual([]);
  });
});

test('biases and ends of factors are told as tables, and what a run does not have is said', async () => {
  await inWindow({ colorScheme: 'dark' }, async (page) => {
    const [popularity, mf] = furniture.runs;
    await visit(page, `#/explore/biases?run=${mf}`);
    const most = page.getByRole('region', { name: 'Most liked' });
    await seen(most.getByRole('row')).toHaveCount(11, { timeout: 30_000 });
    await seen(most.getByRole('row').nth(1)).toContainText(/\+\d\.\d{3}/);
    await seen(page.getByRole('region', { name: 'Least liked' }).getByRole('row').nth(1)).toContainText(/−\d\.\d{3}/);
    await page.getByRole('combobox', { name: 'How many' }).selectOption('20');
    await seen(most.getByRole('row')).toHaveCount(21);
    await settled(page);
    expect(await breaches(page)).toEqual([]);
    await page.getByRole('link', { name: 'Factors', exact: true }).click();
    await page.getByRole('button', { name: 'Next factor' }).click();
    await seen(page.getByRole('combobox', { name: 'Factor', exact: true })).toHaveValue('2');
    await seen(page.getByRole('region', { name: 'Highest' }).getByRole('row')).toHaveCount(21);
    await page.getByRole('region', { name: 'Highest' }).getByRole('button').first().click();
    await seen(page.getByRole('region', { name: 'Nearest' }).getByRole('row')).toHaveCount(11, { timeout: 30_000 });
    await page.getByRole('combobox', { name: 'Run' }).selectOption(popularity);
    await seen(page.getByRole('heading', { name: 'This run has no factors to look at' })).toBeVisible();
  });
});

test('a list by likeness takes the place of the scores, with neighbours and scale', async () => {
  await inWindow({}, async (page) => {
    const [, , bpr] = furniture.runs;
    await visit(page, `#/browse?run=${bpr}&user=15762`);
    const list = page.getByRole('region', { name: 'Recommended' });
    await seen(list.getByRole('row')).toHaveCount(11, { timeout: 30_000 });
    const scores = await list.getByRole('row').nth(1).textContent();
    await page.getByRole('combobox', { name: 'What makes the list' }).selectOption('likeness');
    await seen(list.getByText(/likenesses add up/)).toBeVisible();
    await seen(list.getByRole('row').nth(1)).not.toHaveText(scores ?? '');
    const before = await list.getByRole('row').nth(1).textContent();
    await list.getByRole('spinbutton', { name: 'Scale' }).fill('8');
    await page.keyboard.press('Enter');
    await page.keyboard.press('Tab');
    await seen(list.getByRole('row').nth(1)).not.toHaveText(before ?? '');
    await settled(page);
    expect(await breaches(page)).toEqual([]);
    await page.getByRole('combobox', { name: 'What makes the list' }).selectOption('scores');
    await seen(list.getByRole('row').nth(1)).toHaveText(scores ?? '');
  });
});

test('the map needs no sideways scrolling at 200 %', async () => {
  await inWindow({ width: 640, height: 400, scale: 2 }, async (page) => {
    await visit(page, `#/explore/map?run=${furniture.runs[2]}`);
    await seen(page.getByRole('slider', { name: /^Map of/ })).toBeVisible({ timeout: 30_000 });
    expect(await sideways(page)).toBe(0);
  });
});
