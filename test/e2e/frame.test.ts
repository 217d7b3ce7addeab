import { expect as seen } from 'playwright/test';
import type { Page } from 'playwright';
import { describe, expect, test } from 'vitest';
import { breaches, cutOff, settled, sideways, visit } from './page.ts';
import { windowSuite } from './suite.ts';
import { furnish, halt, stops, type Furniture } from './tour.ts';

// What stands around the screens: navigation, zoom, status bar, tray of jobs, undo, the made-up language.
let furniture: Furniture;
const { asked, inWindow } = windowSuite(async (workspace) => {
  furniture = await furnish(workspace);
});

const tray = (page: Page) => page.getByRole('dialog', { name: 'Jobs' });
const train = (epochs: number, name: string) =>
  asked((client) =>
    client.runs.train({ view: furniture.view, model: 'bpr-mf', parameters: { epochs, factors: 16 }, name }),
  );

describe('the frame', () => {
  test('six places are always there; folded navigation is remembered', async () => {
    await inWindow({}, async (page) => {
      const places = page.getByRole('navigation', { name: 'Places' }).getByRole('link');
      for (const hash of ['#/data', '#/import', '#/nowhere', `#/runs/${furniture.runs[2]}`]) {
        await visit(page, hash);
        await seen(places).toHaveCount(6);
      }
      const width = async () => (await page.getByRole('navigation', { name: 'Places' }).boundingBox())!.width;
      expect(await width()).toBe(200);
      await page.getByRole('button', { name: 'Collapse navigation' }).click();
      await seen.poll(width).toBe(48);
      await settled(page);
      await page.reload();
      await seen(page.getByRole('button', { name: 'Expand navigation' })).toBeVisible();
      expect(await width()).toBe(48);
      // Folded, each place still has its name.
      await seen(page.getByRole('link', { name: 'Settings' })).toBeVisible();
      expect(await breaches(page)).toEqual([]);
      await page.keyboard.press('Control+b');
      await seen.poll(width).toBe(200);
      await settled(page);
    });
  });

  test('zoom is remembered, and at 200 % everything is whole on every screen', { timeout: 180_000 }, async () => {
    await inWindow({}, async (page) => {
      for (let step = 0; step < 6; step++) await page.keyboard.press('Control+=');
      await seen(page.locator('html')).toHaveCSS('font-size', '32px');
      await settled(page);
      await page.evaluate(() => localStorage.clear());
      await page.reload();
      await seen(page.locator('html')).toHaveCSS('font-size', '32px');
      // As a window of half the size would be: folded, one column.
      const wrong: string[] = [];
      for (const stop of stops(furniture)) {
        await halt(page, stop);
        const over = await sideways(page);
        if (over > 0) wrong.push(`${stop.name} scrolls sideways by ${over} px`);
        wrong.push(...(await cutOff(page)).map((problem) => `${stop.name}: ${problem}`));
        await page.keyboard.press('Escape');
      }
      expect(wrong).toEqual([]);
      const inside = async (role: 'dialog' | 'menu') => {
        const box = (await page.getByRole(role).boundingBox())!;
        expect(box.x).toBeGreaterThanOrEqual(0);
        expect(box.y).toBeGreaterThanOrEqual(0);
        expect(box.x + box.width).toBeLessThanOrEqual(1280);
        expect(box.y + box.height).toBeLessThanOrEqual(800);
      };
      for (const keys of ['Control+k', 'Shift+?', 'Control+j']) {
        await page.keyboard.press(keys);
        await inside('dialog');
        await page.keyboard.press('Escape');
        await seen(page.getByRole('dialog')).toHaveCount(0);
      }
      await page.keyboard.press('Control+0');
      await seen(page.locator('html')).toHaveCSS('font-size', '16px');
      for (let step = 0; step < 6; step++) await page.keyboard.press('Control+-');
      await seen(page.locator('html')).toHaveCSS('font-size', '8px');
      await page.keyboard.press('Control+0');
      await settled(page);
    });
  });

  test('the status bar says what computes and why nothing better, threads, memory and jobs', async () => {
    await inWindow({}, async (page) => {
      const bar = page.getByRole('contentinfo');
      await seen(bar).toContainText(/\d+ threads?/);
      await seen(bar).toContainText(/Memory\s*\d+\.\d\s*of \d+\.\d GB/);
      await seen(bar).toContainText('No jobs running');
      await bar.getByRole('button', { name: /^WebAssembly/ }).click();
      const why = page.getByRole('dialog', { name: 'What computes, and why not something better' });
      await seen(why).toContainText(/CUDA.*(NVIDIA|Mac|installed)/s);
      await seen(why).toContainText(/TensorFlow.*recsmith tensorflow --use/s);
      expect(await breaches(page)).toEqual([]);
      await why.getByRole('link', { name: 'Open Settings' }).click();
      await seen(page).toHaveURL(/#\/settings$/);
      await seen(why).toHaveCount(0);
    });
  });

  test('less motion and forced colours are obeyed', async () => {
    await inWindow({}, async (page) => {
      await page.emulateMedia({ reducedMotion: 'reduce', forcedColors: 'active' });
      await page.keyboard.press('Control+k');
      const option = page.getByRole('option', { selected: true });
      await seen(option).toHaveCSS('outline-style', 'solid');
      const moving = await page.evaluate(
        () => document.getAnimations().filter(({ playState }) => playState === 'running').length,
      );
      expect(moving).toBe(0);
      await seen(page.locator('.nav [aria-current=page]')).toHaveCSS('outline-style', 'solid');
    });
  });
});

describe('jobs', () => {
  test(
    'are in the tray with progress and turn, survive a reload and are seen by another tab',
    { timeout: 180_000 },
    async () => {
      await inWindow({}, async (page, context) => {
        await train(4000, 'Long one');
        await train(5, 'Next one');
        await page.keyboard.press('Control+j');
        await seen(tray(page).getByRole('progressbar')).toHaveCount(1);
        await seen(tray(page)).toContainText(/Training: [\d,]+ of 4,000 epochs/, { timeout: 20_000 });
        await seen(tray(page)).toContainText(/examples\/s/, { timeout: 20_000 });
        await seen(tray(page)).toContainText(/left/, { timeout: 20_000 });
        await seen(tray(page)).toContainText('next');
        await seen(page.getByRole('contentinfo')).toContainText('1 running, 1 waiting');
        expect(await breaches(page)).toEqual([]);
        // The room of what streams is kept: the button stays where it is.
        const cancel = tray(page)
          .getByRole('button', { name: /^Cancel: / })
          .first();
        const places = new Set<number>();
        for (let look = 0; look < 10; look++) {
          places.add((await cancel.boundingBox())!.x);
          await page.waitForTimeout(100);
        }
        expect(places.size).toBe(1);

        await visit(page, '#/settings');
        await seen(tray(page).getByRole('progressbar')).toHaveCount(1);
        await page.reload();
        await seen(page.getByRole('contentinfo')).toContainText('1 running, 1 waiting');
        const second = await context.newPage();
        await second.goto(new URL(page.url()).origin);
        await second.keyboard.press('Control+j');
        await seen(tray(second).getByRole('button', { name: /^Cancel: / })).toHaveCount(2);
        // Cancelled in one, ended in both.
        await tray(second)
          .getByRole('button', { name: /^Cancel: / })
          .first()
          .click();
        await page.keyboard.press('Control+j');
        await seen(tray(page)).toContainText('cancelled', { timeout: 30_000 });
        await seen(tray(page).getByText('done', { exact: true }).first()).toBeVisible({ timeout: 60_000 });
        await second.close();

        // What was cancelled after a checkpoint is taken up again from here.
        const resume = tray(page).getByRole('button', { name: /^Resume: / });
        await resume.click();
        await seen(tray(page).getByRole('progressbar')).toHaveCount(1, { timeout: 20_000 });
        await seen(resume).toHaveCount(0);
        await tray(page)
          .getByRole('button', { name: /^Cancel: / })
          .click();
        await seen(tray(page).getByRole('progressbar')).toHaveCount(0, { timeout: 30_000 });
        await tray(page).getByRole('link').first().click();
        await seen(page).toHaveURL(/#\/runs\/run-/);
      });
    },
  );

  test('that failed say why and what cures it; ended ones are cleared for good', async () => {
    await inWindow({}, async (page) => {
      const { jobId } = await asked((client) => client.runs.evaluate({ run: furniture.runs[2], candidates: 'given' }));
      const failed = () => asked((client) => client.jobs.get({ jobId }));
      await expect.poll(async () => (await failed()).state, { timeout: 30_000 }).toBe('failed');
      await page.keyboard.press('Control+j');
      await seen(tray(page).getByText('failed', { exact: true }).first()).toBeVisible();
      const job = await failed();
      expect(job.error?.message).toBeTruthy();
      await seen(tray(page)).toContainText(job.error!.message);
      if (typeof job.error!.details.next === 'string') await seen(tray(page)).toContainText(job.error!.details.next);
      await tray(page).getByRole('button', { name: 'Clear the ended' }).click();
      await seen(tray(page)).toContainText('Nothing runs and nothing waits');
      await settled(page);
      await page.reload();
      await page.keyboard.press('Control+j');
      await seen(tray(page)).toContainText('Nothing runs and nothing waits');
      await page.keyboard.press('Escape');
      await seen(tray(page)).toHaveCount(0);
    });
  });
});

test('deleting is taken back by keyboard alone', async () => {
  await inWindow({}, async (page) => {
    const { runId } = await train(1, 'Soon gone');
    await visit(page, `#/runs/${runId}`);
    await seen(page.locator('h1 .tag')).toHaveText('done', { timeout: 60_000 });
    const remove = async () => {
      await visit(page, `#/runs/${runId}`);
      await page.getByRole('button', { name: 'Move to the trash' }).click();
      await seen(page.getByText('Soon gone was moved to the trash')).toBeVisible();
    };
    const alive = () => asked(async (client) => (await client.runs.list({})).some(({ id }) => id === runId));
    await remove();
    expect(await alive()).toBe(false);
    await page.keyboard.press('Control+z');
    await seen(page.getByText('Soon gone is back')).toBeVisible();
    expect(await alive()).toBe(true);
    // Or through the message itself: Alt+T leads to it.
    await remove();
    await page.keyboard.press('Alt+t');
    const undo = page.getByRole('button', { name: 'Undo' });
    for (let step = 0; step < 4 && !(await undo.evaluate((node) => node === document.activeElement)); step++)
      await page.keyboard.press('Tab');
    await seen(undo).toBeFocused();
    await page.keyboard.press('Enter');
    await seen.poll(alive).toBe(true);
  });
});

describe('another language', () => {
  /** Dates are figures too: `Intl` writes them. */
  const DATE = /^\d{1,2} \p{L}{3,9}(,? \d{4})?(, \d{2}:\d{2})?$/u;
  /** Of international symbols, the same in every language: "2 min 15 s". */
  const DURATION = /^(?:< )?[\d.,]+ (?:ms|s|min|h)(?: \d+ (?:s|min))?$/;

  /**
   * Texts of the window that are neither from the catalogue, in brackets, nor data: none of their parts is a date or
   * among what the engine sent.
   */
  async function strangers(page: Page, sent: string): Promise<string[]> {
    const said = await page.evaluate(() => {
      const found = new Set<string>();
      const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
      for (let node = walker.nextNode(); node; node = walker.nextNode()) {
        const element = node.parentElement;
        const words = (node.textContent ?? '').trim();
        if (!element || !/\p{L}{2,}/u.test(words) || element.closest('script, style, pre, code, [hidden]')) continue;
        // One text of the catalogue may be cut into several nodes, around a link or a mark.
        const bracketed = [element, element.parentElement].some((each) => /⟦.*⟧/s.test(each?.textContent ?? ''));
        if (!bracketed) found.add(words);
      }
      return [...found];
    });
    const known = sent.toLowerCase();
    const isData = (part: string) =>
      DATE.test(part) || DURATION.test(part) || known.includes(JSON.stringify(part.toLowerCase()).slice(1, -1));
    return said.filter((words) => !(isData(words) || words.split(/ · |, /).every(isData)));
  }

  test('leaves no text behind, and nothing is cut by longer words', { timeout: 180_000 }, async () => {
    await inWindow({}, async (page) => {
      let sent = '';
      page.on('websocket', (socket) =>
        socket.on(
          'framereceived',
          ({ payload }) => (sent += typeof payload === 'string' ? payload : payload.toString()),
        ),
      );
      await page.goto(`${new URL(page.url()).origin}/?locale=pseudo`);
      await page.locator('main h1').first().waitFor();
      const wrong: string[] = [];
      for (const stop of stops(furniture).filter(({ act }) => !act)) {
        await halt(page, stop);
        wrong.push(...(await strangers(page, sent)).map((each) => `${stop.name} says “${each}”`));
        const over = await sideways(page);
        if (over > 0) wrong.push(`${stop.name} scrolls sideways by ${over} px`);
        wrong.push(...(await cutOff(page)).map((problem) => `${stop.name}: ${problem}`));
      }
      for (const keys of ['Control+k', 'Control+j', 'Shift+?']) {
        await page.keyboard.press(keys);
        await settled(page);
        wrong.push(...(await strangers(page, sent)).map((each) => `${keys} says “${each}”`));
        await page.keyboard.press('Escape');
      }
      expect(wrong).toEqual([]);
    });
  });
});
