// `node scripts/assemble.mjs FOLDER`: puts the files that electron-builder would pack into a folder, without Electron:
// its own reading of electron-builder.yml, its own matchers, its own search for the production dependencies. From there
// the engine and the headless server start on plain Node; what a package lacks is found without a package.
import './node24.mjs';
import { mkdirSync, readdirSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join, relative, resolve, sep } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url)).replace(/[\\/]$/, '');
const require = createRequire(import.meta.url);
const library = (file) => require(`app-builder-lib/out/${file}`);

/**
 * @param {string} destination an empty folder, or one that does not exist
 * @returns what lies in it: each file with its bytes, and how many of them each pattern of `asarUnpack` names
 */
export async function assemble(destination) {
  const folder = resolve(destination);
  mkdirSync(folder, { recursive: true });
  const { log, AsyncTaskManager } = require('builder-util');
  log.stream = process.stderr;
  const { Packager } = library('packager.js');
  const { Platform } = library('core.js');
  const { AppInfo } = library('appInfo.js');
  const { FileMatcher } = library('fileMatcher.js');

  const packager = new Packager({ projectDir: root });
  await packager.validateConfig();
  packager._appInfo = new AppInfo(packager, null);
  // All that the framework adds to the files is Electron itself.
  packager._framework = { name: 'electron', version: '0.0.0' };
  const helper = await packager.createHelper(Platform.current());
  const expand = (text) =>
    text.replaceAll('${platform}', process.platform).replaceAll('${arch}', process.arch).replaceAll('${os}', 'here');
  const tasks = new AsyncTaskManager(packager.cancellationToken);
  const outDir = join(root, 'release');
  // Without an archive: the packed and the unpacked files in one folder.
  helper.copyAppFiles(tasks, null, folder, folder, { outDir }, helper.platformSpecificBuildOptions, [], expand);
  await tasks.awaitTasks();
  await packager.tempDirManager.cleanup();

  const files = listFiles(folder);
  const unpacked = packager.config.asarUnpack.map((pattern) => {
    const matches = new FileMatcher(folder, folder, expand, [pattern]).createFilter();
    const named = files.filter(({ path }) => matches(join(folder, path), { isDirectory: () => false }));
    return { pattern, files: named.length, bytes: sum(named) };
  });
  return { folder, files, bytes: sum(files), unpacked };
}

const sum = (files) => files.reduce((total, { bytes }) => total + bytes, 0);

function listFiles(folder) {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .map((file) => ({ path: relative(folder, file).split(sep).join('/'), bytes: statSync(file).size }));
}

const megabytes = (bytes) => (bytes < 1e6 ? `${(bytes / 1e3).toFixed(1)} kB` : `${(bytes / 1e6).toFixed(1)} MB`);

/** The size of each part, largest first: where the bytes are. */
export function describeAssembly({ files, bytes, unpacked }) {
  const parts = new Map();
  for (const { path, bytes: size } of files) {
    const name = /^(node_modules\/(?:@[^/]+\/)?[^/]+|[^/]+(?:\/[^/]+(?=\/))?)/.exec(path)?.[0] ?? path;
    parts.set(name, (parts.get(name) ?? 0) + size);
  }
  const largest = [...parts].sort((a, b) => b[1] - a[1]).slice(0, 8);
  return [
    `${files.length} files, ${megabytes(bytes)}`,
    ...largest.map(([name, size]) => `  ${megabytes(size).padStart(9)}  ${name}`),
    ...unpacked.map((each) => `unpacked by ${each.pattern}: ${each.files} files, ${megabytes(each.bytes)}`),
  ].join('\n');
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  if (!process.argv[2]) {
    console.error('usage: node scripts/assemble.mjs FOLDER');
    process.exit(2);
  }
  console.log(describeAssembly(await assemble(process.argv[2])));
}
