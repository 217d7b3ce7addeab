import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync, statSync, symlinkSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename, dirname, join, resolve } from 'node:path';
import { RecsmithError } from '../../../../shared/errors.ts';
import { resource } from '../../paths.ts';
import { readUserSetting, saveUserSetting, userFolder } from '../../user-settings.ts';
import { compile } from './binding.ts';

/** A TensorFlow on this machine: where its libraries lie and what belongs to them. */
export interface FoundTensorFlow {
  /** The folder of its shared libraries. */
  readonly folder: string;
  readonly library: string; // libtensorflow_cc.so.2, or libtensorflow.so.2 of a C library
  readonly framework: string;
  /** The folder that holds `tensorflow/c/c_api.h`; null: only a prebuilt addon can be used. */
  readonly headers: string | null;
  /** CUDA libraries that came as Python packages beside it. */
  readonly cuda: readonly string[];
  /** As its package says; the library itself is asked when it is loaded. */
  readonly packageVersion: string | null;
}

/** What a native backend is loaded from. */
export interface NativeSource {
  readonly kind: 'bound' | 'package';
  /** Whose it is, for people. */
  readonly name: string;
  readonly addon: string;
  /** For the loader of shared libraries, which looks at its variable only when a process starts. */
  readonly libraryFolders: readonly string[];
}

const SETTING = 'tensorflow';
const extension = process.platform === 'darwin' ? 'dylib' : 'so';
const libraryName = (name: string): string =>
  process.platform === 'darwin' ? `lib${name}.2.${extension}` : `lib${name}.${extension}.2`;

/**
 * Looks for TensorFlow in a folder: a Python environment, its `site-packages`, the package itself, or a C library.
 * @throws RecsmithError NOT_FOUND, naming what was looked for; REFUSED on Windows
 */
export function findTensorFlow(directory: string): FoundTensorFlow {
  if (process.platform === 'win32')
    throw new RecsmithError('REFUSED', 'A TensorFlow of your own cannot be used on Windows.', {
      why: 'Its library comes without what an addon must be linked with.',
      next: 'GPUs work on native Windows only with TensorFlow 2.9 and CUDA 11.2: install @tensorflow/tfjs-node-gpu beside Recsmith. Or run "recsmith serve" under WSL 2.',
    });
  const start = resolve(directory);
  const missing = (why: string) =>
    new RecsmithError('NOT_FOUND', `There is no TensorFlow in ${start}.`, {
      where: start,
      why,
      next: 'Name a Python environment in which "pip install tensorflow" was run, its site-packages, or the folder of a TensorFlow C library.',
    });
  if (!existsSync(start) || !statSync(start).isDirectory()) throw missing('The folder does not exist.');
  const framework = libraryName('tensorflow_framework');
  const names = [libraryName('tensorflow_cc'), libraryName('tensorflow')];
  for (const folder of candidates(start)) {
    const library = names.find((name) => existsSync(join(folder, name)));
    if (library && existsSync(join(folder, framework)))
      return {
        folder,
        library: join(folder, library),
        framework: join(folder, framework),
        headers:
          [join(folder, 'include'), join(folder, '../include')].find((each) =>
            existsSync(join(each, 'tensorflow/c/c_api.h')),
          ) ?? null,
        cuda: cudaFolders(dirname(folder)),
        packageVersion: packageVersion(dirname(folder)),
      };
  }
  throw missing(`Neither ${names.join(' nor ')} beside ${framework} was found there.`);
}

function candidates(start: string): string[] {
  const site = [start, ...list(join(start, 'lib')).map((name) => join(start, 'lib', name, 'site-packages'))];
  return [start, join(start, 'lib'), ...site.map((folder) => join(folder, 'tensorflow'))];
}

/** `pip install tensorflow[and-cuda]` puts each part of CUDA into a package of its own. */
const cudaFolders = (sitePackages: string): string[] =>
  list(join(sitePackages, 'nvidia'))
    .map((name) => join(sitePackages, 'nvidia', name, 'lib'))
    .filter((folder) => existsSync(folder));

const packageVersion = (sitePackages: string): string | null =>
  list(sitePackages)
    .map((name) => /^tensorflow(?:_cpu)?-([\d.]+\w*)\.dist-info$/.exec(name)?.[1])
    .find((version) => version !== undefined) ?? null;

function list(folder: string): string[] {
  try {
    return readdirSync(folder).sort();
  } catch {
    return [];
  }
}

/**
 * The small addon for it: the prebuilt one where it fits, else compiled once into the user's folder.
 * @throws RecsmithError REFUSED where none can be had
 */
export async function bind(found: FoundTensorFlow): Promise<NativeSource> {
  const target = `${process.platform}-${process.arch}`;
  const own = join(userFolder(), 'tensorflow');
  const libraryFolders = [found.folder, ...found.cuda];
  if (basename(found.library) === libraryName('tensorflow')) {
    // The addon asks for the name that Python's package gives to the same library.
    const links = join(own, 'lib');
    rmSync(links, { recursive: true, force: true });
    mkdirSync(links, { recursive: true });
    symlinkSync(found.library, join(links, libraryName('tensorflow_cc')));
    libraryFolders.unshift(links);
  }
  const prebuilt = join(dirname(resource('tensorflow', 'tfjs-node.cjs')), target, 'tfjs_binding.node');
  const name = `TensorFlow in ${found.folder}`;
  if (existsSync(prebuilt) && !isMusl()) return { kind: 'bound', name, addon: prebuilt, libraryFolders };
  if (found.headers === null)
    throw new RecsmithError('REFUSED', `There is no prebuilt addon for ${target}, and nothing to compile one with.`, {
      where: found.folder,
      why: 'The C headers of TensorFlow (include/tensorflow/c) are missing there.',
      next: 'Name the TensorFlow of a Python environment: its package holds them.',
    });
  const out = join(own, `${target}-${found.packageVersion ?? 'own'}`, 'tfjs_binding.node');
  if (!existsSync(out)) {
    mkdirSync(dirname(out), { recursive: true });
    const sources = dirname(resource('tensorflow', 'source', 'tfjs_backend.cc'));
    await compile({ sources, headers: found.headers, libraries: [found.library, found.framework], out });
  }
  return { kind: 'bound', name, addon: out, libraryFolders };
}

/** The prebuilt addon needs the GNU C library. */
const isMusl = (): boolean =>
  (process.report.getReport() as { header: { glibcVersionRuntime?: string } }).header.glibcVersionRuntime === undefined;

/** The folder that the user bound by `recsmith tensorflow --use`; `RECSMITH_TENSORFLOW` goes before it. */
export function boundFolder(): string | null {
  const named = process.env['RECSMITH_TENSORFLOW'];
  if (named) return named;
  const stored = readUserSetting(SETTING) as { directory?: unknown } | undefined;
  return typeof stored?.directory === 'string' ? stored.directory : null;
}

export const rememberFolder = (directory: string): void => saveUserSetting(SETTING, { directory: resolve(directory) });

/** Nothing of the TensorFlow itself is touched; what was compiled for it goes. */
export function forgetFolder(): void {
  saveUserSetting(SETTING, undefined);
  rmSync(join(userFolder(), 'tensorflow'), { recursive: true, force: true });
}

/**
 * Where the native backends come from on this machine: what the user bound, else an installed package.
 * @returns null where there is neither
 * @throws RecsmithError where what the user bound cannot be used (any more)
 */
export async function nativeSource(): Promise<NativeSource | null> {
  const folder = boundFolder();
  if (folder !== null) return bind(findTensorFlow(folder));
  const require = createRequire(import.meta.url);
  for (const name of ['@tensorflow/tfjs-node-gpu', '@tensorflow/tfjs-node']) {
    try {
      const manifest = require.resolve(`${name}/package.json`);
      const { version } = JSON.parse(readFileSync(manifest, 'utf8')) as { version: string };
      const addon = join(dirname(manifest), 'lib', 'napi-v8', 'tfjs_binding.node');
      if (existsSync(addon)) return { kind: 'package', name: `${name} ${version}`, addon, libraryFolders: [] };
    } catch {
      // Not installed.
    }
  }
  return null;
}
