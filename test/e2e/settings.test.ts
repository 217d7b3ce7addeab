import { readFile } from 'node:fs/promises';
import { expect as seen } from 'playwright/test';
import type { Page } from 'playwright';
import { describe, expect, test } from 'vitest';
import { storeRuns } from '../support/stored-runs.ts';
import { breaches, settled, visit } from './page.ts';
import { windowSuite } from './suite.ts';

const suite = windowSuite((workspace) => {
  storeRuns(workspace, 6);
  return Promise.resolve();
});
const { asked, inWindow } = suite;

const row = (page: Page, name: string) => page.getByRole('row').filter({ hasText: name });

describe('settings', () => {
  test('say what computes, and of everything else why not', async () => {
    await inWindow({}, async (page) => {
      await visit(page, '#/settings');
      await seen(row(page, 'CUDA')).toContainText(/not available.*(NVIDIA|Mac|not installed|no model)/s);
      await seen(row(page, 'native, processor')).toContainText(/not available.*recsmith tensorflow --use/s);
      await seen(row(page, 'built in, the default')).toContainText(/in use.*threads/s);
      await page.getByRole('button', { name: 'Check again' }).click();
      await seen(row(page, 'CUDA')).toBeVisible();
    });
  });

  test('limit threads and memory of every training in this workspace', async () => {
    await inWindow({}, async (page) => {
      await visit(page, '#/settings');
      const threads = page.getByRole('slider', { name: 'Threads' });
      await threads.focus();
      await page.keyboard.press('Home');
      await seen(page.getByText(/^1 of \d+$/)).toBeVisible();
      await seen(page.getByRole('contentinfo')).toContainText('1 thread', { timeout: 10_000 });
      await page.getByRole('slider', { name: 'Memory' }).focus();
      await page.keyboard.press('Home');
      await seen(page.getByText(/^1\.0 GB of/)).toBeVisible();
      const { limits } = await asked((client) => client.system.doctor());
      expect(limits).toEqual({ threads: 1, memoryBytes: 1e9 });
      const estimate = await asked(async (client) => {
        const [view] = await client.views.list();
        return client.runs.estimate({ view: view.id, model: 'bpr-mf' });
      });
      expect(estimate).toMatchObject({ limitBytes: 1e9, availableBytes: 1e9 });
      await page.reload();
      await seen(page.getByText(/^1\.0 GB of/)).toBeVisible();
      await page.getByRole('button', { name: 'Threads: back to the default' }).click();
      await page.getByRole('button', { name: 'Memory: back to the default' }).click();
      await seen(page.getByText(/^all that is free of/)).toBeVisible();
      await seen
        .poll(async () => (await asked((client) => client.system.doctor())).limits)
        .toEqual({ threads: null, memoryBytes: null });
    });
  });

  test('theme and size are chosen and kept', async () => {
    await inWindow({}, async (page) => {
      await visit(page, '#/settings');
      await page.getByRole('button', { name: 'Dark', exact: true }).click();
      await page.getByRole('combobox', { name: /^Size of everything/ }).selectOption('125');
      await seen(page.locator('html')).toHaveCSS('font-size', '20px');
      await settled(page);
      await page.evaluate(() => localStorage.clear());
      await page.reload();
      await seen(page.locator('html')).toHaveCSS('font-size', '20px');
      await seen(page.locator('html')).toHaveAttribute('data-theme', 'dark');
      await page.getByRole('combobox', { name: /^Size of everything/ }).selectOption('100');
      await page.getByRole('button', { name: 'As the system' }).click();
      await settled(page);
    });
  });

  test('give the folder, and diagnostics as text and as a file, without names', async () => {
    await inWindow({}, async (page) => {
      await visit(page, '#/settings');
      await page.getByRole('button', { name: 'Copy the path' }).click();
      const clipboard = () => page.evaluate(() => navigator.clipboard.readText());
      expect(await clipboard()).toBe(suite.server.workspace);
      const report = page.getByRole('group', { name: 'Diagnostics' });
      await seen(report).toContainText('zoom 100 %');
      await page.getByRole('region', { name: 'Diagnostics' }).getByRole('button', { name: 'Copy' }).click();
      const text = await clipboard();
      expect(text).toContain('1 datasets, 3 views, 6 runs');
      expect(text).toContain('backend fused (in use)');
      expect(text).toContain('opened by');
      for (const secret of ['Stored films', 'Liked ones', suite.server.workspace]) expect(text).not.toContain(secret);
      const [download] = await Promise.all([
        page.waitForEvent('download'),
        page.getByRole('button', { name: 'Save as a file' }).click(),
      ]);
      expect(download.suggestedFilename()).toBe('recsmith-diagnostics.txt');
      expect(await readFile(await download.path(), 'utf8')).toBe(text);
    });
  });
});

describe('the trash', () => {
  test('gives back, removes one thing by its typed name, and is emptied after a question', async () => {
    await inWindow({}, async (page) => {
      const names = await asked(async (client) => {
        const runs = (await client.runs.list({})).slice(0, 4);
        for (const { id } of runs) await client.trash.delete({ name: id });
        return runs.map(({ name }) => name);
      });
      await visit(page, '#/settings/trash');
      const entries = page.getByRole('group', { name: 'Trash' }).locator('tbody tr');
      await seen(entries).toHaveCount(4);
      await seen(page.getByRole('heading', { name: 'Trash' })).toBeFocused();
      await page.getByRole('button', { name: `Restore ${names[0]}` }).click();
      await seen(entries).toHaveCount(3);

      await page.getByRole('button', { name: `Remove ${names[1]} for good` }).click();
      const dialog = page.getByRole('dialog');
      await seen(dialog).toContainText('This cannot be undone');
      expect(await breaches(page)).toEqual([]);
      const field = dialog.getByRole('textbox', { name: `Type its name: ${names[1]}` });
      await seen(field).toBeFocused();
      await field.fill(names[2]);
      await page.keyboard.press('Enter');
      await seen(dialog).toContainText('That is not its name');
      await seen(field).toBeFocused();
      await seen(entries).toHaveCount(3);
      await field.fill(names[1]);
      await dialog.getByRole('button', { name: 'Remove for good' }).click();
      await seen(dialog).toHaveCount(0);
      await seen(entries).toHaveCount(2);
      await seen(entries.filter({ hasText: names[1] })).toHaveCount(0);

      await page.getByRole('button', { name: 'Empty the trash…' }).click();
      await seen(dialog).toContainText('2 things are removed for good');
      expect(await breaches(page)).toEqual([]);
      await dialog.getByRole('button', { name: 'Keep' }).click();
      await seen(entries).toHaveCount(2);
      await page.getByRole('button', { name: 'Empty the trash…' }).click();
      await dialog.getByRole('button', { name: 'Remove 2 things for good' }).click();
      await seen(page.getByText('Nothing is in the trash.')).toBeVisible();
      expect(await asked((client) => client.trash.list())).toEqual([]);
      expect(await asked(async (client) => (await client.runs.list({})).length)).toBe(3);
    });
  });
});
