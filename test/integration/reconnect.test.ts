import { createORPCClient } from '@orpc/client';
import { RPCLink } from '@orpc/client/websocket';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Client } from '../../src/shared/contract.ts';
import type { EpochRow } from '../../src/shared/contract/runs.ts';
import { connect, finished, openSocket } from '../support/clients.ts';
import { temporaryFolder, writeRatings } from '../support/folders.ts';
import { localServer, type LocalServer } from '../support/server.ts';

// A window whose connection breaks again and again while ten thousand epochs go by, and one that reads too slowly.
const EPOCHS = 10_000;
const folder = temporaryFolder('reconnect');
let server: LocalServer;

beforeAll(async () => {
  server = await localServer({ workspace: `${folder.path}/workspace` });
}, 60_000);
afterAll(async () => {
  await server.close();
  folder.remove();
});

async function train(client: Client): Promise<string> {
  const file = server.engine.files.register(writeRatings(folder.path), { name: 'ratings.csv' });
  await finished(client, () => client.imports.start({ file, maxRejects: { rows: 1 } }));
  const [{ id: dataset }] = await client.datasets.list();
  const { id: view } = await client.views.create({ dataset });
  const parameters = { epochs: EPOCHS, factors: 2, patience: 0, validateEvery: EPOCHS };
  return (await client.runs.train({ view, model: 'biased-mf', parameters })).runId;
}

/** Follows as the window does: events after the last one seen; after a `restart` the snapshot, and the run anew. */
async function follow(runId: string, every: number): Promise<{ rows: Map<number, EpochRow>; cuts: number }> {
  const rows = new Map<number, EpochRow>();
  let seen: { engine: string; seq: number } | null = null;
  let told = 0;
  for (let cuts = 0; ; cuts++) {
    const socket = await openSocket(server);
    const client: Client = createORPCClient(new RPCLink({ websocket: socket }));
    try {
      if (seen === null) {
        const { engine, seq, jobs } = await client.jobs.snapshot();
        for (const row of (await client.runs.get({ run: runId })).history) rows.set(row.epoch, row);
        seen = { engine, seq };
        if (jobs.some((job) => job.runId === runId && job.state === 'done')) return { rows, cuts };
      }
      for await (const event of await client.jobs.events({ engine: seen.engine, since: seen.seq })) {
        if (event.kind === 'restart') {
          seen = null;
          break;
        }
        seen.seq = event.seq;
        if (event.kind === 'epoch') {
          rows.set(event.epoch.epoch, event.epoch);
          // In the middle of a burst: what was on its way is lost with the connection.
          if (++told % every === 0) socket.terminate();
        }
        if (event.kind === 'job' && event.job.runId === runId && event.job.state === 'done') return { rows, cuts };
      }
    } catch {
      // The connection was cut.
    } finally {
      socket.terminate();
    }
  }
}

test('no epoch is missed over broken connections during a fast training', { timeout: 300_000 }, async () => {
  const line = await connect(server);
  const { client } = line;
  const runId = await train(client);
  const [often, seldom] = await Promise.all([follow(runId, 100), follow(runId, 1500)]);
  expect(often.cuts).toBeGreaterThan(4);
  expect(seldom.cuts).toBeGreaterThan(0);
  const { history } = await client.runs.get({ run: runId });
  expect(history).toHaveLength(EPOCHS);
  for (const { rows } of [often, seldom]) {
    expect([...rows.keys()].sort((a, b) => a - b)).toEqual(history.map(({ epoch }) => epoch));
    expect(rows.get(EPOCHS)).toEqual(history.at(-1));
  }
  await line.close();
});
