import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { execFileSync } from 'node:child_process';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { resource } from '../../paths.ts';
import { noCuda } from './probe.ts';
import { boundFolder, findTensorFlow } from './tensorflow.ts';
import { boundTensorFlow, downloadAddress, downloadTensorFlow, forgetTensorFlow, useTensorFlow } from './use.ts';

const real = process.env['RECSMITH_TENSORFLOW'];
const linux = process.platform === 'linux' && process.arch === 'x64';
let folder: string;
const kept = { ...process.env };
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'recsmith-tensorflow-'));
  process.env['RECSMITH_USER_FOLDER'] = join(folder, 'user');
  delete process.env['RECSMITH_TENSORFLOW'];
});
afterEach(() => {
  Object.assign(process.env, { RECSMITH_USER_FOLDER: undefined, TFJS_NODE_CDN_STORAGE: undefined });
  for (const name of ['RECSMITH_USER_FOLDER', 'TFJS_NODE_CDN_STORAGE', 'RECSMITH_TENSORFLOW']) {
    const before = kept[name];
    if (before === undefined) Reflect.deleteProperty(process.env, name);
    else process.env[name] = before;
  }
  rmSync(folder, { recursive: true, force: true });
});

/** Files of these names that are no libraries. */
function fake(...paths: string[]): string {
  for (const path of paths) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), 'no library');
  }
  return folder;
}

test('what is shipped is what the recipe made, and the addon is small', () => {
  const manifestFile = resource('tensorflow', 'manifest.json');
  const { files } = JSON.parse(readFileSync(manifestFile, 'utf8')) as { files: Record<string, string> };
  expect(Object.keys(files)).toContain('linux-x64/tfjs_binding.node');
  for (const [file, hash] of Object.entries(files)) {
    const content = readFileSync(join(dirname(manifestFile), file));
    expect(createHash('sha256').update(content).digest('hex'), file).toBe(hash);
  }
  expect(statSync(resource('tensorflow', 'linux-x64', 'tfjs_binding.node')).size).toBeLessThan(120_000);
});

describe.skipIf(process.platform !== 'linux')('finding a TensorFlow', () => {
  const library = 'tensorflow/libtensorflow_cc.so.2';
  const framework = 'tensorflow/libtensorflow_framework.so.2';
  test.each([
    ['its package', '', 'tensorflow'],
    ['site-packages', 'site-packages', 'site-packages'],
    ['a Python environment', 'env/lib/python3.12/site-packages', 'env'],
  ])('%s', (_, inside, named) => {
    fake(join(inside, library), join(inside, framework), join(inside, 'tensorflow/include/tensorflow/c/c_api.h'));
    fake(join(inside, 'tensorflow-2.18.1.dist-info/METADATA'), join(inside, 'nvidia/cudnn/lib/libcudnn.so.9'));
    expect(findTensorFlow(join(folder, named))).toEqual({
      folder: join(folder, inside, 'tensorflow'),
      library: join(folder, inside, library),
      framework: join(folder, inside, framework),
      headers: join(folder, inside, 'tensorflow/include'),
      cuda: [join(folder, inside, 'nvidia/cudnn/lib')],
      packageVersion: '2.18.1',
    });
  });

  test('a C library', () => {
    fake('lib/libtensorflow.so.2', 'lib/libtensorflow_framework.so.2', 'include/tensorflow/c/c_api.h');
    expect(findTensorFlow(folder)).toMatchObject({
      library: join(folder, 'lib/libtensorflow.so.2'),
      headers: join(folder, 'lib/../include'),
      ...{ cuda: [], packageVersion: null },
    });
  });

  test('none: says what was looked for', () => {
    expect(() => findTensorFlow(join(folder, 'nowhere'))).toThrow(expect.objectContaining({ code: 'NOT_FOUND' }));
    expect(() => findTensorFlow(fake(library))).toThrow('There is no TensorFlow in');
  });
});

describe.skipIf(!linux)('binding', () => {
  test('what does not load is refused in the loader’s words, and nothing is remembered', async () => {
    fake('tensorflow/libtensorflow_cc.so.2', 'tensorflow/libtensorflow_framework.so.2');
    await expect(useTensorFlow(folder)).rejects.toMatchObject({
      code: 'REFUSED',
      details: { why: expect.stringMatching(/libtensorflow/) as string },
    });
    expect(boundFolder()).toBeNull();
    expect(await boundTensorFlow()).toBeNull();
  });

  test.skipIf(real === undefined)('one that works is remembered, and forgotten without harm', async () => {
    const bound = await useTensorFlow(real!);
    expect(bound.version).toMatch(/^2\.\d+/);
    expect(bound.backends.find(({ id }) => id === 'tensorflow')).toMatchObject({ available: true, reason: null });
    expect(await boundTensorFlow()).toEqual(bound);
    expect(forgetTensorFlow()).toBe(true);
    expect(forgetTensorFlow()).toBe(false);
    expect(existsSync(bound.folder)).toBe(true);
  });
});
if (real === undefined) console.log('binding: RECSMITH_TENSORFLOW names no TensorFlow, so none is loaded here');

describe.skipIf(!linux)('download', () => {
  let server: Server;
  let answer: (path: string) => { status: number; body: Buffer } = () => ({ status: 404, body: Buffer.alloc(0) });
  beforeAll(async () => {
    server = createServer((request, response) => {
      const { status, body } = answer(request.url ?? '');
      response.writeHead(status, { 'content-length': body.length }).end(body);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  });
  afterAll(() => server.close());
  const steps = () => {
    const seen: string[] = [];
    return {
      seen,
      begins: (address: string, bytes: number | null) => void seen.push(`${address.slice(-18)} ${bytes}`),
      progress: (done: number, total: number | null) => void seen.push(`${done}/${total}`),
    };
  };
  const host = () => `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;

  test('size first, then progress; what cannot be loaded leaves nothing behind', async () => {
    fake('made/lib/libtensorflow.so.2', 'made/lib/libtensorflow_framework.so.2');
    execFileSync('tar', ['czf', join(folder, 'made.tar.gz'), '-C', join(folder, 'made'), 'lib']);
    const body = readFileSync(join(folder, 'made.tar.gz'));
    answer = (path) => ({ status: path.endsWith('libtensorflow-cpu-linux-x86_64-2.9.1.tar.gz') ? 200 : 404, body });
    process.env['TFJS_NODE_CDN_STORAGE'] = host();
    const { seen, ...hooks } = steps();
    await expect(downloadTensorFlow(hooks)).rejects.toMatchObject({ code: 'REFUSED' });
    expect(seen).toEqual([`86_64-2.9.1.tar.gz ${body.length}`, `${body.length}/${body.length}`]);
    expect(existsSync(join(folder, 'user/tensorflow/downloaded'))).toBe(false);
    expect(boundFolder()).toBeNull();
  });

  test('a host that does not answer, or has no such file, is named with what to do', async () => {
    answer = () => ({ status: 404, body: Buffer.from('gone') });
    process.env['TFJS_NODE_CDN_STORAGE'] = host();
    await expect(downloadTensorFlow(steps())).rejects.toMatchObject({ details: { why: 'The host answered 404.' } });
    process.env['TFJS_NODE_CDN_STORAGE'] = 'http://127.0.0.1:9/';
    await expect(downloadTensorFlow(steps())).rejects.toMatchObject({
      code: 'REFUSED',
      details: { next: expect.stringContaining('--use DIR') as string },
    });
  });
});

test('each system has its download, or a reason', () => {
  expect(downloadAddress('linux', 'x64', true)).toMatch(/libtensorflow-gpu-linux-x86_64-2\.9\.1\.tar\.gz$/);
  expect(downloadAddress('darwin', 'arm64')).toMatch(/darwin_arm64_cpu\.tar\.gz$/);
  expect(() => downloadAddress('win32', 'x64')).toThrow(expect.objectContaining({ code: 'REFUSED' }));
});

test('where there can be no CUDA, that is said first', () => {
  expect(noCuda('darwin')).toMatch(/no CUDA on a Mac/);
  expect(noCuda('win32')).toMatch(/TensorFlow 2\.9 and CUDA 11\.2/);
});
