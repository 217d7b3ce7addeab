import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect as patient } from 'playwright/test';
import type { Download, Page } from 'playwright';
import { describe, expect, test } from 'vitest';
import { openEngine, type Engine } from '../../src/main/engine/index.ts';
import { parseSplit } from '../../src/shared/split.ts';
import { finished } from '../support/clients.ts';
import { killEngine } from '../support/serving.ts';
import { breaches, settled, sideways, visit } from './page.ts';
import { windowSuite } from './suite.ts';
import { furnish, type Furniture } from './tour.ts';

/** A busy machine may take its time; what never comes still fails. */
const seen = patient.configure({ timeout: 20_000 });

// Browse: what does this person get, and why? Over the film sample with three runs of one view and one of another.
let made: Furniture;
/** A run of a view that leaves out users of few films and holds some out whole. */
let other: string;
/** A run over ids that a spreadsheet would take for formulas. */
let formulas: string;

const suite = windowSuite(async (workspace) => {
  formulas = await within(workspace, async ({ client, files }) => {
    const path = join(workspace, 'formulas.csv');
    const rows = Array.from({ length: 60 }, (_, n) => `u${n % 10},=${n % 12}+1,${n}`);
    await writeFile(path, ['user,item,time', ...rows].join('\n'));
    await finished(client, () => client.imports.start({ file: files.register(path, { name: 'formulas.csv' }) }));
    const view = await client.views.create({ dataset: 'formulas', split: parseSplit('leave-last:1') });
    return (await finished(client, () => client.runs.train({ view: view.id, model: 'popularity' }))).runId!;
  });
  made = await furnish(workspace);
  other = await within(workspace, async ({ client }) => {
    const view = await client.views.create({
      ...{ dataset: made.dataset, name: 'Busy users' },
      filters: { where: 'value >= 7', minPerUser: 20, minPerItem: 5 },
      split: parseSplit('users:100,300,0.8'),
    });
    const parameters = { epochs: 3, factors: 16 };
    const train = { view: view.id, model: 'bpr-mf', name: 'Other view', parameters };
    return (await finished(client, () => client.runs.train(train))).runId!;
  });
});

const { inWindow } = suite;

async function within<T>(workspace: string, work: (engine: Engine) => Promise<T>): Promise<T> {
  const engine = await openEngine({ workspace, door: 'test' });
  try {
    return await work(engine);
  } finally {
    await engine.close();
  }
}

const list = (page: Page) => page.getByRole('region', { name: 'Recommended', exact: true });
const history = (page: Page) => page.getByRole('region', { name: 'History' });
const inspector = (page: Page) => page.getByRole('complementary', { name: 'About the item' });
const heading = (page: Page) => page.getByRole('heading', { level: 1 });
const place = (page: Page) => page.locator('.place');
const strip = (page: Page) => page.getByRole('group', { name: 'What if' });

async function titles(page: Page): Promise<string[]> {
  return (await list(page).locator('tbody .link').allInnerTexts()).map((title) => title.replace(/\s+/g, ' ').trim());
}

/** Until the list is the one that was asked for. */
async function still(page: Page, rows = 10): Promise<void> {
  await seen(page.locator('[aria-busy=true]')).toHaveCount(0, { timeout: 20_000 });
  await seen(list(page).locator('tbody tr')).toHaveCount(rows);
}

async function browse(page: Page, query: string): Promise<void> {
  await visit(page, `#/browse?${query}`);
  await seen(page.locator('[aria-busy=true]')).toHaveCount(0, { timeout: 20_000 });
}

const [popularity, mf, bpr] = [0, 1, 2].map((n) => () => made.runs[n]);

async function content(download: Download): Promise<string> {
  let text = '';
  for await (const chunk of await download.createReadStream()) text += String(chunk);
  return text;
}

describe('who', () => {
  test('without being told, it opens at somebody for whom something set aside was found', async () => {
    await inWindow({}, async (page) => {
      await visit(page, '#/browse');
      await still(page);
      // The newest finished run of the view that is worked with.
      await seen(page.getByRole('combobox', { name: 'Run', exact: true })).toHaveValue(other);
      await seen(list(page).locator('.tag.accent').first()).toHaveText(/in (test|validation)/);
      await seen(list(page)).toContainText('The tick marks what was set aside for testing: found at rank');
      await seen(inspector(page).getByRole('heading', { level: 2 })).not.toBeEmpty();
    });
  });

  test('by id, by search, at random, one after the other', async () => {
    await inWindow({}, async (page) => {
      await browse(page, `run=${bpr()}&user=15762`);
      await seen(heading(page)).toHaveText('User 15762');
      const find = page.getByRole('combobox', { name: 'Find a user or an item' });
      await find.fill('1576');
      await page
        .getByRole('option', { name: /^User 1576/ })
        .first()
        .waitFor();
      await find.press('Enter');
      await seen(heading(page)).toHaveText(/^User 1576/);

      const first = await heading(page).innerText();
      await page.getByRole('button', { name: 'Any user' }).click();
      await seen(heading(page)).not.toHaveText(first);
      await seen(place(page)).toHaveText(/^[\d,]+ of 4,\d{3}$/);
      // By keyboard alone: next, back, anybody.
      await still(page);
      const second = await heading(page).innerText();
      await page.locator('main').focus();
      await page.keyboard.press('n');
      await seen(heading(page)).not.toHaveText(second);
      await seen(page.getByRole('button', { name: 'Previous user' })).toBeEnabled();
      await settled(page);
      await page.keyboard.press('p');
      await seen(heading(page)).toHaveText(second);
      await page.keyboard.press('r');
      await seen(heading(page)).not.toHaveText(second);
    });
  });

  test('by segment: who is in it is true of its users, and it is stepped through', async () => {
    await inWindow({}, async (page) => {
      await browse(page, `run=${bpr()}`);
      const segment = page.getByRole('combobox', { name: 'Segment' });
      await seen(segment.locator('option')).toHaveCount(8);
      await segment.selectOption('missed');
      await seen(place(page)).toHaveText(/^1 of [\d,]+$/);
      await still(page);
      await seen(list(page).locator('.tag.accent')).toHaveCount(0);
      await seen(list(page)).toContainText('None of what was set aside for testing is among these.');
      await seen(page).toHaveURL(/segment=missed/);

      await segment.selectOption('found');
      await seen(place(page)).toHaveText(/^1 of /);
      await still(page);
      for (const at of [2, 3]) {
        // The best found come first.
        await seen(list(page).locator('tbody tr').first().locator('.tag.accent')).toHaveCount(1);
        await page.getByRole('button', { name: 'Next user' }).click();
        await seen(place(page)).toHaveText(new RegExp(`^${at} of `));
        await still(page);
      }
      await segment.selectOption('fewest');
      await seen(page.getByText(/the tenth with the shortest histories \(/)).toBeVisible();
      await still(page);
      // A view without held-out users has none to step through.
      await seen(segment.locator('option[value=held-out-users]')).toBeDisabled();
      await page.getByRole('combobox', { name: 'Run', exact: true }).selectOption(other);
      await seen(segment.locator('option[value=held-out-users]')).toHaveText('Held-out users (400)');
    });
  });
});

describe('what', () => {
  test('history beside the list: titles, attributes, scores, popularity, parts of the split', async () => {
    await inWindow({}, async (page) => {
      await browse(page, `run=${bpr()}&user=15762`);
      await still(page);
      const had = await history(page).locator('tbody .link').allInnerTexts();
      expect(had.length).toBeGreaterThan(10);
      for (const title of [...(await titles(page)), ...had]) expect(title.trim()).not.toMatch(/^\d*$/);
      await seen(history(page).getByText('test', { exact: true })).toHaveCount(1);
      await seen(history(page).getByText('validation', { exact: true })).toHaveCount(1);
      const row = list(page).locator('tbody tr').first();
      await seen(row.locator('small')).toHaveText(/\p{L}+.* · \d{4}$/u);
      await seen(row.locator('.score')).toHaveText(/^\d+\.\d+\s*$/);
      const [score, next] = (await list(page).locator('.score').allInnerTexts()).map(Number);
      expect(score).toBeGreaterThanOrEqual(next);
      const popular = Number((await row.locator('td').last().innerText()).replace(',', ''));
      // The inspector tells the same figure.
      await row.locator('.link').click();
      await seen(inspector(page)).toContainText(new RegExp(`${popular.toLocaleString('en-GB')} users of 4,\\d{3}`));
    });
  });

  test('length, columns and what was seen are chosen, and kept', async () => {
    await inWindow({}, async (page) => {
      await browse(page, `run=${bpr()}&user=15762`);
      await page.getByRole('combobox', { name: 'Length of the list' }).selectOption('20');
      await still(page, 20);
      await page.getByRole('checkbox', { name: 'show seen' }).check();
      await seen(list(page).locator('.tag', { hasText: 'seen' }).first()).toBeVisible();
      await page.getByRole('button', { name: 'Columns' }).click();
      await page.getByRole('menuitem', { name: 'Novelty' }).click();
      await seen(list(page).getByRole('columnheader', { name: 'Novelty' })).toBeVisible();
      await page.getByRole('button', { name: 'Columns' }).click();
      await page.getByRole('menuitem', { name: 'Attributes' }).click();
      await seen(list(page).locator('small')).toHaveCount(0);
      await settled(page);
      await page.reload();
      await still(page, 20);
      await seen(page.getByRole('checkbox', { name: 'show seen' })).toBeChecked();
      await seen(list(page).getByRole('columnheader', { name: 'Novelty' })).toBeVisible();
      await seen(list(page).locator('small')).toHaveCount(0);
      // Back to what is usual, for the tests that follow.
      await page.getByRole('checkbox', { name: 'show seen' }).uncheck();
      await page.getByRole('combobox', { name: 'Length of the list' }).selectOption('10');
      for (const name of ['Novelty', 'Attributes']) {
        await page.getByRole('button', { name: 'Columns' }).click();
        await page.getByRole('menuitem', { name }).click();
      }
      await still(page);
      await settled(page);
    });
  });

  test('an item: titles, why, what resembles it, exact or by index, and the way on', async () => {
    await inWindow({}, async (page) => {
      await browse(page, `run=${bpr()}&user=15762`);
      await still(page);
      const row = list(page).locator('tbody tr').first();
      await row.locator('.link').click();
      await seen(inspector(page).getByRole('heading', { level: 2 })).toHaveText((await titles(page))[0]);
      await seen(inspector(page)).toContainText('rank 1, score');

      // What adds up to the score does.
      const why = inspector(page).getByRole('region', { name: 'Why' });
      const figures = (await why.locator('li .num').allInnerTexts()).map((text) => Number(text.replace('−', '-')));
      const [, score] = /Adds up to the score, (.+)\.$/.exec(await why.getByText('Adds up').innerText())!;
      expect(figures[0] + figures[1]).toBeCloseTo(Number(score), 1);
      expect(Number(await row.locator('.score').innerText())).toBeCloseTo(Number(score), 1);
      await seen(why).toContainText('What speaks for it');
      await seen(why.locator('li .link').first()).toBeVisible();

      const similar = inspector(page).getByRole('region', { name: 'Similar items' });
      await seen(similar.locator('tbody tr')).toHaveCount(10);
      await seen(similar).toContainText('Cosine of the factors, compared with every item in');
      const exact = await similar.locator('tbody .link').allInnerTexts();
      await similar.getByRole('button', { name: 'HNSW' }).click();
      await seen(similar).toContainText(/by HNSW index in .*; it finds \d+ % of the exact neighbours/, {
        timeout: 30_000,
      });
      const near = await similar.locator('tbody .link').allInnerTexts();
      expect(near.filter((title) => exact.includes(title)).length).toBeGreaterThanOrEqual(9);
      await similar.getByRole('button', { name: 'Exact' }).click();
      await seen(similar).toContainText('compared with every item');

      const name = (await similar.locator('tbody .link').first().innerText()).replace(/\s+/g, ' ').trim();
      await similar.locator('tbody .link').first().click();
      await seen(inspector(page).getByRole('heading', { level: 2 })).toHaveText(name);
      await inspector(page).getByRole('link', { name: 'See it in the dataset' }).click();
      await seen(page).toHaveURL(new RegExp(`#/data/${made.dataset}`));
    });
  });

  test('a run without factors says why it has no similar items', async () => {
    await inWindow({}, async (page) => {
      await browse(page, `run=${popularity()}&user=15762`);
      await still(page);
      await seen(inspector(page)).toContainText('Popularity has no factors to compare items by.');
      await seen(strip(page)).toContainText('This model shows everybody the same');
    });
  });
});

describe('what if', () => {
  test('an item is dropped, another added, the list changes, and it is taken back', async () => {
    await inWindow({}, async (page) => {
      await browse(page, `run=${bpr()}&user=15762`);
      await still(page);
      const before = await titles(page);
      await seen(strip(page).getByRole('button', { name: 'Reset' })).toHaveCount(0);

      const drop = history(page)
        .getByRole('button', { name: /^What if without / })
        .first();
      const dropped = (await drop.getAttribute('aria-label'))!.replace('What if without ', '');
      await drop.click();
      await seen(list(page)).toContainText('What if: the list for a changed history of');
      await seen(history(page).locator('tr.dropped')).toHaveCount(1);
      await seen(strip(page)).toContainText(dropped);
      await seen(list(page)).toContainText(/Moves compare with the history as it is, folded in alike/);

      await strip(page).getByRole('button', { name: 'Add an item' }).click();
      const add = page.getByRole('combobox', { name: 'Add an item' });
      await seen(add).toBeFocused();
      await add.fill('alien 1979');
      await page.locator('.strip li', { hasText: 'Alien (1979)' }).waitFor();
      await add.press('Enter');
      await seen(strip(page).getByRole('button', { name: /Alien \(1979\)/ })).toBeVisible();
      await still(page);
      const changed = await titles(page);
      expect(changed).not.toEqual(before);
      expect(changed).not.toContain('Alien 1979');
      await seen(
        list(page)
          .getByText(/^(up|down) \d+$/)
          .first(),
      ).toBeAttached();
      // Each place of before is still told: in the list or among what left it.
      const moved = await list(page).locator('tbody .mv').allInnerTexts();
      const fresh = moved.filter((text) => text.trim() === 'new').length;
      await seen(page.getByRole('region', { name: 'No longer in the list' }).locator('li')).toHaveCount(fresh);

      // A reload keeps the change, with titles.
      await settled(page);
      await page.reload();
      await still(page);
      expect(await titles(page)).toEqual(changed);
      await seen(strip(page)).toContainText('Alien (1979)');

      await strip(page)
        .getByRole('button', { name: /Alien \(1979\)/ })
        .click();
      await seen(strip(page).getByRole('button', { name: /Alien/ })).toHaveCount(0);
      await strip(page).getByRole('button', { name: 'Undo' }).click();
      await seen(strip(page).getByRole('button', { name: /Alien \(1979\)/ })).toBeVisible();
      await strip(page).getByRole('button', { name: 'Reset' }).click();
      await seen(list(page)).not.toContainText('What if');
      await still(page);
      expect(await titles(page)).toEqual(before);
    });
  });
});

describe('side by side', () => {
  test('runs of one dataset: overlap, shifts, held-out items, and a run that does not know the user', async () => {
    await inWindow({}, async (page) => {
      await browse(page, `run=${bpr()}&user=15762`);
      await still(page);
      const own = await titles(page);
      await page.getByRole('button', { name: 'Side by side' }).click();
      const dialog = page.getByRole('dialog', { name: 'Another run' });
      await seen(dialog.getByRole('listitem')).toHaveCount(3);
      await dialog.getByRole('button', { name: /^Biased MF/ }).click();
      await page.getByRole('button', { name: 'Compare with…' }).click();
      await dialog.getByRole('button', { name: /^Popularity/ }).click();
      const lists = page.getByRole('region', { name: /^Recommended by / });
      await seen(lists).toHaveCount(3);
      for (const n of [0, 1, 2]) await seen(lists.nth(n).locator('li')).toHaveCount(10);
      const [first, second, third] = await Promise.all(
        [0, 1, 2].map(async (n) =>
          (await lists.nth(n).locator('.link').allInnerTexts()).map((title) => title.replace(/\s+/g, ' ').trim()),
        ),
      );
      expect(first).toEqual(own);
      const shared = (list: string[]) => list.filter((title) => first.includes(title));
      await seen(lists.nth(1)).toContainText(`${shared(second).length} of 10 also in the first list`);
      await seen(lists.nth(2)).toContainText(`${shared(third).length} of 10 also in the first list`);
      const everywhere = shared(third).filter((title) => second.includes(title)).length;
      await seen(page.getByText(new RegExp(`^\\s*${everywhere} items? in all 3 lists`))).toBeVisible();
      // Shifts are against the first list.
      for (const [n, title] of third.entries()) {
        const said = (await lists.nth(2).locator('li').nth(n).locator('.sr').allInnerTexts()).join(' ');
        const move = first.indexOf(title) - n;
        if (!first.includes(title)) await seen(lists.nth(2).locator('li').nth(n)).toContainText('new');
        else expect(said).toContain(move === 0 ? 'unmoved' : move > 0 ? `up ${move}` : `down ${-move}`);
      }
      await seen(lists.first()).toContainText(/Set aside\s*(found at|none found)/);
      await seen(page).toHaveURL(new RegExp(`runs=${mf()}`));
      expect(await breaches(page)).toEqual([]);

      // Somebody with few films is unknown to the run of the other view.
      await browse(page, `run=${bpr()}&runs=${other}&segment=fewest`);
      await page.getByRole('combobox', { name: 'Segment' }).selectOption('fewest');
      await seen(page.getByRole('region', { name: 'Recommended by Other view' })).toContainText(
        'This run does not know this user',
      );
      await seen(page.getByText('These runs have different views')).toBeVisible();
      // The history is beside the lists; one run again.
      await page.getByRole('button', { name: 'History' }).click();
      await seen(history(page).locator('tbody .link').first()).toBeVisible();
      await page.getByRole('button', { name: 'Take Other view away' }).click();
      await still(page);
    });
  });
});

describe('lists to CSV', () => {
  test('of this user as shown, of a segment with its progress, and cancelled', { timeout: 180_000 }, async () => {
    await inWindow({}, async (page) => {
      await browse(page, `run=${bpr()}&user=15762`);
      await still(page);
      await page.getByRole('button', { name: 'Save lists…' }).click();
      const dialog = page.getByRole('dialog', { name: 'Save lists as CSV' });
      expect(await breaches(page)).toEqual([]);
      const [own] = await Promise.all([
        page.waitForEvent('download'),
        dialog.getByRole('button', { name: 'Save 1 list' }).click(),
      ]);
      expect(own.suggestedFilename()).toBe('BPR, 12 epochs user 15762.csv');
      const lines = (await content(own)).split('\r\n');
      expect(lines[0]).toBe('\ufeffrun,user,rank,item,title,score,popularity,held_out,rank_before');
      expect(lines.length).toBe(12);
      expect(lines.at(-1)).toBe('');
      expect(lines[1]).toMatch(/^"BPR, 12 epochs",15762,1,\d{7},/);
      const flat = (text: string) => text.replace(/[^\p{L}\p{N}]/gu, '');
      for (const [n, title] of (await titles(page)).entries()) expect(flat(lines[n + 1])).toContain(flat(title));

      // A segment: every user of it.
      await page.getByRole('combobox', { name: 'Segment' }).selectOption('most-active');
      await seen(place(page)).toHaveText(/^1 of /);
      const users = Number((await place(page).innerText()).replace('1 of ', ''));
      await page.getByRole('combobox', { name: 'Length of the list' }).selectOption('100');
      await still(page, 100);
      await page.getByRole('button', { name: 'Save lists…' }).click();
      await dialog.getByRole('radio', { name: /Most active/ }).check();
      const [download] = await Promise.all([
        page.waitForEvent('download', { timeout: 60_000 }),
        dialog.getByRole('button', { name: `Save ${users} lists` }).click(),
      ]);
      await seen(page.getByText(`${users} lists saved as BPR, 12 epochs most active top 100.csv`)).toBeVisible();
      await dialog.getByRole('button', { name: 'Close' }).click();
      const rows = (await content(download)).trim().split('\r\n');
      expect(rows.length).toBe(1 + 100 * users);
      expect(new Set(rows.slice(1).map((row) => row.split(',')[0])).size).toBe(users);

      // All users: it can be watched, left and stopped.
      await page.getByRole('button', { name: 'Save lists…' }).click();
      await dialog.getByRole('radio', { name: /All users/ }).check();
      await dialog.getByRole('button', { name: /^Save 4,\d{3} lists$/ }).click();
      await seen(dialog.getByRole('progressbar', { name: 'Lists written' })).toBeVisible();
      await seen(dialog).toContainText(/[\d,]+ of 4,\d{3} users.*users\/s/);
      let downloads = 0;
      page.on('download', () => downloads++);
      await dialog.getByRole('button', { name: 'Cancel' }).click();
      await seen(dialog.getByRole('progressbar')).toHaveCount(0);
      await dialog.getByRole('button', { name: 'Close' }).click();
      await page.getByRole('combobox', { name: 'Length of the list' }).selectOption('10');
      await still(page);
      await settled(page);
      expect(downloads).toBe(0);
    });
  });
});

test('what a spreadsheet takes for a formula is guarded in files, unless programs read them', async () => {
  await inWindow({}, async (page) => {
    await browse(page, `run=${formulas}&user=u1`);
    await seen(list(page).locator('tbody tr').first()).toBeVisible();
    const saved = async (guard: boolean, name: RegExp, button: RegExp) => {
      await page.getByRole('button', { name: 'Save lists…' }).click();
      const dialog = page.getByRole('dialog', { name: 'Save lists as CSV' });
      await dialog.getByRole('radio', { name }).check();
      await dialog.getByRole('checkbox', { name: /Keep text from being taken/ }).setChecked(guard);
      const [download] = await Promise.all([
        page.waitForEvent('download'),
        dialog.getByRole('button', { name: button }).click(),
      ]);
      if (await dialog.isVisible()) await dialog.getByRole('button', { name: 'Close' }).click();
      return content(download);
    };
    for (const [name, button] of [
      [/^User u1/, /^Save 1 list$/],
      [/^All users/, /^Save 10 lists$/],
    ] as const) {
      const guarded = await saved(true, name, button);
      expect(guarded).toMatch(/,'=\d+\+1,/);
      expect(guarded).not.toMatch(/,=/);
      const plain = await saved(false, name, button);
      expect(plain).toMatch(/,=\d+\+1,/);
      expect(plain).not.toContain('\ufeff');
    }
  });
});

describe('the place', () => {
  test('survives a reload', async () => {
    await inWindow({}, async (page) => {
      await browse(page, `run=${bpr()}&runs=${mf()}&segment=found`);
      await page.getByRole('combobox', { name: 'Segment' }).selectOption('niche');
      await seen(place(page)).toHaveText(/^1 of /);
      await page.getByRole('button', { name: 'Next user' }).click();
      await seen(place(page)).toHaveText(/^2 of /);
      const lists = page.getByRole('region', { name: /^Recommended by / });
      await seen(lists.nth(1).locator('li')).toHaveCount(10);
      await lists.nth(1).locator('.link').nth(4).click();
      const name = await inspector(page).getByRole('heading', { level: 2 }).innerText();
      const user = await heading(page).innerText();
      await settled(page);
      await page.reload();
      await seen(heading(page)).toHaveText(user);
      await seen(place(page)).toHaveText(/^2 of /);
      await seen(page.getByRole('combobox', { name: 'Segment' })).toHaveValue('niche');
      await seen(lists).toHaveCount(2);
      await seen(inspector(page).getByRole('heading', { level: 2 })).toHaveText(name);
    });
  });

  test('survives an engine that dies: the next user comes from the one that is started', async () => {
    await inWindow({}, async (page) => {
      await browse(page, `run=${bpr()}&segment=found&user=15762`);
      await page.getByRole('combobox', { name: 'Segment' }).selectOption('most-active');
      await seen(place(page)).toHaveText(/^1 of /);
      await still(page);
      await killEngine(suite.server.workspace);
      await page.getByRole('button', { name: 'Next user' }).click();
      await seen(place(page)).toHaveText(/^2 of /, { timeout: 30_000 });
      await still(page);
      await seen(page.getByRole('combobox', { name: 'Segment' })).toHaveValue('most-active');
      await seen(page.getByText('The engine stopped and was started again.')).toBeVisible();
    });
  });

  test('a user without history in the run is told so in plain words', async () => {
    await inWindow({}, async (page) => {
      await browse(page, `run=${bpr()}&user=nobody`);
      await seen(list(page)).toContainText('This run does not know this user');
      await seen(history(page)).toContainText('Nothing is known of this user.');
      await seen(page.getByText(/^not among these 4,\d{3} users$/)).toBeVisible();
      // What is added makes somebody of them.
      await strip(page).getByRole('button', { name: 'Add an item' }).click();
      await page.getByRole('combobox', { name: 'Add an item' }).fill('alien 1979');
      await page.locator('.strip li', { hasText: 'Alien (1979)' }).click();
      await still(page);
      await seen(list(page)).toContainText('Without a history of their own there is nothing to compare with.');
    });
  });
});

describe('hands and eyes', () => {
  test('arrows go through lists and between them, Enter chooses, Delete drops', async () => {
    await inWindow({}, async (page) => {
      await browse(page, `run=${bpr()}&user=15762`);
      await still(page);
      const names = await titles(page);
      await list(page).getByRole('group', { name: 'Recommended' }).focus();
      await page.keyboard.press('ArrowDown');
      await page.keyboard.press('ArrowDown');
      await page.keyboard.press('ArrowDown');
      await seen(list(page).locator('tbody .link').nth(2)).toBeFocused();
      await page.keyboard.press('Enter');
      await seen(inspector(page).getByRole('heading', { level: 2 })).toHaveText(names[2]);
      await page.keyboard.press('End');
      await seen(list(page).locator('tbody .link').last()).toBeFocused();
      await page.keyboard.press('Home');
      await page.keyboard.press('ArrowLeft');
      await seen(history(page).locator('tbody .link').first()).toBeFocused();
      const training = history(page).locator('tbody tr:not(:has(.tag)) .link').first();
      await training.focus();
      await page.keyboard.press('Delete');
      await seen(history(page).locator('tr.dropped')).toHaveCount(1);
      // Everything is offered in the palette too.
      await page.keyboard.press('Control+k');
      await page.keyboard.type('clear what');
      await page
        .getByRole('option', { name: /Clear what-if/ })
        .first()
        .waitFor();
      await page.keyboard.press('Enter');
      await seen(history(page).locator('tr.dropped')).toHaveCount(0);
    });
  });

  test.each(['light', 'dark'] as const)('breaks no rule of accessibility, %s', async (colorScheme) => {
    await inWindow({ colorScheme }, async (page) => {
      await browse(page, `run=${bpr()}&user=15762`);
      await still(page);
      await history(page)
        .getByRole('button', { name: /^What if without / })
        .first()
        .click();
      await strip(page).getByRole('button', { name: 'Add an item' }).click();
      await still(page);
      expect(await breaches(page)).toEqual([]);
    });
  });

  test('needs no sideways scrolling at 200 %, nor at 1920', async () => {
    for (const size of [
      { width: 640, height: 400, scale: 2 },
      { width: 1920, height: 1080 },
    ])
      await inWindow(size, async (page) => {
        for (const runs of ['', `&runs=${mf()},${popularity()},${other}`]) {
          await browse(page, `run=${bpr()}&user=15762${runs}`);
          expect(await sideways(page), `${size.width} ${runs}`).toBe(0);
          await seen(page.getByRole('button', { name: 'Save lists…' })).toBeInViewport();
        }
      });
  });
});
