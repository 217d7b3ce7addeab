import { AxeBuilder } from '@axe-core/playwright';
import type { BrowserContext, Page } from 'playwright';

/** A page that notes everything that must not happen. */
export interface Watched {
  readonly page: Page;
  /** Console errors and warnings, uncaught errors, reports of the content security policy, failed requests. */
  readonly complaints: string[];
}

export async function open(context: BrowserContext, url: string): Promise<Watched> {
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on('console', (message) => {
    if (['error', 'warning', 'assert'].includes(message.type())) complaints.push(`console: ${message.text()}`);
  });
  page.on('pageerror', (error) => complaints.push(`uncaught: ${error.message}`));
  page.on('response', (response) => {
    if (response.status() >= 400) complaints.push(`${response.status()} ${response.url()}`);
  });
  await page.addInitScript(() => {
    addEventListener('securitypolicyviolation', (event) => {
      console.error(`security policy: ${event.violatedDirective} ${event.blockedURI}`);
    });
  });
  await page.goto(url);
  return { page, complaints };
}

/** Goes to a place of the window and waits until it is drawn. */
export async function visit(page: Page, hash: string): Promise<void> {
  await page.evaluate((target) => {
    location.hash = target;
  }, hash);
  await page.locator('main h1').first().waitFor();
  await settled(page);
}

/** Until nothing of the page has changed for a quarter of a second. */
export async function settled(page: Page): Promise<void> {
  await page.evaluate(
    () =>
      new Promise<void>((resolve) => {
        let timer = setTimeout(done, 250);
        const observer = new MutationObserver(() => {
          clearTimeout(timer);
          timer = setTimeout(done, 250);
        });
        const limit = setTimeout(done, 5000);
        function done() {
          clearTimeout(limit);
          clearTimeout(timer);
          observer.disconnect();
          resolve();
        }
        observer.observe(document.querySelector('main') ?? document.body, { subtree: true, childList: true });
      }),
  );
}

/** Breaches of the accessibility rules (WCAG 2.2 AA and axe's best practice), one line each. */
export async function breaches(page: Page): Promise<string[]> {
  // What fades in or out has no contrast on the way.
  await page
    .waitForFunction(
      () =>
        [...document.querySelectorAll('[data-sonner-toast]')].every(
          (each) => each.getAttribute('data-removed') !== 'true' && getComputedStyle(each).opacity === '1',
        ),
      null,
      { timeout: 5000 },
    )
    .catch(() => undefined);
  const { violations } = await new AxeBuilder({ page }).analyze();
  return violations.flatMap((violation) =>
    violation.nodes.map((node) => `${violation.id}: ${node.target.join(' ')} ${node.failureSummary ?? ''}`),
  );
}

/** How far the window and the page in it can be scrolled sideways, in pixels. */
export function sideways(page: Page): Promise<number> {
  return page.evaluate(() => {
    const main = document.querySelector('main');
    const inner = main ? main.scrollWidth - main.clientWidth : 0;
    return Math.max(document.documentElement.scrollWidth - innerWidth, inner);
  });
}

/** Texts and controls of the page that stand outside what can be seen or scrolled to, or run over their own box. */
export function cutOff(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const found: string[] = [];
    const name = (element: Element) =>
      `${element.tagName.toLowerCase()}.${[...element.classList].join('.')} "${(element.textContent ?? '').trim().slice(0, 40)}"`;
    const hides = (style: CSSStyleDeclaration) => style.overflowX === 'hidden' || style.overflowX === 'clip';
    /** Whether a box inside the page brings it into sight: a table that is wider than its place. */
    const scrolls = (element: Element): boolean => {
      for (let box = element.parentElement; box && !box.matches('main, body'); box = box.parentElement)
        if (/auto|scroll/.test(getComputedStyle(box).overflowX) && box.scrollWidth > box.clientWidth) return true;
      return false;
    };
    for (const element of document.querySelectorAll<HTMLElement>('body *')) {
      const style = getComputedStyle(element);
      const box = element.getBoundingClientRect();
      if (box.width <= 1 || box.height <= 1 || style.visibility === 'hidden' || element.closest('.sr, .skip, svg'))
        continue;
      // Text that ends in an ellipsis says so and has its full form elsewhere; anything else that is hidden is lost.
      if (hides(style) && style.textOverflow !== 'ellipsis' && element.scrollWidth > element.clientWidth + 1)
        found.push(`cut by ${element.scrollWidth - element.clientWidth} px: ${name(element)}`);
      const operable = element.matches('button, a[href], input, select, textarea');
      if (!operable) continue;
      if ((box.left < -1 || box.right > innerWidth + 1) && !scrolls(element))
        found.push(`outside the window: ${name(element)}`);
    }
    return found;
  });
}

/** Pixels of the first curve that differ from what surrounds it. */
export function inkOnCanvas(page: Page): Promise<number> {
  return page.evaluate(() => {
    const canvas = document.querySelector<HTMLCanvasElement>('.chart-frame canvas');
    const pixels = canvas?.getContext('2d')?.getImageData(0, 0, canvas.width, canvas.height).data ?? [];
    let ink = 0;
    // The line is blue: much more blue than red.
    for (let at = 0; at < pixels.length; at += 4) if (pixels[at + 3] > 128 && pixels[at + 2] - pixels[at] > 80) ink++;
    return ink;
  });
}

/** 600 readable interactions of 30 users, two rows that are not. */
export function ratings(): string {
  const rows = ['who,film,stars,when'];
  for (let user = 1; user <= 30; user++)
    for (let film = 1; film <= 20; film++)
      rows.push(
        `u${user},${String((user * 7 + film) % 60).padStart(3, '0')},${1 + ((user * film) % 5)},${1380000000 + 1000 * user + film}`,
      );
  rows.splice(100, 0, 'u1,007,eight,1380000000', 'u2,,3,1380000000');
  return rows.join('\n');
}

/** Drags a file over the window and lets it go, as a person does. */
export async function drop(page: Page, name: string, content: string): Promise<void> {
  const transfer = await page.evaluateHandle(
    ([fileName, text]) => {
      const data = new DataTransfer();
      data.items.add(new File([text], fileName, { type: 'text/csv' }));
      return data;
    },
    [name, content] as const,
  );
  const target = page.locator('body');
  await target.dispatchEvent('dragenter', { dataTransfer: transfer });
  await page.getByText('Drop to import').waitFor();
  await target.dispatchEvent('dragover', { dataTransfer: transfer });
  await target.dispatchEvent('drop', { dataTransfer: transfer });
}
