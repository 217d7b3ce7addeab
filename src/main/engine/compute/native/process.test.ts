import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Kernels } from '../../kernels/kernels.ts';
import { Random } from '../../random.ts';
import { declare } from '../declare.ts';
import type { NetworkTables } from '../executor.ts';
import { graphNative, type NativeTrainer } from '../graph/native.ts';
import { plain } from '../plain.ts';
import { gradientStep, pairs, SIZE } from '../parity-cases.ts';

const real = process.env['RECSMITH_TENSORFLOW'];
if (real === undefined) console.log('native process: RECSMITH_TENSORFLOW names no TensorFlow, so none is killed here');

let kernels: Kernels;
beforeAll(async () => {
  kernels = await Kernels.open({ threads: 1 });
});
afterAll(() => kernels.close());

const net = declare('pairs', SIZE);
const sides = (['user', 'item'] as const).map((of) =>
  net.embedding(`${of}s`, of, 8, { initial: { kind: 'normal', mean: 0, deviation: 0.1 } }),
);
const network = net.minimise(net.dot(sides[0], sides[1]), { kind: 'squared-error', reduction: 'mean', confidence: 0 });

function tables(): NetworkTables {
  const all = new Map(
    network.tables.map(({ name, rows, columns }) => {
      const matrix = kernels.matrix(rows, columns);
      new Random(1, name).normal(matrix.data, 0.1);
      return [name, matrix];
    }),
  );
  return { table: (name) => all.get(name)!, slot: (name, suffix) => all.get(`${name}/${suffix}`)! };
}

const executor = graphNative({ device: 'tensorflow', threads: 1 }, plain);
const open = (own: NetworkTables): Promise<NativeTrainer> =>
  executor.trainer({
    ...{ kernels, network, tables: own, optimizer: gradientStep, seed: 1, itemCount: SIZE.items },
    limits: { examples: 100, entries: 100 },
  });
const batch = pairs(64, 'squared-error');
const steps = (count: number) => ({
  batches: { ...batch, ...repeated(count) },
  steps: Array.from({ length: count }, (_, k) => ({ step: k + 1, learningRate: 0.1, momentum: 0, klWeight: 0 })),
});
const repeated = (count: number) => {
  const of = <T extends Uint32Array | Float32Array>(values: T): T =>
    (values.constructor as unknown as { from(list: Iterable<number>): T }).from(
      Array.from({ length: count }, () => [...values]).flat(),
    );
  return {
    starts: Uint32Array.from({ length: count + 1 }, (_, k) => 64 * k),
    ...{ users: of(batch.users), items: of(batch.items), targets: of(batch.targets!) },
  };
};

describe.skipIf(real === undefined)('the process of a native backend', () => {
  test('killed in the middle of its steps: the call fails, the tables are as they were at the last sync', async () => {
    const own = tables();
    const trainer = await open(own);
    const short = steps(3);
    await trainer.run(short.batches, short.steps);
    await trainer.sync();
    const synced = own.table('users').data.slice();
    const long = steps(20_000);
    const running = trainer.run(long.batches, long.steps);
    running.catch(() => undefined);
    await wait(200);
    process.kill(trainer.pid!, 'SIGKILL');
    await expect(running).rejects.toMatchObject({
      code: 'ENGINE_STOPPED',
      details: { why: 'it was ended by SIGKILL', next: expect.stringContaining('last checkpoint') as string },
    });
    expect(own.table('users').data).toEqual(synced);
    await trainer.close();
    // Another one goes on from those tables.
    const next = await open(own);
    expect((await next.run(short.batches, short.steps)).bad).toBeNull();
    await next.close();
  });

  test('a cancel ends long work between two steps', async () => {
    const trainer = await open(tables());
    const long = steps(20_000);
    const controller = new AbortController();
    const running = trainer.run(long.batches, long.steps, controller.signal);
    running.catch(() => undefined);
    await wait(200);
    controller.abort();
    await expect(running).rejects.toMatchObject({ name: 'AbortError' });
    await trainer.close();
  });
});
