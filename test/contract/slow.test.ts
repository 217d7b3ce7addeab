import { afterAll, beforeAll, expect, test } from 'vitest';
import { openSocket, transports } from '../support/clients.ts';
import { temporaryFolder } from '../support/folders.ts';
import { localServer, type LocalServer } from '../support/server.ts';

const folder = temporaryFolder('slow');
let server: LocalServer;

beforeAll(async () => {
  server = await localServer({ workspace: `${folder.path}/workspace` });
}, 60_000);
afterAll(async () => {
  await server.close();
  folder.remove();
});

test('a client that stops reading is told to start again; others miss nothing', async () => {
  const { events } = server.engine;
  const COUNT = 20_000;
  const runId = 'r'.repeat(60);
  const metrics = Object.fromEntries(Array.from({ length: 40 }, (_, at) => [`metric number ${at}`, at / 3]));

  const quick = await transports.MessagePort(server);
  const numbers: number[] = [];
  const stream = await quick.client.jobs.events({});
  const reading = (async () => {
    for await (const event of stream) {
      expect(event.kind).toBe('epoch');
      numbers.push(event.seq);
      if (numbers.length === COUNT) break;
    }
  })();

  const slow = await openSocket(server);
  const heard: { kind: string; seq: number }[] = [];
  slow.on('message', (data: Buffer) => {
    const { t, p } = JSON.parse(data.toString()) as { t?: number; p: { d?: { json: { kind: string; seq: number } } } };
    if (t === 3 && p.d) heard.push(p.d.json);
  });
  slow.send(JSON.stringify({ i: '1', p: { u: '/jobs/events', b: { json: {} } } }));
  await expect.poll(() => events.subscribers).toBe(2);
  slow.pause();
  for (let epoch = 1; epoch <= COUNT; epoch++) {
    events.publish({
      kind: 'epoch',
      runId,
      epoch: { epoch, loss: 1, learningRate: 0.1, seconds: 1, examples: 1, metrics },
    });
    // Others are given time to read, as between real epochs.
    if (epoch % 100 === 0) await new Promise((resolve) => setTimeout(resolve, 1));
  }
  await reading;
  expect(numbers).toEqual(numbers.map((_, at) => numbers[0] + at));

  slow.resume();
  await expect.poll(() => heard.at(-1)?.seq, { timeout: 20_000 }).toBe(events.seq);
  const restart = heard.findIndex(({ kind }) => kind === 'restart');
  expect(restart).toBeGreaterThanOrEqual(0);
  expect(heard.length).toBeLessThan(COUNT);
  // After the restart nothing is missing either.
  const after = heard.slice(heard.findLastIndex(({ kind }) => kind === 'restart') + 1).map(({ seq }) => seq);
  expect(after).toEqual(after.map((_, at) => after[0] + at));
  slow.close();
  await quick.close();
  await expect.poll(() => events.subscribers).toBe(0);
});
