import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import pixelmatch from 'pixelmatch';
import { PNG } from 'pngjs';
import type { Page } from 'playwright';
import { fromNpm, type ContextOptions } from './browser.ts';

/** Kept pictures, shown in the README; `UPDATE_SCREENS=1` takes them anew. */
const KEPT = join(import.meta.dirname, 'screens');
/** Where the picture of a failed comparison and its difference go. */
const FAILED = join(import.meta.dirname, '..', '..', 'test-results', 'screens');

export const SCREEN = { width: 1280, height: 800, scale: 1 } satisfies ContextOptions;

/** Share of the pixels that may differ: a caret, a rounding of the rasteriser. */
const TOLERANCE = 0.002;

/**
 * What no two starts and no two machines share is written the same: clock times, durations, sizes of memory, rates,
 * counts of processors, versions, folders. Digits become zeros, so that the layout is that of a real value.
 */
async function mask(page: Page): Promise<void> {
  await page.evaluate(() => {
    const zeros = (text: string) => text.replace(/\d[\d.,]*/g, '0');
    const varying = [
      /\b\d{1,2} [A-Z]\w{2,3}(?: \d{4})?, \d{2}:\d{2}\b/g, // 25 Nov, 13:15
      /(?:< )?\b[\d.,]+ ?(?:ms|s|min|h)\b/g,
      /\b[\d.,]+ ?(?:B|kB|MB|GB)\b/g,
      /\b[\d.,]+[kM]? (?:examples|interactions|pairs|users|rows)\/s\b/g,
      /\b\d+ (?:threads?|processors?)\b/g,
    ];
    /** A column of seconds stands under its heading, without a unit of its own. */
    const columns = new Set(
      [...document.querySelectorAll<HTMLTableElement>('main table')].flatMap((table) => {
        const timed = [...table.querySelectorAll('thead tr:first-child th')].findIndex((head) =>
          /^\W*Seconds/.test(head.textContent ?? ''),
        );
        return timed < 0 ? [] : [...table.querySelectorAll(`tr > td:nth-child(${timed + 1})`)];
      }),
    );
    const machine = document.querySelector('main h1')?.textContent === 'Settings' ? 'main' : 'nowhere';
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      let text = node.nodeValue ?? '';
      const parent = node.parentElement;
      if (!parent) continue;
      text = text.replace(/\/\S*recsmith-window-\w+/, '/home/me');
      if (parent.closest(`.status, ${machine}`) || columns.has(parent)) text = zeros(text);
      else for (const pattern of varying) text = text.replace(pattern, zeros);
      if (parent.closest(machine)) text = text.replace(/^(.*), 0 processors?$/, 'Processor, 0 processors');
      if (text !== node.nodeValue) node.nodeValue = text;
    }
    for (const bar of document.querySelectorAll<HTMLElement>('.meter, .progress')) bar.style.setProperty('--v', '30%');
  });
}

/**
 * Compares the window with the kept picture of this name. @returns what is wrong, or nothing; where the Chromium is not
 * the one from npm nothing is compared, since its fonts and rasteriser are others.
 */
export async function comparePictures(page: Page, name: string): Promise<string[]> {
  if (!fromNpm()) return [];
  await mask(page);
  const taken = await page.screenshot({ animations: 'disabled', caret: 'hide' });
  const kept = join(KEPT, `${name}.png`);
  if (process.env.UPDATE_SCREENS) {
    await mkdir(KEPT, { recursive: true });
    await writeFile(kept, taken);
    return [];
  }
  if (!existsSync(kept)) return [`there is no kept picture ${name}.png: look at it and run with UPDATE_SCREENS=1`];
  const before = PNG.sync.read(await readFile(kept));
  const now = PNG.sync.read(taken);
  if (before.width !== now.width || before.height !== now.height)
    return [`the picture is ${now.width} × ${now.height}, kept ${before.width} × ${before.height}`];
  const difference = new PNG({ width: now.width, height: now.height });
  const pixels = pixelmatch(before.data, now.data, difference.data, now.width, now.height, { threshold: 0.2 });
  const share = pixels / (now.width * now.height);
  if (share <= TOLERANCE) return [];
  await mkdir(FAILED, { recursive: true });
  await writeFile(join(FAILED, `${name}.png`), taken);
  await writeFile(join(FAILED, `${name}-difference.png`), PNG.sync.write(difference));
  return [
    `${(100 * share).toFixed(2)} % of the picture differ from the kept one: test-results/screens/${name}-difference.png`,
  ];
}
