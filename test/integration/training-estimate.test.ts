import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { TrainInput } from '../../src/shared/contract/runs.ts';
import type { ViewSummary } from '../../src/shared/contract/views.ts';
import { modelById, models } from '../../src/main/engine/models/registry.ts';
import type { StorageHandle } from '../../src/main/engine/storage/client.ts';
import {
  availableMemory,
  estimateMemory,
  estimateRun,
  KERNEL_LIMIT,
  planRun,
  refuseTooLarge,
  totalMemory,
} from '../../src/main/engine/training/estimate.ts';
import { NO_LIMITS, saveLimits } from '../../src/main/engine/training/limits.ts';
import {
  open,
  plantedInteractions,
  removeFolder,
  storeDataset,
  storeRun,
  storeView,
  temporaryFolder,
  train,
  type Storage,
} from './training-workspace.ts';

let folder: string;
let handle: StorageHandle;
let storage: Storage;
let view: ViewSummary;

beforeAll(async () => {
  folder = temporaryFolder();
  handle = await open(folder);
  storage = handle.services;
  const dataset = await storeDataset(storage, plantedInteractions(300, 120, 20));
  view = await storeView(storage, dataset, [0.8, 0.1, 0.1]);
});
afterAll(async () => {
  await handle.close();
  removeFolder(folder);
});

const input = (change: Partial<TrainInput>): TrainInput => ({
  view: view.id,
  model: 'bpr-mf',
  parameters: {},
  seed: 42,
  backend: 'auto',
  kernels: 'auto',
  threads: 1,
  evaluate: true,
  anyway: false,
  ...change,
});

/** A view of sizes that nobody has stored: estimates must not look further than the summary. */
const sized = (change: Partial<ViewSummary>): Promise<ViewSummary> => {
  const { name, datasetId, recipe, hash, ...counts } = { ...view, ...change };
  return storage.views.create({ name, datasetId, recipe, hash, ...counts });
};

describe('an estimate', () => {
  it.each(models.map(({ id }) => id))('says memory, time and where they come from for %s', async (model) => {
    // A quick look where there is one: some sources train for hours.
    const { parameters = {} } = modelById(model).presets?.find(({ id }) => id === 'quick') ?? {};
    const given = structuredClone(parameters) as TrainInput['parameters'];
    const estimate = await estimateRun(storage, input({ model, parameters: given }));
    expect(estimate.problems).toEqual([]);
    expect(estimate).toMatchObject({ fits: true, anyway: false });
    expect(estimate.totalBytes).toBeGreaterThanOrEqual(estimate.availableBytes);
    expect(estimate.memoryBytes).toBe(estimate.parts.reduce((sum, { bytes }) => sum + bytes, 0));
    expect(estimate.memoryBytes).toBeGreaterThan(process.memoryUsage.rss() / 2);
    expect(estimate.basis).toContain('measured');
    // The widest networks do not train an epoch in the time that a measurement may take: then no time is claimed.
    if (estimate.seconds === null) expect(['convncf', 'dmf']).toContain(model);
    else expect(estimate.seconds).toBeGreaterThan(0);
  });

  it('grows with factors and epochs', async () => {
    const small = await estimateRun(storage, input({ parameters: { factors: 8, epochs: 10 } }));
    const large = await estimateRun(storage, input({ parameters: { factors: 512, epochs: 10 } }));
    const long = await estimateRun(storage, input({ parameters: { factors: 8, epochs: 100 } }));
    expect(large.memoryBytes).toBeGreaterThan(small.memoryBytes);
    expect(large.seconds).toBeGreaterThan(small.seconds!);
    expect(long.seconds! / small.seconds!).toBeCloseTo(10, 6);
  });

  it('goes by an earlier run of the model where there is one', async () => {
    const run = await storeRun(storage, view, 'biased-mf', { epochs: 20, factors: 16 });
    await train(storage, run.id, { threads: 1 });
    const { examplesPerSecond } = await storage.runs.get(run.id);
    const estimate = await estimateRun(storage, input({ model: 'biased-mf', parameters: { epochs: 50, factors: 16 } }));
    expect(estimate.basis).toContain(run.name);
    expect(estimate.seconds).toBeCloseTo((50 * view.train) / examplesPerSecond!, 9);
  });

  it('answers with what is wrong instead of failing', async () => {
    const { problems, seconds, parts } = await estimateRun(
      storage,
      input({ parameters: { factors: 0, epochs: 1.5, nonsense: 3 } }),
    );
    expect(problems.map(({ parameter }) => parameter).sort()).toEqual(['epochs', 'factors', 'nonsense']);
    expect(seconds).toBeNull();
    expect(parts.length).toBeGreaterThan(0);
  });

  it('says that a model needs values, or that nothing is there to train on', async () => {
    const { id } = await sized({ hasValues: false });
    const [problem] = (await estimateRun(storage, input({ view: id, model: 'biased-mf' }))).problems;
    expect(problem).toMatchObject({ parameter: null, message: expect.stringContaining('ratings') as string });
    expect((await estimateRun(storage, input({ view: id, model: 'bpr-mf' }))).problems).toEqual([]);
    const empty = await sized({ train: 0 });
    expect((await planRun(storage, input({ view: empty.id }))).problems).toHaveLength(1);
  });
});

describe('a run that cannot be', () => {
  const refused = async (change: Partial<TrainInput>) => {
    const planned = await planRun(storage, input(change));
    const memory = await estimateMemory(storage, planned);
    return { planned, memory };
  };

  it('is refused with the numbers where its tables pass what kernels can address', async () => {
    const { id } = await sized({ users: 5_000_000, items: 1_000_000 });
    const { planned, memory } = await refused({ view: id, parameters: { factors: 256 } });
    expect(memory.fits).toBe(false);
    expect(() => refuseTooLarge(memory, planned)).toThrow(
      expect.objectContaining({
        code: 'DOES_NOT_FIT',
        message: expect.stringMatching(/need 6\.\d GB; kernels can address 4\.3 GB/) as string,
        details: expect.objectContaining({
          availableBytes: KERNEL_LIMIT,
          next: expect.stringContaining('fewer factors') as string,
        }) as object,
      }) as Error,
    );
  });

  it('is refused with the numbers where the machine has too little memory', async () => {
    const train = Math.ceil(availableMemory() / 4);
    const { id } = await sized({
      users: 1000,
      items: 1000,
      interactions: 1000,
      train: 1000,
      validation: train,
      test: train,
    });
    const { planned, memory } = await refused({ view: id, parameters: { factors: 8 } });
    expect(memory.fits).toBe(false);
    expect(() => refuseTooLarge(memory, planned)).toThrow(
      expect.objectContaining({
        code: 'DOES_NOT_FIT',
        message: expect.stringMatching(/needs about .* of memory; .* are available/) as string,
        details: expect.objectContaining({
          memoryBytes: memory.memoryBytes,
          availableBytes: memory.availableBytes,
        }) as object,
      }) as Error,
    );
  });

  it('is started anyway where the machine has the memory, only not free, and never beyond that', async () => {
    const rows = async (bytes: number) => {
      const train = Math.ceil(bytes / 2 / 4); // two parts, at least 4 bytes a row
      const counts = { users: 1000, items: 1000, interactions: 1000, train: 1000, validation: train, test: train };
      return refused({ view: (await sized(counts)).id, parameters: { factors: 8 } });
    };
    // Between what is free now and what there is: room that other programs have.
    const between = await rows(availableMemory());
    expect(between.memory.totalBytes).toBe(totalMemory());
    const now = { ...between.memory, totalBytes: between.memory.memoryBytes + 1 };
    expect(() => refuseTooLarge(now, between.planned)).toThrow(
      expect.objectContaining({ code: 'DOES_NOT_FIT' }) as Error,
    );
    expect(() => refuseTooLarge(now, between.planned, true)).not.toThrow();
    const beyond = await rows(2 * totalMemory());
    expect(beyond.memory).toMatchObject({ fits: false, anyway: false });
    expect(() => refuseTooLarge(beyond.memory, beyond.planned, true)).toThrow(
      expect.objectContaining({
        code: 'DOES_NOT_FIT',
        message: expect.stringContaining('has') as string,
        details: expect.objectContaining({
          why: expect.stringContaining('cannot be started anyway') as string,
          availableBytes: totalMemory(),
        }) as object,
      }) as Error,
    );
    // What kernels cannot address, no wish makes possible.
    const { id } = await sized({ users: 5_000_000, items: 1_000_000 });
    const wide = await refused({ view: id, parameters: { factors: 256 } });
    expect(wide.memory.anyway).toBe(false);
    expect(() => refuseTooLarge(wide.memory, wide.planned, true)).toThrow(/kernels can address/);
  });

  it('keeps to the limits of the workspace, where the input says nothing of its own', async () => {
    try {
      await saveLimits(storage, { threads: 3, memoryBytes: 2 ** 28 });
      const { planned } = await refused({ threads: undefined });
      expect(planned.threads).toBe(3);
      expect((await planRun(storage, input({ threads: 2 }))).threads).toBe(2);
      const { id } = await sized({ train: 2 ** 26, validation: 0, test: 0 });
      const large = await refused({ view: id });
      expect(large.memory).toMatchObject({ fits: false, anyway: true, limitBytes: 2 ** 28, availableBytes: 2 ** 28 });
      expect(() => refuseTooLarge(large.memory, large.planned)).toThrow(
        expect.objectContaining({
          code: 'DOES_NOT_FIT',
          message: expect.stringContaining('this workspace allows 268 MB') as string,
          details: expect.objectContaining({
            availableBytes: 2 ** 28,
            next: expect.stringContaining('raise the limit in Settings') as string,
          }) as object,
        }) as Error,
      );
      // A limit beyond what is free decides nothing.
      await saveLimits(storage, { threads: null, memoryBytes: 10 * totalMemory() });
      expect((await refused({})).memory).toMatchObject({ fits: true, limitBytes: null });
    } finally {
      await saveLimits(storage, NO_LIMITS);
    }
  });

  it('passes where it fits', async () => {
    const { planned, memory } = await refused({});
    expect(() => refuseTooLarge(memory, planned)).not.toThrow();
  });

  it.each(['cpu', 'wasm', 'cuda', 'tensorflow'] as const)('does not run on the backend %s', async (backend) => {
    await expect(planRun(storage, input({ backend }))).rejects.toMatchObject({
      code: 'REFUSED',
      message: expect.stringContaining(backend) as string,
      details: { next: 'Choose auto or fused.' },
    });
    await expect(planRun(storage, input({ backend: 'fused' }))).resolves.toBeTruthy();
  });

  it('names the models where the asked one does not exist', async () => {
    await expect(planRun(storage, input({ model: 'nope' }))).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });
});
