import { expect as seen } from 'playwright/test';
import type { Page } from 'playwright';
import { expect, test } from 'vitest';
import { breaches, drop, ratings, settled, sideways, visit } from './page.ts';
import { windowSuite } from './suite.ts';

// The form of a training over a small file of one's own; tests follow one another over one workspace.
const { inWindow } = windowSuite();

const box = (page: Page, name: RegExp) => page.getByRole('textbox', { name });

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

test('the gallery says what each model is for, needs, comes from and takes', async () => {
  await inWindow({}, async (page) => {
    await visit(page, '#/train');
    const models = page.getByRole('region', { name: 'Models' }).getByRole('button');
    await seen(models).toHaveCount(3);
    const biased = page.getByRole('button', { name: /^Matrix factorisation with biases/ });
    await seen(biased).toContainText('Predicts the rating');
    await seen(biased).toContainText('needs values');
    await seen(biased).toContainText('Koren, Bell and Volinsky');
    await seen(biased).toContainText('fits this view');
    // Time is estimated here, on this machine.
    await seen(biased.locator('.title .small')).toHaveText(/\d s|min/, { timeout: 30_000 });
    await settled(page);
    expect(await breaches(page)).toEqual([]);
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
    await page.getByRole('button', { name: /^Matrix factorisation with biases/ }).click();
    await seen(box(page, /^Factors/)).toHaveValue('64');
    await seen(box(page, /^Seed/)).toHaveValue('7');
    await page.reload();
    await page.getByRole('button', { name: /^BPR matrix factorisation/ }).click();
    await seen(box(page, /^Factors/)).toHaveValue('24');
    await page.getByRole('button', { name: 'Back to the defaults', exact: true }).click();
    await settled(page);
  });
});

test('needs no sideways scrolling at 200 %', async () => {
  await inWindow({ width: 640, height: 400, scale: 2 }, async (page) => {
    await visit(page, '#/train?model=bpr-mf');
    expect(await sideways(page)).toBe(0);
  });
});
