// `npm run package [-- --dir] [-- --arm64]`: builds, then packages for the system this runs on (electron-builder.yml),
// and reads the fuses of what came out. RECSMITH_TEST_PACKAGE=1 makes an unpacked application for the tests of
// test/electron, which differs by one fuse and can therefore never be released by mistake: it goes to another folder.
import './node24.mjs';
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildStale } from './build.mjs';
import { assertFuses } from './fuses.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const isTest = process.env.RECSMITH_TEST_PACKAGE === '1';
const args = process.argv.slice(2);
const output = join(root, isTest ? 'release-test' : 'release');
const { platform } = process;
const arch = ['x64', 'arm64'].find((name) => args.includes(`--${name}`)) ?? process.arch;

/** Refused here, in words; electron-builder would make a package that cannot start. */
function checkTarget() {
  if (args.some((arg) => /^--?(win|windows|w|mac|macos|m|o|linux|l|universal|ia32|armv7l)$/.test(arg)))
    throw new Error('Packages are made on the system they are for: its addons are the ones installed here.');
  for (const addon of [
    `better-sqlite3/prebuilds/${platform}-${arch}.node`,
    `@duckdb/node-bindings-${platform}-${arch}/duckdb.node`,
  ])
    if (!existsSync(join(root, 'node_modules', addon)))
      throw new Error(`node_modules/${addon} is missing: run "npm ci" on a ${platform}-${arch} machine.`);
  const index = join(root, 'node_modules/hnswlib-node/build/Release/addon.node');
  if (!existsSync(index) || arch !== process.arch)
    console.warn('hnswlib-node was not built for this target: the package will search similar items exactly.');
}

try {
  checkTarget();
  await buildStale();
  const options = [
    ...['--publish', 'never', `--${arch}`, `-c.directories.output=${output}`],
    // Debian wants an address in the package; a release names the one it comes from.
    `-c.extraMetadata.homepage=${process.env.RECSMITH_HOMEPAGE ?? 'https://recsmith.invalid'}`,
    ...(isTest ? ['--dir', '-c.electronFuses.enableNodeCliInspectArguments=true'] : []),
    ...args.filter((arg) => arg !== `--${arch}`),
  ];
  const builder = join(root, 'node_modules/electron-builder/cli.js');
  const { status } = spawnSync(process.execPath, [builder, ...options], { cwd: root, stdio: 'inherit' });
  if (status !== 0) process.exit(status ?? 1);
  await assertFuses(output, { isTest });
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exit(1);
}
