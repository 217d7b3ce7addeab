// `npm start`: builds what is stale, then opens the Electron window; where no Electron binary or display can be had
// it says so in one line and serves the same window to a browser. `npm start -- --browser` skips Electron.
import './node24.mjs';
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { buildStale } from './build.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const electronFolder = join(root, 'node_modules/electron');
const gaveUp = join(root, 'node_modules/.cache/recsmith/electron-gave-up');
const args = process.argv.slice(2);

function electronBinary() {
  try {
    const version = readFileSync(join(electronFolder, 'dist/version'), 'utf8').replace(/^v/, '');
    if (version !== electronVersion()) return null;
    const file = join(electronFolder, 'dist', readFileSync(join(electronFolder, 'path.txt'), 'utf8'));
    return existsSync(file) ? file : null;
  } catch {
    return null;
  }
}

const electronVersion = () => JSON.parse(readFileSync(join(electronFolder, 'package.json'), 'utf8')).version;

/** Why there is no window, or null. */
function noDisplay() {
  if (process.platform !== 'linux' || process.env.DISPLAY || process.env.WAYLAND_DISPLAY) return null;
  return 'this machine has no display';
}

/** Downloads with progress. Gives up when no byte has come within 10 s; Ctrl-C falls to the browser. */
function fetchElectron() {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [join(root, 'scripts/electron-fetch.mjs')], {
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    let bytes = 0;
    let interrupted = false;
    const patience = setTimeout(() => child.kill(), 10_000);
    const onInterrupt = () => {
      interrupted = true;
      child.kill();
    };
    process.on('SIGINT', onInterrupt);
    let rest = '';
    child.stdout.on('data', (chunk) => {
      rest += chunk;
      const lines = rest.split('\n');
      rest = lines.pop();
      for (const line of lines) {
        const { transferred, total } = JSON.parse(line);
        if (transferred > 0) clearTimeout(patience);
        bytes = transferred;
        if (process.stdout.isTTY)
          process.stdout.write(
            `\rFetching Electron ${megabytes(bytes)} of ${megabytes(total)}  (Ctrl-C: use a browser)`,
          );
      }
    });
    child.on('close', (code) => {
      clearTimeout(patience);
      process.off('SIGINT', onInterrupt);
      if (bytes > 0 && process.stdout.isTTY) process.stdout.write('\n');
      if (code === 0) return resolve(null);
      // A download that never began would only cost 10 s again at each start.
      if (bytes === 0 && !interrupted) {
        mkdirSync(join(gaveUp, '..'), { recursive: true });
        writeFileSync(gaveUp, electronVersion());
      }
      resolve(
        interrupted ? 'its download was stopped' : bytes ? 'its download broke off' : 'its binary cannot be downloaded',
      );
    });
  });
}

const megabytes = (bytes) => `${Math.round((bytes ?? 0) / 1e6)} MB`;

/** Returns null when Electron can be used, otherwise the reason in a few words. */
async function prepareElectron() {
  if (args.includes('--browser')) return 'asked for with --browser';
  const reason = noDisplay();
  if (reason) return reason;
  if (electronBinary()) return null;
  if (process.env.CI) return 'no Electron binary here, and CI never fetches one';
  if (!args.includes('--fetch-electron') && existsSync(gaveUp) && readFileSync(gaveUp, 'utf8') === electronVersion())
    return 'its binary could not be downloaded before; "npm start -- --fetch-electron" tries again';
  const failed = await fetchElectron();
  if (failed) return failed;
  rmSync(gaveUp, { force: true });
  const installed = spawnSync(process.execPath, [join(electronFolder, 'install.js')], { stdio: 'ignore' });
  return installed.status === 0 && electronBinary() ? null : 'its binary could not be unpacked';
}

try {
  await buildStale();
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exit(1);
}
const reason = await prepareElectron();
const pass = args.filter((arg) => arg !== '--browser' && arg !== '--fetch-electron');
if (reason === null) {
  // Files and folders to open; a switch of two words becomes one, as Chromium sorts switches before arguments.
  const named = pass.indexOf('--workspace');
  if (named >= 0) pass.splice(named, 2, `--workspace=${pass[named + 1] ?? ''}`);
  const child = spawn(electronBinary(), [root, ...pass], { stdio: 'inherit' });
  child.on('close', (code) => process.exit(code ?? 1));
} else {
  console.log(`No Electron window (${reason}): serving the same window to a browser. Ctrl-C ends it.`);
  // In this very process: it stays small, and signals reach it without a middleman.
  const cli = join(root, 'out/main/cli.js');
  process.argv = [process.execPath, cli, 'serve', ...pass];
  await import(pathToFileURL(cli).href);
}
