import { expect as seen } from 'playwright/test';
import type { Page } from 'playwright';
import { drop, ratings, settled } from './page.ts';

/** The main job as a new user does it: a file of their own, a view, a model, what it recommends. */
export async function fromFileToRecommendations(page: Page): Promise<void> {
  await drop(page, 'ratings.csv', ratings());
  await page.getByRole('button', { name: 'Import 600 interactions' }).click();
  await seen(page.getByRole('heading', { level: 1, name: 'ratings' })).toBeVisible({ timeout: 30_000 });
  await page.getByRole('link', { name: 'Make a view' }).click();
  await seen(page.getByRole('heading', { name: 'New view of ratings' })).toBeVisible();
  await settled(page);
  await page.getByRole('button', { name: 'Save view' }).click();
  await page.getByRole('button', { name: /^BPR matrix factorisation/ }).click();
  await page.getByRole('button', { name: 'Train BPR matrix factorisation' }).click();
  await seen(page.locator('h1 .tag')).toHaveText('done', { timeout: 60_000 });
  await page.getByRole('link', { name: 'Browse recommendations' }).click();
  await seen(page.getByRole('heading', { level: 1 })).toHaveText(/^User u\d+$/);
  await seen(page.getByRole('region', { name: 'Recommended' }).locator('tbody tr')).toHaveCount(10);
}
