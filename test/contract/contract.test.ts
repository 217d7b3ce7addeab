import { isDefinedError, ORPCError } from '@orpc/client';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Client } from '../../src/shared/contract.ts';
import type { ImportResult } from '../../src/shared/contract/datasets.ts';
import type { EngineEvent, Job } from '../../src/shared/contract/jobs.ts';
import { finished, transports, type Connected } from '../support/clients.ts';
import { temporaryFolder, writeRatings } from '../support/folders.ts';
import { localServer, type LocalServer } from '../support/server.ts';

// One suite over every way to the engine: what a client sees must not depend on how it is connected.
const folder = temporaryFolder('contract');
let server: LocalServer;
let ratings: string;
let dataset: string;

beforeAll(async () => {
  ratings = writeRatings(folder.path);
  server = await localServer({ workspace: `${folder.path}/workspace` });
  const job = await finished(server.engine.client, () =>
    server.engine.client.imports.start({ file: file(), maxRejects: { rows: 5 } }),
  );
  dataset = (job.result as ImportResult).dataset.id;
}, 60_000);

afterAll(async () => {
  await server.close();
  folder.remove();
});

const file = () => server.engine.files.register(ratings, { name: 'ratings.csv' });

async function failure(
  call: Promise<unknown>,
): Promise<ORPCError<string, { where?: string; next?: string; issues?: unknown[] }>> {
  const error = await call.then(
    () => new Error('the call should have failed'),
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(ORPCError);
  return error as ORPCError<string, { where?: string }>;
}

describe.each(Object.entries(transports))('%s', (name, connect) => {
  let connected: Connected;
  let client: Client;

  beforeEach(async () => {
    connected = await connect(server);
    ({ client } = connected);
  });
  afterEach(() => connected.close());

  test('answers calls', async () => {
    const before = Date.now();
    const { at } = await client.system.ping();
    expect(at).toBeGreaterThanOrEqual(before);
    expect(await client.system.doctor()).toMatchObject({ writable: true, chosen: 'fused' });
    const found = (await client.datasets.list()).find(({ id }) => id === dataset);
    expect(found).toMatchObject({ name: 'ratings', users: 60, items: 40, rejected: 1, hasTime: true });
  });

  test('keeps optional values, null and Unicode as they are', async () => {
    const value = JSON.stringify({ text: 'Amélie 映画 \u2028', nothing: null, list: [1.5, -0, 1e-300] });
    await client.system.saveSetting({ key: `k ${name}`, value });
    expect((await client.system.settings())[`k ${name}`]).toBe(value);
  });

  test('keeps limits, which the state of the engine and what the machine has show', async () => {
    await client.system.setLimits({ threads: 1, memoryBytes: 2 ** 30 });
    expect((await client.system.status()).threads).toBe(1);
    expect(await client.system.doctor()).toMatchObject({ threads: 1, limits: { threads: 1, memoryBytes: 2 ** 30 } });
    await client.system.setLimits({ threads: null, memoryBytes: null });
    expect((await client.system.doctor()).limits).toEqual({ threads: null, memoryBytes: null });
    // They are not the window's to overwrite.
    const error = await failure(client.system.saveSetting({ key: 'engine.limits', value: '{}' }));
    expect(error).toMatchObject({ code: 'BAD_INPUT', data: { where: 'key' } });
  });

  test('reports itself without what belongs to the person', async () => {
    const { text } = await client.system.diagnostics();
    expect(text).toContain('backend fused (in use)');
    expect(text).toMatch(/workspace: \d+ datasets/);
    expect(text).toContain('opened by');
    expect(text).not.toContain(folder.path);
    expect(text).not.toContain('ratings');
  });

  test('answers many calls at once, each its own', async () => {
    const texts = Array.from({ length: 200 }, (_, at) => `u${(at % 60) + 1}`);
    const answers = await Promise.all(texts.map((text) => client.datasets.searchUsers({ dataset, text, limit: 1 })));
    expect(answers.map(({ users }) => users[0].user)).toEqual(texts);
  });

  test('refuses what the schema does not know, and says where', async () => {
    const error = await failure(client.datasets.searchUsers({ dataset, text: '', limit: 5000 }));
    expect(error).toMatchObject({ code: 'BAD_INPUT', status: 400, data: { where: 'limit' } });
    expect(error.data.issues).toHaveLength(1);
    const wrong = { dataset: 7, text: null } as unknown as { dataset: string; text: string };
    expect((await failure(client.datasets.searchUsers(wrong))).data.issues).toHaveLength(2);
  });

  test('errors are those of the closed table, with details and without a stack', async () => {
    const error = await failure(client.datasets.get({ dataset: 'nothing of that name' }));
    expect(isDefinedError(error)).toBe(true);
    expect(error).toMatchObject({ code: 'NOT_FOUND', status: 404 });
    expect(error.data.next).toEqual(expect.any(String));
    expect(JSON.stringify(error)).not.toMatch(/\.ts:\d+|node_modules/);
    expect(await failure(client.imports.preview({ file: '/etc/passwd' }))).toMatchObject({ code: 'NOT_FOUND' });
    expect(await failure(client.runs.train({ view: 'none', model: 'none' }))).toMatchObject({ code: 'NOT_FOUND' });
  });

  test('a method that does not exist fails, and the line goes on', async () => {
    const strange = client as unknown as { system: { format(): Promise<void> } };
    await expect((async () => strange.system.format())()).rejects.toThrow();
    expect(await client.system.ping()).toHaveProperty('at');
  });

  test('carries bytes: rejected rows as a file whose cells are no formulas', async () => {
    const blob = await client.imports.rejects({ datasetId: dataset });
    expect(blob).toBeInstanceOf(Blob);
    expect(blob.type).toBe('text/csv');
    const [head, row] = (await blob.text()).trimEnd().split('\r\n');
    expect(head).toBe('file,line,column,value,reason');
    expect(row).toMatch(/^ratings\.csv,\d+,rating,'=1\+2,/);
  });

  test('a preview is cancelled by the signal of its call', async () => {
    const controller = new AbortController();
    const call = client.imports.preview({ file: file() }, { signal: controller.signal });
    setTimeout(() => controller.abort(), 20);
    await expect(call).rejects.toThrow();
    expect(await client.imports.preview({ file: file() })).toMatchObject({ fileName: 'ratings.csv' });
  });

  test('a table of rows is read by pages, and a question is taken back by the signal of its call', async () => {
    const filter = { text: '', user: null, item: null, min: null, max: null, from: null, to: null };
    const sort = { column: 'value', descending: true } as const;
    const page = await client.rows.interactions({ dataset, filter, sort, offset: 5, limit: 3 });
    expect(page.rows).toHaveLength(3);
    expect(page.total).toBe(page.of);
    const values = page.rows.map(({ value }) => value!);
    expect(values).toEqual(values.toSorted((a, b) => b - a));

    const controller = new AbortController();
    const call = client.rows.interactions(
      { dataset, filter: { ...filter, text: `not asked before by ${name}` }, sort },
      {
        signal: controller.signal,
      },
    );
    controller.abort();
    await expect(call).rejects.toThrow();
    // Whoever asks next is not kept waiting by what nobody wants any more, and hears the truth.
    expect((await client.rows.users({ dataset })).total).toBe(60);
    const wrong = client.rows.items({ dataset, sort: { column: 'price' as 'item', descending: false } });
    expect(await failure(wrong)).toMatchObject({ code: 'BAD_INPUT' });
  });

  test('rows as parts of a CSV file', async () => {
    const part = async (offset: number, limit: number) =>
      (await client.rows.csv({ table: 'users', dataset, offset, limit })).text();
    expect((await part(0, 20)) + (await part(20, 40))).toBe(await part(0, 60));
    expect((await part(0, 60)).trimEnd().split('\r\n')).toHaveLength(61);
  });

  test('events: a job from queued to done, in order, and the change it made', async () => {
    const { engine, seq } = await client.jobs.snapshot();
    const { jobId } = await client.imports.start({ file: file(), maxRejects: { rows: 5 }, name: `again ${name}` });
    const seen: EngineEvent[] = [];
    for await (const event of await client.jobs.events({ engine, since: seq })) {
      seen.push(event);
      if (event.kind === 'changed') break;
    }
    const states = seen.flatMap((event) => (event.kind === 'job' && event.job.id === jobId ? [event.job.state] : []));
    expect(states[0]).toBe('queued');
    expect(states).toContain('running');
    expect(states.at(-1)).toBe('done');
    expect(seen.at(-1)).toMatchObject({ kind: 'changed', what: 'datasets' });
    expect(seen.map((event) => event.seq)).toEqual(seen.map((event) => event.seq).toSorted((a, b) => a - b));
    expect(seen[0].seq).toBeGreaterThan(seq);
  });

  test('ending a stream ends it in the engine too', async () => {
    const { events } = server.engine;
    const before = events.subscribers;
    const stream = await client.jobs.events({});
    const waiting = stream.next();
    await until(() => events.subscribers === before + 1);
    await stream.return();
    await until(() => events.subscribers === before);
    await Promise.allSettled([waiting]);
  });

  test('aborting a stream ends it in the engine too', async () => {
    const { events } = server.engine;
    const before = events.subscribers;
    const controller = new AbortController();
    const stream = await client.jobs.events({}, { signal: controller.signal });
    const reading = (async () => {
      for await (const { seq } of stream) expect(seq).toBeGreaterThan(0);
    })();
    await until(() => events.subscribers === before + 1);
    controller.abort();
    await Promise.allSettled([reading]);
    await until(() => events.subscribers === before);
  });

  test('a closed line loses no job; the next one hears what was missed', async () => {
    const first = await connect(server);
    const { engine, seq } = await first.client.jobs.snapshot();
    const { jobId } = await first.client.imports.start({ file: file(), maxRejects: { rows: 5 }, name: `left ${name}` });
    await first.close();
    let last: Job | null = null;
    const states: string[] = [];
    for await (const event of await client.jobs.events({ engine, since: seq })) {
      expect(event.kind).not.toBe('restart');
      if (event.kind !== 'job' || event.job.id !== jobId) continue;
      last = event.job;
      states.push(last.state);
      if (last.state !== 'queued' && last.state !== 'running') break;
    }
    expect(states[0]).toBe('queued');
    expect(last?.state).toBe('done');
  });

  test.each([
    ['from another engine', { engine: 'engine-of-yesterday', since: 1 }],
    ['that is still to come', { since: 1e9 }],
  ])('a number %s: the snapshot is to be read again', async (_what, from) => {
    const stream = await client.jobs.events(from);
    const { value } = (await stream.next()) as { value: EngineEvent };
    expect(value).toMatchObject({ kind: 'restart', seq: (await client.jobs.snapshot()).seq });
    await stream.return();
  });
});

async function until(condition: () => boolean): Promise<void> {
  const end = performance.now() + 5000;
  while (!condition()) {
    if (performance.now() > end) throw new Error('waited in vain');
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}
