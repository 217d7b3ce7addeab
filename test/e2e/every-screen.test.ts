import { expect as seen } from 'playwright/test';
import type { Page } from 'playwright';
import { describe, expect, test } from 'vitest';
import { breaches, cutOff, sideways } from './page.ts';
import { comparePictures, SCREEN } from './pictures.ts';
import { windowSuite } from './suite.ts';
import { furnish, halt, stops, type Furniture } from './tour.ts';

// What must hold on every screen and for everything that opens over one, in a workspace as after an hour of work.
describe('every screen', () => {
  let furniture: Furniture;
  const { inWindow } = windowSuite(async (workspace) => {
    furniture = await furnish(workspace);
  });

  /** Visits every stop of the tour, and says at the end which of them failed and how. */
  async function tour(page: Page, look: (name: string) => Promise<readonly string[]>): Promise<void> {
    const wrong: string[] = [];
    for (const stop of stops(furniture)) {
      await halt(page, stop);
      for (const problem of await look(stop.name)) wrong.push(`${stop.name}: ${problem}`);
      await page.keyboard.press('Escape');
    }
    expect(wrong).toEqual([]);
  }

  test.each(['light', 'dark'] as const)(
    'breaks no rule of accessibility and looks as it did, %s',
    { timeout: 300_000 },
    async (colorScheme) => {
      await inWindow({ colorScheme, ...SCREEN }, async (page) => {
        await tour(page, async (name) => [
          ...(await breaches(page)),
          ...(await comparePictures(page, `${name}-${colorScheme}`)),
        ]);
      });
    },
  );

  test.each([
    { name: '200 % of 1280 × 800', width: 640, height: 400, scale: 2 },
    { name: '1920 × 1080', width: 1920, height: 1080 },
  ])(
    'is whole at $name: nothing cut, no sideways scrolling',
    { timeout: 180_000 },
    async ({ width, height, scale }) => {
      await inWindow({ width, height, scale }, async (page) => {
        await tour(page, async () => {
          const over = await sideways(page);
          return [...(over > 0 ? [`scrolls sideways by ${over} pixels`] : []), ...(await cutOff(page))];
        });
      });
    },
  );

  test('says where it is when there is no such place', async () => {
    await inWindow({}, async (page) => {
      await page.evaluate(() => {
        location.hash = '#/nowhere';
      });
      await seen(page.getByText('There is no such place in this window.')).toBeVisible();
    });
  });
});

describe('the first screen', () => {
  const empty = windowSuite();

  test.each(['light', 'dark'] as const)('looks as it did, %s', async (colorScheme) => {
    await empty.inWindow({ colorScheme, ...SCREEN }, async (page) => {
      await halt(page, { name: 'first-run', hash: '#/data', ready: 'main article' });
      expect([...(await breaches(page)), ...(await comparePictures(page, `first-run-${colorScheme}`))]).toEqual([]);
    });
  });
});
