import * as fc from 'fast-check';
import * as v from 'valibot';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { WebSocket } from 'ws';
import { contract } from '../../src/shared/contract.ts';
import { openSocket } from '../support/clients.ts';
import { temporaryFolder } from '../support/folders.ts';
import { localServer, type LocalServer } from '../support/server.ts';

// Invalid calls over the WebSocket: every one is refused, and the engine goes on. 2,000 with SOAK=1.
const CALLS = process.env.SOAK ? 2000 : 200;
const folder = temporaryFolder('fuzz');
let server: LocalServer;
let socket: WebSocket;
let answers: Map<string, { s?: number }>;
let last = 0;

beforeAll(async () => {
  server = await localServer({ workspace: `${folder.path}/workspace` });
  await open();
}, 60_000);

afterAll(async () => {
  await server.close();
  folder.remove();
});

async function open(): Promise<void> {
  answers = new Map();
  socket = await openSocket(server);
  socket.on('message', (data: Buffer, isBinary) => {
    if (isBinary) return;
    const { i, t, p } = JSON.parse(data.toString()) as { i: string; t?: number; p: { s?: number } };
    if (t === undefined) answers.set(i, p);
  });
}

async function answerOf(id: string): Promise<{ s?: number }> {
  const end = performance.now() + 10_000;
  while (!answers.has(id)) {
    if (performance.now() > end || socket.readyState !== socket.OPEN) throw new Error(`no answer to call ${id}`);
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
  return answers.get(id)!;
}

async function expectAlive(): Promise<void> {
  const id = `ping-${++last}`;
  socket.send(JSON.stringify({ i: id, p: { u: '/system/ping' } }));
  expect((await answerOf(id)).s).toBeUndefined(); // 200 is left out
}

/** Every method with the schema of its input; methods that take none cannot be called wrongly. */
const methods = Object.entries(contract).flatMap(([topic, group]) =>
  Object.entries(group as Record<string, { '~orpc': { inputSchema?: unknown } }>).flatMap(([name, method]) => {
    const schema = method['~orpc'].inputSchema as v.GenericSchema | undefined;
    return schema ? [{ url: `/${topic}/${name}`, schema }] : [];
  }),
);

/** Inputs near the mark: names that exist, values that do not fit. */
const field = fc.constantFrom(
  ...['dataset', 'view', 'run', 'user', 'item', 'file', 'name', 'text', 'limit', 'offset', 'k', 'seed', 'model', 'key'],
  ...[
    'value',
    'jobId',
    'split',
    'filters',
    'users',
    'pairs',
    'parameters',
    'format',
    'columns',
    '__proto__',
    'constructor',
  ],
);
const value = fc.oneof(
  fc.jsonValue(),
  fc.constantFrom(null, -1, 1.5, 1e308, '', '../../etc/passwd', '\u0000', "'; DROP TABLE runs; --", [], {}, true),
  fc.string({ maxLength: 2000 }),
  fc.array(fc.jsonValue(), { maxLength: 5 }),
);
const input = fc.oneof(
  fc.jsonValue(),
  fc
    .array(fc.tuple(field, value), { maxLength: 6 })
    .map((pairs) => Object.fromEntries(pairs) as Record<string, unknown>),
);
const invalidCall = fc
  .tuple(fc.constantFrom(...methods), input)
  .filter(([{ schema }, given]) => !v.safeParse(schema, given).success)
  .map(([{ url }, given]) => ({ u: url, b: { json: given } }));

/** Frames that are no calls of ours at all. */
const meta = fc.array(
  fc.array(fc.oneof(fc.constantFrom('__proto__', 'x', 'json'), fc.integer({ min: -1, max: 9 })), { maxLength: 4 }),
  {
    maxLength: 3,
  },
);
const strangeCall = fc.oneof(
  fc.record({
    u: fc.oneof(
      fc.constantFrom(
        '/system/none',
        '/',
        '//',
        '/system',
        '/system/ping/x',
        '/__proto__',
        '/datasets/constructor',
        '/[',
        'ping',
        'http://evil.example/system/ping',
      ),
      fc.string(),
    ),
  }),
  fc.record({ u: fc.constantFrom('/datasets/get', '/runs/train'), b: fc.jsonValue() }),
  fc.record({
    u: fc.constantFrom('/datasets/get', '/runs/train'),
    b: fc.record({ json: fc.jsonValue(), meta, maps: fc.jsonValue() }),
  }),
  fc.record({
    u: fc.constant('/datasets/get'),
    h: fc.oneof(
      fc.jsonValue(),
      fc.constantFrom(
        { 'content-type': 'text/event-stream' },
        { 'content-type': 'multipart/form-data; boundary=x' },
        { 'Content-Disposition': 'attachment; filename="x"' },
      ),
    ),
    m: fc.oneof(fc.constantFrom('GET', 'PUT', 'POST'), fc.jsonValue()),
  }),
);
const frame = fc.oneof(
  fc.string(),
  fc.json(),
  fc.uint8Array({ maxLength: 200 }),
  fc.record({ i: fc.jsonValue(), t: fc.jsonValue(), p: fc.jsonValue() }).map((message) => JSON.stringify(message)),
  fc
    .record({ i: fc.constant('1'), t: fc.constantFrom(2, 3, 4, 5, -1), p: fc.jsonValue() })
    .map((message) => JSON.stringify(message)),
);

test('calls whose input the schema refuses', async () => {
  await fc.assert(
    fc.asyncProperty(invalidCall, async (call) => {
      const id = `call-${++last}`;
      socket.send(JSON.stringify({ i: id, p: call }));
      expect((await answerOf(id)).s).toBe(400);
    }),
    { numRuns: CALLS },
  );
  await expectAlive();
});

test('calls of no method, and bodies that are none', async () => {
  await fc.assert(
    fc.asyncProperty(strangeCall, async (call) => {
      const id = `strange-${++last}`;
      socket.send(JSON.stringify({ i: id, p: call }));
      await expectAlive();
      // Dropped, or answered with an error.
      const answer = answers.get(id);
      if (answer) expect(answer.s).toBeGreaterThanOrEqual(400);
    }),
    { numRuns: CALLS },
  );
});

test('frames that are no calls', async () => {
  await fc.assert(
    fc.asyncProperty(frame, async (data) => {
      const before = answers.size;
      socket.send(data);
      await expectAlive();
      expect(answers.size).toBe(before + 1);
    }),
    { numRuns: CALLS },
  );
});

test('a message beyond every argument ends its own connection only', async () => {
  const closed = new Promise<number>((resolve) => socket.once('close', resolve));
  socket.send('x'.repeat(17 * 1024 * 1024));
  expect(await closed).toBe(1009);
  await open();
  await expectAlive();
});

test('nothing was changed by any of it', async () => {
  const { client } = server.engine;
  expect(await client.datasets.list()).toEqual([]);
  expect(await client.views.list()).toEqual([]);
  expect(await client.runs.list()).toEqual([]);
  expect(await client.system.settings()).toEqual({});
  expect((await client.jobs.snapshot()).jobs).toEqual([]);
  expect(({} as Record<string, unknown>).x).toBeUndefined();
});
