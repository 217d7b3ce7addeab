import { expect as seen } from 'playwright/test';
import { expect, test } from 'vitest';
import { storeRuns } from '../support/stored-runs.ts';
import { breaches, settled, visit } from './page.ts';
import { windowSuite } from './suite.ts';

const { asked, inWindow } = windowSuite((workspace) => {
  storeRuns(workspace, 6);
  return Promise.resolve();
});

test('a run is named, tagged and noted where it is read, by keys, and what was written can be taken back', async () => {
  const run = await asked(async (client) => (await client.runs.list({})).find(({ state }) => state === 'done')!);
  const stored = () => asked((client) => client.runs.get({ run: run.id }));
  await inWindow({}, async (page) => {
    await visit(page, `#/runs/${run.id}`);
    await page.getByRole('button', { name: 'Rename the run' }).click();
    const name = page.getByRole('textbox', { name: 'Name of the run' });
    await seen(name).toBeFocused();
    await seen(name).toHaveValue(run.name);
    await name.fill('The one for the paper');
    await page.keyboard.press('Enter');
    await seen(page.getByRole('heading', { level: 1 })).toContainText('The one for the paper');
    await seen(page.getByRole('button', { name: 'Rename the run' })).toBeFocused();

    await page.getByRole('button', { name: 'Write tags' }).click();
    await page.getByRole('combobox', { name: 'Tags' }).fill('paper, warm start');
    await page.keyboard.press('Enter');
    await seen.poll(async () => (await stored()).tags).toEqual(['paper', 'warm start']);
    await page.getByRole('button', { name: 'Write notes' }).click();
    expect(await breaches(page)).toEqual([]);
    await page.getByRole('textbox', { name: 'Notes' }).fill('Shown on Friday.');
    await page.keyboard.press('Enter');
    await seen(page.getByText('Shown on Friday.')).toBeVisible();
    await seen.poll(async () => (await stored()).notes).toBe('Shown on Friday.');

    // Escape leaves everything as it is; the last change can be taken back.
    await page.getByRole('button', { name: 'Write notes' }).click();
    await page.getByRole('textbox', { name: 'Notes' }).fill('nothing');
    await page.keyboard.press('Escape');
    await seen(page.getByText('Shown on Friday.')).toBeVisible();
    await page.getByRole('button', { name: 'Undo' }).first().click();
    await seen.poll(async () => (await stored()).notes).toBe(run.notes);
    await settled(page);
    expect(await breaches(page)).toEqual([]);
  });
});

test('the best epoch stands on top of the epochs, and only there', async () => {
  const run = await asked(async (client) => {
    const done = (await client.runs.list({})).filter(({ state, best }) => state === 'done' && best !== null);
    return client.runs.get({ run: done[0].id });
  });
  await inWindow({}, async (page) => {
    await visit(page, `#/runs/${run.id}`);
    const rows = page.getByRole('group', { name: 'Rows of the epochs' }).locator('tr:has(td.ep)');
    await seen(rows.first()).toContainText('best');
    const epochs = await rows.locator('td.ep').allTextContents();
    const numbers = epochs.map((each) => each.replace(/\D+/g, ''));
    expect(numbers).toContain(String(run.best!.epoch));
    expect(new Set(numbers).size).toBe(numbers.length);
    await page.getByRole('button', { name: 'Loss', exact: true }).click();
    await seen(rows.first()).toContainText('best');
    const sorted = await rows.locator('td.ep').allTextContents();
    expect(new Set(sorted.map((each) => each.replace(/\D+/g, ''))).size).toBe(sorted.length);
  });
});
