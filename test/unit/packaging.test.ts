import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { temporaryFolder } from '../support/folders.ts';

// electron-builder's own code reads our configuration: its schema, its patterns. Nothing is packaged here.
type Wanted = Record<string, boolean>;
interface Configuration {
  files: { filter: string[] }[];
  asarUnpack: string[];
  electronFuses: Wanted;
}
interface Matcher {
  createFilter(): (file: string, stat: { isDirectory(): boolean; moduleFullFilePath?: string }) => boolean;
}
interface Builder {
  getConfig: (root: string, file: string | null, options: object) => Promise<Configuration>;
  validateConfiguration: (config: object, log: { isEnabled: boolean }) => Promise<void>;
  FileMatcher: new (from: string, to: string, expand: (text: string) => string, patterns: string[]) => Matcher;
  getNodeModuleFileMatcher: (
    from: string,
    to: string,
    expand: (text: string) => string,
    platform: object,
    packager: object,
  ) => Matcher;
}

const root = join(import.meta.dirname, '../..');
const require = createRequire(import.meta.url);
const load = (file: string) => require(`app-builder-lib/out/${file}`) as Builder;
const { getConfig, validateConfiguration } = load('util/config/config.js');
const { FileMatcher, getNodeModuleFileMatcher } = load('fileMatcher.js');
let config: Configuration;

beforeAll(async () => {
  config = await getConfig(root, null, {});
});

test('electron-builder accepts the configuration, and would refuse a fuse it does not know', async () => {
  await validateConfiguration(config, { isEnabled: false });
  const wrong = { ...config, electronFuses: { ...config.electronFuses, runAsNodes: false } };
  await expect(validateConfiguration(wrong, { isEnabled: false })).rejects.toThrow(
    'configuration.electronFuses should be',
  );
});

describe('what is packed', () => {
  const expand = (platform: string, arch: string) => (text: string) =>
    text.replaceAll('${platform}', platform).replaceAll('${arch}', arch);
  const file = { isDirectory: () => false };
  const packs = (path: string, platform = 'linux', arch = 'x64') => {
    const macros = expand(platform, arch);
    const matcher = path.startsWith('node_modules/')
      ? getNodeModuleFileMatcher('/app', '/to', macros, {}, { config, debugLogger: { isEnabled: false } })
      : new FileMatcher('/app', '/to', macros, config.files[0].filter);
    return matcher.createFilter()(`/app/${path}`, file);
  };

  test.each([
    ['out/main/index.js', true],
    ['out/preload/index.cjs', true],
    ['out/renderer/assets/index-x.css', true],
    ['out/main/index.js.map', false],
    ['resources/wasm/kernels.simd.wasm', true],
    ['resources/samples/README.md', true],
    ['resources/tensorflow/tfjs-node.cjs', true],
    ['resources/tensorflow/linux-x64/tfjs_binding.node', true],
    ['package.json', true],
    ['LICENSE', true],
    ['THIRD-PARTY.md', true],
    ['src/main/index.ts', false],
    ['test/unit/packaging.test.ts', false],
    ['packaging/icon.svg', false],
    ['electron-builder.yml', false],
    ['node_modules/valibot/dist/index.mjs', true],
    ['node_modules/valibot/dist/index.d.mts', false],
    ['node_modules/valibot/LICENSE.md', true],
    ['node_modules/ws/README.md', false],
    ['node_modules/ws/lib/websocket.js', true],
    ['node_modules/node/bin/node', false],
    ['node_modules/better-sqlite3/lib/index.js', true],
    ['node_modules/better-sqlite3/lib/binding.js', true],
    ['node_modules/better-sqlite3/lib/linux-x64.js', false],
    ['node_modules/better-sqlite3/deps/sqlite3/sqlite3.c', false],
    ['node_modules/better-sqlite3/src/addon.cpp', false],
    ['node_modules/better-sqlite3/LICENSE', true],
    ['node_modules/hnswlib-node/build/Release/addon.node', true],
    ['node_modules/hnswlib-node/build/Release/obj.target/addon/src/addon.o', false],
    ['node_modules/hnswlib-node/build/Makefile', false],
    ['node_modules/hnswlib-node/src/addon.cc', false],
    ['node_modules/hnswlib-node/lib/index.js', true],
    ['node_modules/node-addon-api/napi.h', false],
    ['node_modules/@duckdb/node-api/lib/index.js', true],
    ['node_modules/@tensorflow/tfjs/dist/tf.node.js', true],
    ['node_modules/@tensorflow/tfjs/package.json', true],
    ['node_modules/@tensorflow/tfjs/dist/tf.fesm.js', false],
    ['node_modules/@tensorflow/tfjs/dist/miniprogram/index.js', false],
    ['node_modules/@tensorflow/tfjs-core/node_modules/long/package.json', true],
    ['node_modules/@tensorflow/tfjs-core/node_modules/long/src/long.js', true],
    ['node_modules/@tensorflow/tfjs-core/dist/ops/add.js', false],
    ['node_modules/@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm-simd.wasm', true],
    ['node_modules/@tensorflow/tfjs-backend-wasm/wasm-out/tfjs-backend-wasm-simd.wasm', false],
    ['node_modules/core-js/index.js', false],
  ])('%s: %s', (path, packed) => {
    expect(packs(path)).toBe(packed);
  });

  const targets = ['linux-x64', 'linux-arm64', 'darwin-x64', 'darwin-arm64', 'win32-x64', 'win32-arm64'];
  test.each(targets)('%s gets its own addons and no other', (target) => {
    const [platform, arch] = target.split('-');
    const others = [...targets, 'linuxmusl-x64', 'linuxmusl-arm64'];
    expect(
      others.filter((other) => packs(`node_modules/better-sqlite3/prebuilds/${other}.node`, platform, arch)),
    ).toEqual([target]);
    const duckdb = [...targets, 'linux-x64-musl', 'linux-arm64-musl'];
    expect(
      duckdb.filter((other) => packs(`node_modules/@duckdb/node-bindings-${other}/duckdb.node`, platform, arch)),
    ).toEqual([target]);
    expect(packs('node_modules/@duckdb/node-bindings/duckdb.js', platform, arch)).toBe(true);
  });

  test.each([
    ['node_modules/better-sqlite3/prebuilds/linux-x64.node', true],
    ['node_modules/hnswlib-node/build/Release/addon.node', true],
    ['node_modules/@duckdb/node-bindings-linux-x64/libduckdb.so', true],
    ['node_modules/@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm-simd.wasm', true],
    ['resources/wasm/kernels.relaxed-simd.wasm', true],
    ['resources/samples/README.md', true],
    ['resources/tensorflow/tfjs-node.cjs', true],
    ['out/main/engine.js', false],
    ['package.json', false],
  ])('%s lies outside the archive: %s', (path, unpacked) => {
    const filter = new FileMatcher('/app', '/to', (text) => text, config.asarUnpack).createFilter();
    expect(filter(`/app/${path}`, file)).toBe(unpacked);
  });
});

describe('fuses', () => {
  const folder = temporaryFolder('fuses');
  afterAll(() => folder.remove());
  interface Fuses {
    assertFuses: (folder: string, options: { isTest: boolean }) => Promise<void>;
    wantedFuses: (options: { isTest: boolean }) => Wanted;
  }
  const fuses = () => import(join(root, 'scripts/fuses.mjs')) as Promise<Fuses>;

  test('as the list in the security guide wants them; the inspector is on in test packages alone', async () => {
    const { wantedFuses } = await fuses();
    expect(wantedFuses({ isTest: false })).toMatchObject({
      runAsNode: false,
      enableNodeOptionsEnvironmentVariable: false,
      enableNodeCliInspectArguments: false,
      enableEmbeddedAsarIntegrityValidation: true,
      onlyLoadAppFromAsar: true,
      grantFileProtocolExtraPrivileges: false,
    });
    expect(config.electronFuses.enableNodeCliInspectArguments).toBe(false);
    expect(wantedFuses({ isTest: true })).toEqual({ ...config.electronFuses, enableNodeCliInspectArguments: true });
  });

  test('are read from the packaged executable and compared', async () => {
    const { assertFuses } = await fuses();
    const application = join(folder.path, 'linux-unpacked');
    mkdirSync(application);
    // Where the fuses stand in an executable: behind this mark, version 1, eight of them.
    const executable = (wire: string) =>
      writeFileSync(join(application, 'recsmith'), `ELF dL7pKGdnNz796PbbjQWNKmHXBZaB9tsX\u0001\u0008${wire} more`);
    executable('00001100');
    await assertFuses(folder.path, { isTest: false });
    await expect(assertFuses(folder.path, { isTest: true })).rejects.toThrow('enableNodeCliInspectArguments is not on');
    executable('10001100');
    await expect(assertFuses(folder.path, { isTest: false })).rejects.toThrow('runAsNode is not off');
    await expect(assertFuses(join(folder.path, 'linux-unpacked'), { isTest: false })).rejects.toThrow('No application');
  });
});

describe('icons', () => {
  test('ICO and ICNS hold the sizes that the systems ask for, each a PNG', () => {
    const png = (bytes: Buffer) => (bytes.subarray(1, 4).toString() === 'PNG' ? bytes.readUInt32BE(16) : null);
    const ico = readFileSync(join(root, 'packaging/icon.ico'));
    const sizes = Array.from({ length: ico.readUInt16LE(4) }, (_, n) => {
      const [length, offset] = [ico.readUInt32LE(6 + 16 * n + 8), ico.readUInt32LE(6 + 16 * n + 12)];
      return png(ico.subarray(offset, offset + length));
    });
    expect(sizes).toEqual([16, 24, 32, 48, 64, 128, 256]);
    const icns = readFileSync(join(root, 'packaging/icon.icns'));
    expect(icns.readUInt32BE(4)).toBe(icns.length);
    const types: [string, number | null][] = [];
    for (let at = 8; at < icns.length; at += icns.readUInt32BE(at + 4))
      types.push([icns.toString('latin1', at, at + 4), png(icns.subarray(at + 8))]);
    expect(Object.fromEntries(types)).toMatchObject({ ic07: 128, ic08: 256, ic09: 512, ic10: 1024, ic14: 512 });
    for (const size of [16, 32, 48, 256, 512])
      expect(png(readFileSync(join(root, `packaging/icons/${size}x${size}.png`)))).toBe(size);
  });
});
