import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect as seen } from 'playwright/test';
import { _electron, type ElectronApplication, type Page } from 'playwright';
import { afterAll, describe, expect, test } from 'vitest';
import { temporaryFolder, writeRatings } from '../support/folders.ts';

// The application itself, from its sources and as a package for tests (`RECSMITH_TEST_PACKAGE=1 npm run package`, in
// release-test): what no stub can show. Where there is no binary the reason is printed and the tests are skipped;
// under REQUIRE_ELECTRON=1 that is a failure.
const root = join(import.meta.dirname, '../..');
const required = process.env.REQUIRE_ELECTRON === '1';

interface Target {
  readonly name: string;
  /** The executable and what comes before its arguments, or why there is none. */
  readonly find: () => { executable: string; args: string[] } | string;
}

const targets: Target[] = [
  {
    name: 'from its sources',
    find: () => {
      const electron = join(root, 'node_modules/electron');
      const path = join(electron, 'path.txt');
      if (!existsSync(path)) return 'Electron’s binary is not installed ("npx install-electron" fetches it)';
      const executable = join(electron, 'dist', readFileSync(path, 'utf8'));
      return existsSync(executable) ? { executable, args: [root] } : `${executable} is missing`;
    },
  },
  {
    name: 'as a package',
    find: () => {
      const folder = join(root, 'release-test');
      const built = existsSync(folder) ? readdirSync(folder).find((name) => /(^mac|-unpacked$)/.test(name)) : undefined;
      if (built === undefined)
        return 'there is no package for tests ("RECSMITH_TEST_PACKAGE=1 npm run package" makes it)';
      const names = { darwin: 'Recsmith.app/Contents/MacOS/Recsmith', win32: 'Recsmith.exe' } as Record<string, string>;
      return { executable: join(folder, built, names[process.platform] ?? 'recsmith'), args: [] };
    },
  },
];

const noDisplay =
  process.platform === 'linux' && !process.env.DISPLAY && !process.env.WAYLAND_DISPLAY
    ? 'this machine has no display'
    : null;

describe.each(targets)('the application $name', ({ name, find }) => {
  const found = noDisplay ?? find();
  if (typeof found === 'string') {
    if (!required) console.log(`Electron ${name}: skipped, ${found}.`);
    test.skipIf(!required)('has what it needs', () => {
      throw new Error(`REQUIRE_ELECTRON=1, but ${found}.`);
    });
    return;
  }

  const folder = temporaryFolder('application');
  const running: ElectronApplication[] = [];
  afterAll(async () => {
    for (const application of running) await application.close().catch(() => undefined);
    folder.remove();
  });

  const workspace = join(folder.path, 'workspace');
  /** Starts it with a profile of the test's own, so that no other instance is in its way. */
  const start = async (...args: string[]) => {
    const application = await _electron.launch({
      executablePath: found.executable,
      args: [...found.args, `--user-data-dir=${join(folder.path, 'profile')}`, '--lang=en-US', ...args],
      env: { ...(process.env as Record<string, string>), RECSMITH_WORKSPACE: workspace },
      timeout: 60_000,
    });
    running.push(application);
    return application;
  };
  const ended = (application: ElectronApplication) =>
    new Promise<number | null>((resolve) => {
      const child = application.process();
      if (child.exitCode !== null) resolve(child.exitCode);
      else child.once('exit', resolve);
    });

  let application: ElectronApplication;
  let page: Page;

  test('starts and opens its window, with its title and over its own protocol', async () => {
    application = await start();
    page = await application.firstWindow({ timeout: 60_000 });
    await seen(page).toHaveTitle(/Recsmith/);
    expect(page.url()).toMatch(/^app:\/\/recsmith\/index\.html/);
    await seen(page.getByRole('heading', { level: 1 })).toBeVisible({ timeout: 30_000 });
  });

  test('the page has no Node, no Electron, and a frozen bridge of functions alone', async () => {
    const world = await page.evaluate(() => {
      const names = ['require', 'process', 'module', 'Buffer', 'global', '__dirname', 'electron', 'ipcRenderer'];
      const bridge = Reflect.get(globalThis, 'bridge') as Record<string, unknown>;
      return {
        found: names.filter((each) => each in globalThis),
        bridge: Object.keys(bridge).toSorted(),
        functions: Object.values(bridge).every((value) => typeof value === 'function'),
        frozen: Object.isFrozen(bridge),
      };
    });
    expect(world).toEqual({
      found: [],
      bridge: ['connect', 'fileHandle', 'onCommand', 'perform', 'pickFiles', 'saveFile'],
      functions: true,
      frozen: true,
    });
  });

  test('the renderer is sandboxed and isolated, as Electron itself says', async () => {
    const processes = await application.evaluate(({ app }) =>
      app.getAppMetrics().map(({ type, sandboxed }) => ({ type, sandboxed })),
    );
    // Only Windows and macOS tell of the sandbox.
    for (const { type, sandboxed } of processes)
      if (type === 'Tab' && sandboxed !== undefined) expect(sandboxed).toBe(true);
    expect(processes.some(({ type }) => type === 'Utility')).toBe(true);
  });

  test('nothing is evaluated, loaded from elsewhere, or opened', async () => {
    const attempts = await page.evaluate(async () => {
      const fails = async (attempt: () => unknown) => {
        try {
          await attempt();
          return false;
        } catch {
          return true;
        }
      };
      return {
        eval: await fails(() => (0, eval)('1') as unknown),
        fetch: await fails(() => fetch('https://example.org/')),
        file: await fails(() => fetch('file:///etc/hosts')),
        outside: (await fetch('app://recsmith/..%2fmain/index.js')).status,
        header: (await fetch('app://recsmith/index.html')).headers.get('content-security-policy') !== null,
        window: window.open('https://example.org/') === null,
      };
    });
    expect(attempts).toEqual({ eval: true, fetch: true, file: true, outside: 404, header: true, window: true });
    expect(application.windows()).toHaveLength(1);
  });

  test('the main job: from the sample to recommendations', { timeout: 240_000 }, async () => {
    await page.getByRole('button', { name: 'MovieTweetings: Import and train a first model' }).click();
    await seen(page).toHaveURL(/#\/runs\//, { timeout: 60_000 });
    await seen(page.locator('h1 .tag')).toHaveText('done', { timeout: 180_000 });
    await page.getByRole('link', { name: 'Browse recommendations' }).click();
    const rows = page.getByRole('region', { name: 'Recommended' }).locator('tbody tr');
    await seen(rows).toHaveCount(10);
    // Similar items come from the index where its addon was packed, from exact search otherwise; both answer.
    const about = page.getByRole('complementary', { name: 'About the item' });
    await seen(about.locator('tbody tr')).toHaveCount(10, { timeout: 30_000 });
  });

  test('the menu acts in the window', async () => {
    const size = () => page.evaluate(() => parseFloat(getComputedStyle(document.documentElement).fontSize));
    const before = await size();
    const chosen = await application.evaluate(({ BrowserWindow, Menu }) => {
      const view = Menu.getApplicationMenu()?.items.find(({ label }) => label === 'View')?.submenu;
      const entry = view?.items.find(({ label }) => label === 'Zoom In');
      entry?.click({}, BrowserWindow.getAllWindows()[0]);
      return entry !== undefined;
    });
    expect(chosen).toBe(true);
    await expect.poll(size).toBeGreaterThan(before);
  });

  test('a second start hands its file to the first and ends', async () => {
    const ratings = writeRatings(folder.path);
    const second = await start(ratings).catch(() => null);
    // It may have ended before Playwright could take hold of it.
    if (second) expect(await ended(second)).toBe(0);
    await seen(page).toHaveURL(/#\/import\?file=file-/, { timeout: 30_000 });
    expect(page.url()).not.toContain(encodeURIComponent(folder.path));
    await seen(page.getByRole('heading', { level: 1 })).toBeVisible();
  });

  test('quits in order: the engine closes its workspace, and the next start finds it', async () => {
    const gone = ended(application);
    await application.evaluate(({ app }) => app.quit());
    expect(await gone).toBe(0);
    application = await start();
    page = await application.firstWindow({ timeout: 60_000 });
    await seen(page.getByRole('link', { name: /MovieTweetings/ }).first()).toBeVisible({ timeout: 30_000 });
  });
});
