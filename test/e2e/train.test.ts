import { expect as seen } from 'playwright/test';
import type { Page } from 'playwright';
import { describe, expect, test } from 'vitest';
import { storeRuns } from '../support/stored-runs.ts';
import { breaches, drop, ratings, settled, sideways, visit } from './page.ts';
import { windowSuite } from './suite.ts';

// The form of a training over a small file of one's own; tests follow one another over one workspace.
const { inWindow } = windowSuite();

const box = (page: Page, name: RegExp) => page.getByRole('textbox', { name });
const queue = (page: Page) => page.getByRole('region', { name: 'Queue' });

test('without a view it says what to do', async () => {
  await inWindow({}, async (page) => {
    await visit(page, '#/train');
    await seen(page.getByRole('link', { name: 'Import data first' })).toBeVisible();
    await drop(page, 'my-ratings.csv', ratings());
    await page.getByRole('button', { name: /^Import \d+ interactions/ }).click();
    await page.getByRole('link', { name: 'Make a view' }).click({ timeout: 60_000 });
    await page.getByRole('radio', { name: /Last of each user/ }).check();
    await page.getByRole('button', { name: 'Save view' }).click();
    await seen(page.getByRole('heading', { name: 'Before you start' })).toBeVisible();
  });
});

const gallery = (page: Page) => page.getByRole('region', { name: 'Models' });

test('the gallery begins with first choices, goes by family and by keys, and remembers what was chosen', async () => {
  await inWindow({}, async (page) => {
    await visit(page, '#/train');
    // The view has values: the first choice for ratings stands open, said in two sentences, with what it needs.
    await seen(page.getByRole('heading', { name: 'Matrix factorisation with biases' })).toBeVisible();
    await seen(page.locator('.form-head')).toContainText('Koren, Bell and Volinsky');
    await seen(page.locator('.form-head .tag')).toHaveText('fits this view');
    for (const family of ['Baselines', 'Factors'])
      await seen(gallery(page).getByRole('heading', { name: family })).toBeVisible();
    const chosen = gallery(page).locator('[aria-current=true]').first();
    await seen(chosen).toContainText('Matrix factorisation with biases');
    // Time is estimated here, on this machine.
    await seen(chosen.locator('.title .small')).toHaveText(/\d s|min/, { timeout: 30_000 });
    await settled(page);
    expect(await breaches(page)).toEqual([]);
    const bpr = gallery(page)
      .getByRole('button', { name: /^BPR matrix factorisation/ })
      .last();
    await gallery(page).locator('[data-row]').first().focus();
    await page.keyboard.press('End');
    await page.keyboard.press('Home');
    await seen(gallery(page).locator('[data-row]').first()).toBeFocused();
    await bpr.focus();
    await page.keyboard.press('Enter');
    await seen(page.getByRole('heading', { name: 'BPR matrix factorisation', exact: true })).toBeVisible();
    await visit(page, '#/runs');
    await visit(page, '#/train');
    await seen(page.getByRole('heading', { name: 'BPR matrix factorisation', exact: true })).toBeVisible();
  });
});

test('the schedule is drawn as it will run, and what computes it is said with the reason', async () => {
  await inWindow({}, async (page) => {
    await visit(page, '#/train?model=bpr-mf');
    const schedule = page.getByRole('region', { name: 'Learning rate, as it will run' });
    const curve = schedule.getByRole('slider', { name: 'learning rate over 60 epochs' });
    await seen(curve).toBeVisible({ timeout: 30_000 });
    await curve.focus();
    await page.keyboard.press('Home');
    await seen(curve).toHaveAttribute('aria-valuetext', /0\.15/);
    await box(page, /^Epochs/).fill('7');
    await seen(schedule.getByRole('slider', { name: 'learning rate over 7 epochs' })).toBeVisible();
    // What a model cannot do stands there with the reason.
    await seen(page.getByRole('button', { name: 'Find a learning rate…' })).toBeDisabled();
    await seen(page.getByText(/there are no steps to try rates with/)).toBeVisible();
    await seen(page.getByRole('button', { name: 'Learn event by event…' })).toBeDisabled();
    await seen(page.locator('.on')).toContainText(/Computed by Fused kernels \S/);
    await page.getByRole('button', { name: 'Back to the defaults', exact: true }).click();
    await seen(box(page, /^Epochs/)).toHaveValue('60');
  });
});

test('changed values are marked, reset one by one or all, wrong ones named and led to', async () => {
  await inWindow({}, async (page) => {
    await visit(page, '#/train?model=bpr-mf');
    const factors = box(page, /^Factors/);
    await factors.fill('32');
    await box(page, /^Epochs/).fill('7');
    await seen(page.getByText('2 changed')).toBeVisible();
    await seen(page.locator('.field', { has: factors })).toContainText('was 64');
    await page.getByRole('button', { name: 'Factors: back to the default' }).click();
    await seen(factors).toHaveValue('64');
    await seen(box(page, /^Epochs/)).toHaveValue('7');
    await page.getByRole('button', { name: 'Back to the defaults', exact: true }).click();
    await seen(box(page, /^Epochs/)).toHaveValue('60');
    await box(page, /^Threads/).fill('99');
    await seen(page.getByText('99 is above 64, the largest allowed.')).toBeVisible();
    await page.getByRole('button', { name: 'Train BPR matrix factorisation' }).click();
    await seen(box(page, /^Threads/)).toBeFocused();
    await seen(page.getByText('One value needs a change first:')).toBeVisible();
    await page.getByRole('button', { name: 'Back to the defaults', exact: true }).click();
    // Backends that are not here are explained where one is chosen.
    await seen(page.getByRole('combobox', { name: /^Backend/ })).toHaveAccessibleDescription(/Not here: cuda\./);
    await seen(page.locator('.est')).toContainText(/\d MB/);
  });
});

test('what was typed survives other places and a reload', async () => {
  await inWindow({}, async (page) => {
    await visit(page, '#/train?model=bpr-mf');
    await box(page, /^Factors/).fill('24');
    await box(page, /^Seed/).fill('7');
    await visit(page, '#/settings');
    await visit(page, '#/train?model=bpr-mf');
    await seen(box(page, /^Factors/)).toHaveValue('24');
    await page
      .getByRole('button', { name: /^Matrix factorisation with biases/ })
      .last()
      .click();
    await seen(box(page, /^Factors/)).toHaveValue('64');
    await seen(box(page, /^Seed/)).toHaveValue('7');
    await page.reload();
    await page
      .getByRole('button', { name: /^BPR matrix factorisation/ })
      .last()
      .click();
    await seen(box(page, /^Factors/)).toHaveValue('24');
    await page.getByRole('button', { name: 'Back to the defaults', exact: true }).click();
    await settled(page);
  });
});

test('several trainings wait in a queue, in order, and one that waits can be cancelled', async () => {
  await inWindow({}, async (page) => {
    await visit(page, '#/train?model=bpr-mf');
    await box(page, /^Epochs/).fill('10000');
    await box(page, /^Factors/).fill('1024');
    await page.getByRole('button', { name: 'Add to the queue' }).click();
    await seen(queue(page).getByRole('listitem')).toHaveCount(1);
    // The form stays, the next ones are added: three values are three runs.
    await seen(box(page, /^Epochs/)).toHaveValue('10000');
    await box(page, /^Epochs/).fill('3');
    await box(page, /^Factors/).fill('4 8 16');
    await seen(page.locator('.est')).toContainText('one after another');
    await page.getByRole('button', { name: 'Add 3 to the queue' }).click();
    await seen(queue(page).getByRole('listitem')).toHaveCount(4);
    await seen(queue(page).getByRole('listitem').nth(0)).toContainText('training');
    await seen(queue(page).getByRole('listitem').nth(1)).toContainText('factors 4');
    await seen(queue(page).getByRole('listitem').nth(2)).toContainText('factors 8');
    await seen(queue(page).getByRole('listitem').nth(3)).toContainText('factors 16');
    await seen(queue(page).getByRole('listitem').nth(3)).toContainText('waiting');
    expect(await breaches(page)).toEqual([]);
    await queue(page)
      .getByRole('button', { name: /^Cancel .*factors 8/ })
      .click();
    await seen(queue(page).getByRole('listitem')).toHaveCount(3);
    await queue(page)
      .getByRole('button', { name: /^Cancel .*epochs 10000/ })
      .click();
    // The others are trained; the cancelled one is not.
    await seen(queue(page)).toHaveCount(0, { timeout: 60_000 });
    await visit(page, '#/runs');
    const state = (name: RegExp) => page.getByRole('row', { name }).locator('.tag').first();
    await seen(state(/factors 4,/)).toHaveText('done');
    await seen(state(/factors 16,/)).toHaveText('done');
    await seen(state(/factors 8,/)).toHaveText('cancelled');
  });
});

test('needs no sideways scrolling at 200 %', async () => {
  await inWindow({ width: 640, height: 400, scale: 2 }, async (page) => {
    await visit(page, '#/train?model=bpr-mf');
    expect(await sideways(page)).toBe(0);
  });
});

describe('in a workspace that allows little memory', () => {
  let view = '';
  const limited = windowSuite((workspace) => {
    view = storeRuns(workspace, 1, { memoryBytes: 450e6 }).wide.id;
    return Promise.resolve();
  });

  test('what does not fit is refused with the numbers and ways on, and trained anyway when asked for', async () => {
    await limited.inWindow({}, async (page) => {
      // 200,000 users with so many factors: more than the workspace allows, less than the machine has.
      await visit(page, `#/train?view=${view}&model=bpr-mf`);
      await box(page, /^Epochs/).fill('2');
      await box(page, /^Factors/).fill('256');
      await seen(page.locator('.form-head .tag')).toHaveText('does not fit in memory', { timeout: 30_000 });
      await page.getByRole('button', { name: 'Train BPR matrix factorisation' }).click();
      const dialog = page.getByRole('dialog', { name: 'BPR matrix factorisation does not fit in memory' });
      await seen(dialog).toContainText('BPR matrix factorisation needs');
      await seen(dialog).toContainText('Allowed by this workspace');
      await seen(dialog).toContainText('450 MB');
      // What fits instead, by an estimate of its own.
      await seen(dialog.getByRole('radio', { name: /^BPR matrix factorisation, \d+ factors/ })).toBeVisible({
        timeout: 30_000,
      });
      await seen(dialog.getByRole('button', { name: /^Train BPR matrix factorisation, \d+ factors/ })).toBeVisible();
      await seen(dialog.getByRole('link', { name: 'Make a stricter view' })).toBeVisible();
      await settled(page);
      expect(await breaches(page)).toEqual([]);
      await seen(dialog).toContainText('It can be trained anyway');
      await dialog.getByRole('button', { name: 'Train anyway' }).click();
      await seen(page).toHaveURL(/#\/runs\/run-/);
      // It was started: the engine accepted what it refuses without being asked to. The view only claims its size, so
      // what becomes of the run is not looked at.
      await seen(page.locator('h1 .tag')).toHaveText(/training|failed|done/, { timeout: 30_000 });
    });
  });
});
