// How quickly the engine answers while it trains, and how quickly jobs end when they are cancelled.
// Prints one JSON line per figure.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openEngine } from '../../src/main/engine/index.ts';
import type { Client } from '../../src/shared/contract.ts';

const CANCELS = 20;
const SECONDS = 8;

const print = (name: string, value: number, unit: string, bar?: number) =>
  console.log(JSON.stringify({ name, value: Number(value.toPrecision(4)), unit, ...(bar !== undefined && { bar }) }));

const quantile = (values: number[], q: number): number =>
  values.toSorted((a, b) => a - b)[Math.max(0, Math.ceil(q * values.length) - 1)];

const pause = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));

/** Resolves when the job has reported something in the stage, or anything where none is named. */
async function atWork(client: Client, jobId: string, stage?: string): Promise<boolean> {
  for (;;) {
    const { state, progress } = await client.jobs.get({ jobId });
    if (state !== 'queued' && state !== 'running') return false;
    if (progress && (!stage || progress.stage === stage)) return true;
    await pause(2);
  }
}

async function ended(client: Client, jobId: string): Promise<void> {
  for (;;) {
    const { state, error } = await client.jobs.get({ jobId });
    if (error) throw new Error(error.message);
    if (state !== 'queued' && state !== 'running') return;
    await pause(10);
  }
}

async function cancelTimes(client: Client, start: () => Promise<{ jobId: string }>, stage?: string): Promise<number[]> {
  const times: number[] = [];
  for (let at = 0; at < CANCELS; at++) {
    const { jobId } = await start();
    if (!(await atWork(client, jobId, stage))) continue;
    await pause((at * 37) % 300); // at different points of the work
    const from = performance.now();
    const { state } = await client.jobs.cancel({ jobId });
    if (state === 'cancelled') times.push(performance.now() - from);
  }
  return times;
}

const workspace = mkdtempSync(join(tmpdir(), 'recsmith-bench-'));
const engine = await openEngine({ workspace, door: 'bench' });
const { client } = engine;
try {
  const { jobId: imported } = await client.imports.startSample({ sample: 'movietweetings' });
  await ended(client, imported);
  const [{ id: dataset }] = await client.datasets.list();
  const { id: view } = await client.views.create({ dataset });
  const endless = { view, model: 'bpr-mf', parameters: { epochs: 500, patience: 0 } };
  const { jobId: fitted, runId: run } = await client.runs.train({
    view,
    model: 'biased-mf',
    parameters: { epochs: 3 },
  });
  await ended(client, fitted);

  const { jobId: training } = await client.runs.train({
    ...endless,
    parameters: { ...endless.parameters, factors: 64 },
  });
  await atWork(client, training, 'Training');
  const pings: number[] = [];
  const end = performance.now() + 1000 * SECONDS;
  while (performance.now() < end) {
    const from = performance.now();
    await client.system.ping();
    // What a ping waits for is the turn of the event loop, which a call in the same process does not: take both.
    await new Promise((resolve) => setImmediate(resolve));
    pings.push(performance.now() - from);
    await pause(5);
  }
  await client.jobs.cancel({ jobId: training });
  print('ping while training, p99', quantile(pings, 0.99), 'ms', 50);
  print('ping while training, longest', Math.max(...pings), 'ms');
  print('pings', pings.length, 'calls');

  for (const [name, start, stage] of [
    ['import', () => client.imports.startSample({ sample: 'online-retail' }), undefined],
    ['training', () => client.runs.train(endless), 'Training'],
    ['evaluation', () => client.runs.evaluate({ run, metrics: ['ndcg@10', 'auc'] }), undefined],
  ] as const) {
    const times = await cancelTimes(client, start, stage);
    print(`cancel of ${name}, p95 of ${times.length}`, quantile(times, 0.95), 'ms', 500);
  }
} finally {
  await engine.close();
  rmSync(workspace, { recursive: true, force: true });
}
