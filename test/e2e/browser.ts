import { existsSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { chromium, type Browser, type BrowserContext, type LaunchOptions } from 'playwright';

const root = join(import.meta.dirname, '..', '..');
const VERSION = '153.0.0';
/** Software rendering, so that pictures do not depend on the machine; root may not use Chromium's own sandbox. */
const ARGS = [
  '--no-sandbox',
  '--use-gl=angle',
  '--use-angle=swiftshader',
  '--enable-unsafe-swiftshader',
  '--ignore-gpu-blocklist',
];

/** `CHROMIUM_PATH`, the system's, or the one that comes from npm, in this order. */
export async function launch(): Promise<Browser> {
  return chromium.launch({ args: ARGS, ...(await executable()) });
}

/** Whether `launch` takes the Chromium from npm with its own fonts: pictures of other builds cannot be compared. */
export const fromNpm = (): boolean => !process.env.CHROMIUM_PATH && !existsSync('/usr/bin/chromium');

async function executable(): Promise<LaunchOptions> {
  const named = process.env.CHROMIUM_PATH;
  if (named) {
    if (!existsSync(named)) throw new Error(`CHROMIUM_PATH names ${named}, which does not exist.`);
    return { executablePath: named };
  }
  if (!fromNpm()) return { executablePath: '/usr/bin/chromium' };
  if (process.platform !== 'linux' || process.arch !== 'x64')
    throw new Error('The Chromium from npm runs on Linux x86-64 only: set CHROMIUM_PATH to a Chromium or Chrome.');
  return packaged();
}

/**
 * The package takes whatever lies in the temporary folder, so each version gets its own; the libraries and fonts that
 * a bare machine lacks lie in the package as well.
 */
async function packaged(): Promise<LaunchOptions> {
  const cache = join(root, 'node_modules', '.cache', `chromium-${VERSION}`);
  await mkdir(cache, { recursive: true });
  const before = process.env.TMPDIR;
  process.env.TMPDIR = cache;
  try {
    const { default: packed, inflate } = await import('@sparticuz/chromium');
    const executablePath = await packed.executablePath();
    const entry = createRequire(import.meta.url).resolve('@sparticuz/chromium');
    const bin = [dirname(entry), join(dirname(entry), '..'), join(dirname(entry), '..', '..')]
      .map((folder) => join(folder, 'bin'))
      .find((folder) => existsSync(join(folder, 'al2023.tar.br')));
    if (!bin) throw new Error('@sparticuz/chromium has no bin/al2023.tar.br: its layout has changed.');
    await inflate(join(bin, 'al2023.tar.br'));
    // The package's own configuration looks for its fonts under /tmp, where they are not.
    const fonts = join(cache, 'fonts.conf');
    const configuration = `<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd"><fontconfig><dir>${join(cache, 'fonts')}</dir><cachedir>${join(cache, 'fonts-cache')}</cachedir></fontconfig>`;
    // A browser of another test file may be reading it.
    if ((await readFile(fonts, 'utf8').catch(() => '')) !== configuration) await writeFile(fonts, configuration);
    const env = { ...process.env, LD_LIBRARY_PATH: join(cache, 'al2023', 'lib'), FONTCONFIG_FILE: fonts };
    return { executablePath, env: Object.fromEntries(Object.entries(env).filter(([, value]) => value !== undefined)) };
  } finally {
    if (before === undefined) delete process.env.TMPDIR;
    else process.env.TMPDIR = before;
  }
}

export interface ContextOptions {
  readonly colorScheme?: 'light' | 'dark';
  readonly width?: number;
  readonly height?: number;
  readonly scale?: number;
}

/** A valid language: under LANG=C Chromium's own is none. */
export function newContext(browser: Browser, options: ContextOptions = {}): Promise<BrowserContext> {
  const { colorScheme = 'light', width = 1280, height = 800, scale = 1 } = options;
  return browser.newContext({
    locale: 'en-US',
    timezoneId: 'UTC',
    colorScheme,
    viewport: { width, height },
    deviceScaleFactor: scale,
    permissions: ['clipboard-read', 'clipboard-write'],
  });
}
