import { existsSync, mkdirSync, readFileSync, readdirSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { request, type IncomingHttpHeaders, type OutgoingHttpHeaders } from 'node:http';
import { connect } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { startHeadless } from '../../src/main/headless.ts';
import { CONTENT_SECURITY_POLICY } from '../../src/main/policy/headers.ts';
import type { ImportResult } from '../../src/shared/contract/datasets.ts';
import { cookieOf, finished, openSocket, tokenOf } from '../support/clients.ts';
import { temporaryFolder, writeRatings } from '../support/folders.ts';
import { localServer, type LocalServer } from '../support/server.ts';

const folder = temporaryFolder('headless');
const workspace = join(folder.path, 'workspace');
const UPLOAD_LIMIT = 1_000_000;
let server: LocalServer;

beforeAll(async () => {
  const window = join(folder.path, 'window');
  mkdirSync(join(window, 'assets'), { recursive: true });
  mkdirSync(join(folder.path, 'window-secret'));
  writeFileSync(join(window, 'index.html'), '<!doctype html><title>Recsmith</title>');
  writeFileSync(join(window, 'assets', 'app-1.js'), 'export {};');
  writeFileSync(join(window, 'notes.md'), 'not part of a window');
  writeFileSync(join(folder.path, 'window-secret', 'secret.js'), 'secret');
  writeFileSync(join(folder.path, 'secret.js'), 'secret');
  symlinkSync(join(folder.path, 'secret.js'), join(window, 'assets', 'link.js'));
  server = await localServer({ workspace, renderer: window, uploadLimit: UPLOAD_LIMIT });
}, 60_000);

afterAll(async () => {
  await server.close();
  folder.remove();
});

interface Answer {
  status: number;
  headers: IncomingHttpHeaders;
  body: string;
}

/** The path goes out as it is: `fetch` would tidy it up. */
function ask(
  path: string,
  {
    method = 'GET',
    headers = {},
    body,
  }: { method?: string; headers?: OutgoingHttpHeaders; body?: string | Buffer } = {},
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const outgoing = request({ host: '127.0.0.1', port: server.port, path, method, headers }, (incoming) => {
      let text = '';
      incoming.setEncoding('utf8');
      incoming.on('data', (chunk: string) => (text += chunk));
      incoming.on('end', () => resolve({ status: incoming.statusCode!, headers: incoming.headers, body: text }));
    });
    outgoing.on('error', reject);
    outgoing.end(body);
  });
}

const origin = () => `http://127.0.0.1:${server.port}`;
const cookie = () => ({ cookie: cookieOf(server) });
const page = () => ({ ...cookie(), origin: origin() });

describe('the key', () => {
  test('is kept in a file for its user alone, and stands in the one address that is printed', () => {
    const file = join(workspace, 'token');
    expect(readFileSync(file, 'utf8').trim()).toBe(tokenOf(server));
    if (process.platform !== 'win32') expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(server.url).toBe(`${origin()}/?token=${tokenOf(server)}`);
  });

  test('is exchanged once for a cookie that scripts and other sites never see, and leaves the address', async () => {
    const answer = await ask(`/?token=${tokenOf(server)}`);
    expect(answer).toMatchObject({ status: 302, headers: { location: '/' } });
    const [set] = answer.headers['set-cookie']!;
    expect(set).toMatch(/; HttpOnly; SameSite=Strict; Path=\/$/);
    const opened = await ask('/', { headers: { cookie: set.split(';')[0] } });
    expect(opened).toMatchObject({ status: 200 });
    expect(opened.body).toContain('<title>Recsmith</title>');
  });

  test('never leads elsewhere', async () => {
    const { headers } = await ask(`//evil.example/?token=${tokenOf(server)}`);
    expect(headers.location).toBe('/evil.example/');
  });

  test.each([
    ['none', {}],
    ['a wrong one', { cookie: () => `recsmith-${server.port}=${'x'.repeat(43)}` }],
    ['a shorter one', { cookie: () => `recsmith-${server.port}=${tokenOf(server).slice(0, -1)}` }],
    ['that of another port', { cookie: () => `recsmith-1=${tokenOf(server)}` }],
  ])('%s: nothing is served', async (_what, headers: { cookie?: () => string }) => {
    const given = headers.cookie ? { cookie: headers.cookie() } : {};
    for (const path of ['/', '/assets/app-1.js', '/rpc', '/download/rejects?dataset=x', '/upload'])
      expect(await ask(path, { headers: given }), path).toMatchObject({ status: 401 });
    const upload = { method: 'PUT', headers: { ...given, origin: origin() }, body: 'a,b' };
    expect(await ask('/upload?name=a.csv', upload)).toMatchObject({ status: 401 });
    await expect(openSocket(server, { cookie: given.cookie ?? '' })).rejects.toThrow('401');
  });

  test('a wrong one in the address is refused, and sets no cookie', async () => {
    const answer = await ask(`/?token=${'x'.repeat(43)}`);
    expect(answer.status).toBe(403);
    expect(answer.headers['set-cookie']).toBeUndefined();
  });
});

describe('who asks', () => {
  test.each(['evil.example', 'evil.example:80', '127.0.0.1.evil.example', '169.254.0.1'])(
    'Host %s is refused',
    async (host) => {
      expect(await ask('/', { headers: { ...cookie(), host } })).toMatchObject({ status: 403 });
      expect(await ask(`/?token=${tokenOf(server)}`, { headers: { host } })).toMatchObject({ status: 403 });
      await expect(openSocket(server, { host, origin: `http://${host}` })).rejects.toThrow('403');
    },
  );

  test.each(['http://evil.example', 'https://127.0.0.1', 'null', 'http://127.0.0.1:1'])(
    'Origin %s is refused',
    async (other) => {
      expect(await ask('/', { headers: { ...cookie(), origin: other } })).toMatchObject({ status: 403 });
      const upload = { method: 'PUT', headers: { ...cookie(), origin: other }, body: 'a' };
      expect(await ask('/upload?name=a.csv', upload)).toMatchObject({ status: 403 });
      await expect(openSocket(server, { origin: other })).rejects.toThrow('403');
    },
  );

  test('without an Origin nothing can be sent or connected', async () => {
    expect(await ask('/upload?name=a.csv', { method: 'PUT', headers: cookie(), body: 'a' })).toMatchObject({
      status: 403,
    });
    const socket = new WebSocket(`ws://127.0.0.1:${server.port}/rpc`, { headers: cookie() });
    await expect(new Promise((_, reject) => socket.once('error', reject))).rejects.toThrow('403');
  });

  test('the port may be another one, as behind a tunnel', async () => {
    const host = 'localhost:9999';
    expect(await ask('/', { headers: { ...cookie(), host } })).toMatchObject({ status: 200 });
    const socket = await openSocket(server, { host, origin: `http://${host}` });
    socket.close();
  });

  test('WebSocket elsewhere than at its address is refused', async () => {
    const socket = new WebSocket(`ws://127.0.0.1:${server.port}/other`, { headers: page() });
    await expect(new Promise((_, reject) => socket.once('error', reject))).rejects.toThrow('404');
  });
});

describe('what is served', () => {
  test('every answer carries the policy of contents', async () => {
    const answers = await Promise.all([
      ask('/', { headers: cookie() }),
      ask('/assets/app-1.js', { headers: cookie() }),
      ask('/missing.js', { headers: cookie() }),
      ask('/'),
      ask(`/?token=${tokenOf(server)}`),
      ask('/', { headers: { host: 'evil.example' } }),
      ask('/upload?name=a.csv', { method: 'PUT' }),
      ask('/', { method: 'DELETE', headers: page() }),
    ]);
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 404, 401, 302, 403, 403, 405]);
    for (const { headers } of answers) {
      expect(headers['content-security-policy']).toBe(CONTENT_SECURITY_POLICY);
      expect(headers['x-content-type-options']).toBe('nosniff');
      expect(headers['referrer-policy']).toBe('no-referrer');
    }
  });

  test('types, and caching only of what never changes', async () => {
    const asset = await ask('/assets/app-1.js', { headers: cookie() });
    expect(asset.headers['content-type']).toContain('text/javascript');
    expect(asset.headers['cache-control']).toContain('immutable');
    const index = await ask('/', { headers: cookie() });
    expect(index.headers['cache-control']).toBe('no-store');
    const head = await ask('/assets/app-1.js', { method: 'HEAD', headers: cookie() });
    expect(head).toMatchObject({ status: 200, body: '' });
  });

  test.each([
    '/../secret.js',
    '/../window-secret/secret.js',
    '/assets/../../secret.js',
    '/%2e%2e/secret.js',
    '/..%2fsecret.js',
    '/..%5csecret.js',
    '/assets/%2e%2e/%2e%2e/secret.js',
    '/assets/link.js',
    '/assets',
    '/notes.md',
    '//secret.js',
    '/%00secret.js',
    '/%',
    '/workspace.sqlite',
    '/token',
  ])('%s is not', async (path) => {
    const answer = await ask(path, { headers: cookie() });
    expect([400, 404]).toContain(answer.status);
    expect(answer.body).not.toContain('secret');
  });

  test('a request that is none ends its connection and nothing else', async () => {
    const answer = await new Promise<string>((resolve) => {
      const socket = connect(server.port, '127.0.0.1', () => socket.write('GARBAGE\r\n\r\n'));
      let text = '';
      socket.on('data', (chunk) => (text += chunk.toString()));
      socket.on('close', () => resolve(text));
    });
    expect(answer).not.toContain('200');
    expect(await ask('/', { headers: cookie() })).toMatchObject({ status: 200 });
  });
});

describe('upload', () => {
  const incoming = () => readdirSync(join(workspace, 'incoming'));
  const put = (name: string, body: string | Buffer, headers: OutgoingHttpHeaders = {}) =>
    ask(`/upload?name=${encodeURIComponent(name)}`, { method: 'PUT', headers: { ...page(), ...headers }, body });

  test('gives a handle; the file is imported under its own name and then gone', async () => {
    const { status, body } = await put('../My ratings.csv', readFileSync(writeRatings(folder.path)));
    expect(status).toBe(200);
    const { handle } = JSON.parse(body) as { handle: string };
    const [stored] = incoming();
    expect(stored).toMatch(/^[0-9a-f]{24}$/);
    const { client } = server.engine;
    const preview = await client.imports.preview({ file: handle });
    expect(preview).toMatchObject({ fileName: 'My ratings.csv' });
    const job = await finished(client, () => client.imports.start({ file: handle, maxRejects: { rows: 1 } }));
    expect((job.result as ImportResult).dataset).toMatchObject({ name: 'My ratings', users: 60 });
    await expect.poll(incoming).toEqual([]);
    await expect(client.imports.preview({ file: handle })).rejects.toMatchObject({ code: 'NOT_FOUND' });

    const { id } = (job.result as ImportResult).dataset;
    const download = await ask(`/download/rejects?dataset=${id}`, { headers: cookie() });
    expect(download.headers['content-disposition']).toContain('attachment');
    expect(download.body).toContain(",'=1+2,");
    const none = await ask('/download/rejects?dataset=none', { headers: cookie() });
    expect(none).toMatchObject({ status: 404 });
    expect(JSON.parse(none.body)).toMatchObject({ error: { code: 'NOT_FOUND' } });
  });

  test('a failed import keeps the file for another try', async () => {
    const { handle } = JSON.parse((await put('bad.csv', 'nothing to see here\n')).body) as { handle: string };
    const { client } = server.engine;
    const job = await finished(client, () => client.imports.start({ file: handle }));
    expect(job.state).toBe('failed');
    expect(incoming()).toHaveLength(1);
    await server.engine.files.release([handle]);
  });

  test('too large, announced or not, is refused with the limit and leaves nothing', async () => {
    const big = Buffer.alloc(UPLOAD_LIMIT + 1);
    const announced = await put('big.csv', big, { 'content-length': big.length });
    expect(announced.status).toBe(507);
    expect(JSON.parse(announced.body)).toMatchObject({ error: { code: 'DOES_NOT_FIT' } });
    const streamed = await put('big.csv', big, { 'transfer-encoding': 'chunked' });
    expect(streamed.status).toBe(507);
    expect(incoming()).toEqual([]);
  });

  test('without a usable name it is refused', async () => {
    for (const path of ['/upload', '/upload?name=', '/upload?name=..', '/upload?name=%2F'])
      expect(await ask(path, { method: 'PUT', headers: page(), body: 'a' }), path).toMatchObject({ status: 400 });
    expect(incoming()).toEqual([]);
  });

  test('one that breaks off leaves nothing', async () => {
    await new Promise<void>((resolve) => {
      const socket = connect(server.port, '127.0.0.1', () => {
        socket.write(
          `PUT /upload?name=a.csv HTTP/1.1\r\nhost: 127.0.0.1:${server.port}\r\norigin: ${origin()}\r\ncookie: ${cookieOf(server)}\r\ncontent-length: 5000\r\n\r\nuserId,`,
        );
        setTimeout(() => {
          expect(incoming()).toHaveLength(1);
          socket.destroy();
          resolve();
        }, 200);
      });
    });
    await expect.poll(incoming).toEqual([]);
  });
});

test('an address that cannot be had is refused, and the workspace is free again', async () => {
  const other = join(folder.path, 'other');
  await expect(startHeadless({ workspace: other, port: server.port })).rejects.toMatchObject({ code: 'REFUSED' });
  const second = await startHeadless({ workspace: other });
  await second.close();
  expect(existsSync(join(other, 'token'))).toBe(false);
});

test('a second server on the same workspace is refused, naming the first', async () => {
  await expect(startHeadless({ workspace })).rejects.toMatchObject({
    code: 'WORKSPACE_LOCKED',
    details: { pid: process.pid, door: 'window in a browser' },
  });
});
