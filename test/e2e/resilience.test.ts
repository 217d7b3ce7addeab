import Database from 'better-sqlite3';
import { join } from 'node:path';
import { expect as seen } from 'playwright/test';
import type { Page } from 'playwright';
import { beforeAll, describe, expect, test } from 'vitest';
import type { Client } from '../../src/shared/contract.ts';
import type { RunDetail } from '../../src/shared/contract/runs.ts';
import { connect, finished } from '../support/clients.ts';
import { killEngine } from '../support/serving.ts';
import { breaches, drop, open, settled, visit } from './page.ts';
import { windowSuite } from './suite.ts';

// The engine is killed without warning (SIGKILL of its process) under a window that is at work; the window is reloaded
// and doubled. Nothing may be lost, and what happened is said. The file's own view of the engine is a line of its own.
const suite = windowSuite();
const { inWindow } = suite;

/** What Chromium itself says of a connection that meets an engine in the moment of its death; another follows. */
const tolerated = /^console: WebSocket connection to .* failed/;
const PARAMETERS = { epochs: 40, factors: 16, patience: 0, validateEvery: 4, checkpointEvery: 1 };
let view: string;
let dataset: string;

/** A short-lived line to whichever engine serves now. */
async function ask<T>(question: (client: Client) => Promise<T>): Promise<T> {
  const line = await connect({ url: suite.server.url, port: Number(new URL(suite.server.url).port) });
  try {
    return await question(line.client);
  } finally {
    await line.close();
  }
}

const kill = () => killEngine(suite.server.workspace);
const note = (page: Page) => page.getByRole('status').filter({ hasText: 'The engine stopped and was started again.' });

/** The hash of a run's last checkpoint: of every byte of its tables. */
function checkpointHash(runId: string): string | undefined {
  const file = new Database(join(suite.server.workspace, 'workspace.sqlite'), { readonly: true });
  try {
    return file
      .prepare<[string], string>(
        `SELECT hash FROM checkpoints WHERE run = ? AND kind = 'last' AND visibility = 'complete'
         ORDER BY number DESC LIMIT 1`,
      )
      .pluck()
      .get(runId);
  } finally {
    file.close();
  }
}

const TRAINING = (change: object = {}) => ({ view, model: 'bpr-mf', parameters: { ...PARAMETERS, ...change } });
const train = (change?: object) => ask((client) => client.runs.train(TRAINING(change)));
const runOf = (run: string) => ask((client) => client.runs.get({ run }));
const epochs = (runId: string, n: number) =>
  expect
    .poll(async () => (await runOf(runId)).history.length, { timeout: 60_000, interval: 50 })
    .toBeGreaterThanOrEqual(n);

let reference: RunDetail;
beforeAll(async () => {
  await ask((client) => finished(client, () => client.imports.startSample({ sample: 'movietweetings' })));
  [{ id: dataset }] = await ask((client) => client.datasets.list());
  ({ id: view } = await ask((client) => client.views.create({ dataset, name: 'All of it' })));
  const job = await ask((client) => finished(client, () => client.runs.train(TRAINING())));
  reference = await runOf(job.runId!);
}, 180_000);

describe('the engine is killed', () => {
  test('while somebody fills in a form: what is typed, the place and the address stay', async () => {
    await inWindow({ height: 500, tolerated }, async (page) => {
      await visit(page, `#/train?view=${view}&model=bpr-mf`);
      await page.getByRole('textbox', { name: /^Factors/ }).fill('48');
      const epochsField = page.getByRole('textbox', { name: /^Epochs/ });
      await epochsField.fill('7');
      await settled(page);
      const address = page.url();
      await kill();
      await seen(note(page)).toBeVisible({ timeout: 60_000 });
      await seen(note(page)).toContainText('Your data and finished runs are untouched.');
      await seen(note(page)).toContainText(/Why: .*killed/);
      expect(page.url()).toBe(address);
      await seen(page.getByRole('textbox', { name: /^Factors/ })).toHaveValue('48');
      await seen(epochsField).toHaveValue('7');
      await seen(epochsField).toBeFocused();
      expect(await breaches(page)).toEqual([]);
      await page.getByRole('button', { name: 'Dismiss' }).click();
      await seen(note(page)).toHaveCount(0);

      // It is said once, and everything works as before.
      await visit(page, `#/data/${dataset}`);
      await seen(page.getByRole('heading', { level: 1 })).toContainText('MovieTweetings');
      await seen(note(page)).toHaveCount(0);
    });
  });

  test('while somebody reads further down: what they look at stays where it is', async () => {
    await inWindow({ height: 500, tolerated }, async (page) => {
      await visit(page, `#/data/${dataset}`);
      const chart = page.getByRole('heading', { name: 'Activity of users' });
      await chart.scrollIntoViewIfNeeded();
      await page.locator('main').evaluate((main) => main.scrollBy(0, 120));
      await settled(page);
      const before = await chart.boundingBox();
      await kill();
      await seen(note(page)).toHaveCount(1, { timeout: 60_000 });
      await settled(page);
      expect(Math.abs((await chart.boundingBox())!.y - before!.y)).toBeLessThanOrEqual(2);
      // The note itself is in sight nevertheless.
      await seen(note(page)).toBeInViewport();
    });
  });

  test('while nobody has a line: the address that was printed works as before', async () => {
    await kill();
    await inWindow({ tolerated }, async (page) => {
      await seen(page.getByRole('heading', { level: 1 })).toBeVisible();
      await seen(note(page)).toHaveCount(0);
    });
  });

  test('in a training: it says where it was, and resumed it ends in the same bytes', async () => {
    await inWindow({ tolerated }, async (page) => {
      const { runId } = await train();
      await visit(page, `#/runs/${runId}`);
      await epochs(runId, 6);
      await kill();
      await seen(note(page)).toBeVisible({ timeout: 60_000 });
      await seen(note(page)).toContainText(/was at epoch \d+; the last checkpoint is epoch \d+\./);
      await seen(note(page)).toContainText('A resumed run gives the same result as an uninterrupted one.');
      await seen(page.locator('h1 .tag')).toHaveText('interrupted');
      const { epochsDone, state } = await runOf(runId);
      expect(state).toBe('interrupted');
      expect(epochsDone).toBeGreaterThan(0);
      expect(epochsDone).toBeLessThan(PARAMETERS.epochs);
      expect(await breaches(page)).toEqual([]);
      await note(page)
        .getByRole('button', { name: new RegExp(`^Resume from epoch ${epochsDone}: `) })
        .click();
      await seen(note(page)).toHaveCount(0);
      await seen(page.locator('h1 .tag')).toHaveText('done', { timeout: 60_000 });

      const resumed = await runOf(runId);
      expect(checkpointHash(runId)).toBe(checkpointHash(reference.id));
      expect(checkpointHash(runId)).toBeDefined();
      expect(resumed.metrics).toEqual(reference.metrics);
      expect(resumed.best).toEqual(reference.best);
      const rows = ({ history }: RunDetail) => history.map(({ epoch, loss, metrics }) => ({ epoch, loss, metrics }));
      expect(rows(resumed)).toEqual(rows(reference));
      // The window shows every epoch once.
      await seen(page.locator('[aria-label^="Curve of loss"]').first()).toHaveAttribute(
        'aria-label',
        new RegExp(`over ${PARAMETERS.epochs} epoch`),
      );
    });
  });

  test('in an import: nothing half, the form stays, and one more click imports the file', async () => {
    const rows = 300_000;
    const lines = ['who,film,stars'];
    for (let row = 0; row < rows; row++) lines.push(`u${(row * 7919) % 20_011},i${(row * 31) % 4999},${1 + (row % 5)}`);
    await inWindow({ tolerated }, async (page) => {
      await drop(page, 'large.csv', lines.join('\n'));
      await seen(page.getByRole('heading', { name: 'Import large.csv' })).toBeVisible({ timeout: 30_000 });
      const button = page.getByRole('button', { name: /^Import ([\d,]+|all) interactions/ });
      await seen(button).toBeEnabled({ timeout: 30_000 });
      await page.getByLabel('Role of stars').selectOption('ignore');
      await seen(button).toBeEnabled({ timeout: 30_000 });
      const before = await ask((client) => client.datasets.list());
      await button.click();
      await expect
        .poll(
          async () =>
            (await ask((client) => client.jobs.snapshot())).jobs.some(
              ({ type, state }) => type === 'import' && state === 'running',
            ),
          { timeout: 30_000, interval: 10 },
        )
        .toBe(true);
      await kill();
      await seen(note(page)).toBeVisible({ timeout: 60_000 });
      await seen(note(page)).toContainText('was not finished; nothing of it was stored.');
      // It may die before it has answered that the job was begun, or after, and be back before the form has heard of it.
      const words =
        /The engine stopped before (this was done|it answered)\.|The engine was started anew while it imported\./;
      await seen(page.getByText(words).first()).toBeVisible();
      expect(await ask((client) => client.datasets.list())).toEqual(before);
      await seen(page.getByLabel('Role of stars')).toHaveValue('ignore');

      // The engine that has the file is gone; the window has it still.
      await button.click();
      await seen(page.getByRole('heading', { level: 1, name: 'large', exact: true })).toBeVisible({ timeout: 60_000 });
      const after = await ask((client) => client.datasets.list());
      expect(after).toHaveLength(before.length + 1);
      expect(after.find(({ name }) => name === 'large')).toMatchObject({ users: 20_011, items: 4999 });
    });
  });
});

describe('a training goes on', () => {
  test('under a reload, which finds every epoch, and in a second tab, where a change of the first shows', async () => {
    await inWindow({}, async (page, context) => {
      const { runId } = await train({ epochs: 4000 });
      await visit(page, `#/runs/${runId}`);
      await seen(page.locator('h1 .tag')).toHaveText('training', { timeout: 30_000 });
      await epochs(runId, 3);
      await page.reload();
      await seen(page.locator('h1 .tag')).toHaveText('training', { timeout: 30_000 });
      await seen(note(page)).toHaveCount(0);

      const { page: second, complaints } = await open(context, suite.server.url);
      await visit(second, `#/runs/${runId}`);
      const length = async (tab: Page) =>
        Number(
          /over ([\d,]+) epoch/
            .exec((await tab.locator('[aria-label^="Curve of loss"]').first().getAttribute('aria-label')) ?? '')?.[1]
            .replaceAll(',', '') ?? 0,
        );
      await expect.poll(() => length(second), { timeout: 30_000 }).toBeGreaterThan(3);
      // Both grow, and the older one holds what the newer one holds.
      const then = await length(page);
      await expect.poll(() => length(page), { timeout: 30_000 }).toBeGreaterThan(then);

      await second.getByRole('button', { name: 'Cancel training' }).click();
      for (const tab of [page, second]) await seen(tab.locator('h1 .tag')).toHaveText('cancelled', { timeout: 60_000 });
      const { history } = await runOf(runId);
      for (const tab of [page, second]) await expect.poll(() => length(tab)).toBe(history.length);
      expect(complaints).toEqual([]);
    });
  });
});
