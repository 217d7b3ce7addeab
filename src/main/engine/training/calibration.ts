import type { RunSummary } from '../../../shared/contract/runs.ts';
import { withDefaults } from '../../../shared/parameters.ts';
import { sharedF32, sharedU32, type Histories } from '../datasets/interactions.ts';
import type { View } from '../datasets/view.ts';
import { Kernels } from '../kernels/kernels.ts';
import type { ModelDefinition } from '../models/definition.ts';
import { modelOfRun } from '../models/of-run.ts';
import { Random } from '../random.ts';
import type { StorageServices } from '../storage/api.ts';
import type { RemoteServices } from '../threads/remote.ts';
import { fitModel } from './context.ts';
import type { Planned } from './estimate.ts';
import { examplesPerEpoch, stagesOf } from './plan.ts';

/** Multiply-adds a second, by model and threads; measured once per life of the engine. */
const calibrated = new Map<string, Promise<number | null>>();

/**
 * How fast this machine trains a model, in the multiply-adds of `definition.operations` per second: from the newest
 * finished run of the model with as many threads, else from a training of a few milliseconds on made-up data.
 */
export async function measuredSpeed(
  storage: RemoteServices<StorageServices>,
  { definition, threads }: Planned,
): Promise<{ speed: number | null; basis: string }> {
  const earlier = (await storage.runs.list())
    .filter((run) => run.model === definition.id && run.threads === threads && run.examplesPerSecond !== null)
    .sort((a, b) => b.createdAt - a.createdAt)
    .at(0);
  const known = earlier ? await speedOf(storage, earlier) : null;
  if (earlier && known !== null) return { speed: known, basis: `as fast as the run "${earlier.name}"` };
  const key = `${definition.id} ${threads}`;
  const measured = calibrated.get(key) ?? calibrate(definition, threads);
  calibrated.set(key, measured);
  const speed = await measured;
  return speed === null
    ? { speed, basis: 'no speed measured yet' }
    : { speed, basis: 'measured on this machine with a small training' };
}

async function speedOf(storage: RemoteServices<StorageServices>, run: RunSummary): Promise<number | null> {
  try {
    const view = await storage.views.get(run.viewId);
    const definition = await modelOfRun(storage, run);
    const size = { users: view.users, items: view.items, interactions: view.train };
    const parameters = withDefaults(definition.parameters, run.parameters);
    const examples = examplesPerEpoch(stagesOf(definition, size, parameters).stages, size);
    const perExample = definition.operations(size, parameters) / examples;
    const speed = perExample * run.examplesPerSecond!;
    return Number.isFinite(speed) && speed > 0 ? speed : null;
  } catch {
    return null; // its view lies in the trash: measure instead
  }
}

/** Milliseconds that a measurement may take; some networks train for long before they train at all. */
const CALIBRATION = 3000;

/** Trains three epochs on a small made-up view; the first one, in which code is still being compiled, does not count. */
async function calibrate(definition: ModelDefinition, threads: number): Promise<number | null> {
  const kernels = await Kernels.open({ threads });
  try {
    const view = madeUpView({ users: 1000, items: 800, perUser: 60, seed: 1 });
    const parameters = withDefaults(definition.parameters, 'epochs' in definition.parameters ? { epochs: 3 } : {});
    const rates: number[] = [];
    const patience = AbortSignal.timeout(CALIBRATION);
    await fitModel({
      definition,
      parameters,
      view,
      kernels,
      seed: 1,
      signal: patience,
      observer: {
        record: ({ examples, seconds }) => rates.push(examples / seconds),
        save: () => Promise.resolve(),
        progress: () => undefined,
      },
    }).catch((error: unknown) => {
      if (!patience.aborted) throw error; // what was measured until then does
    });
    const size = { users: view.userCount, items: view.itemCount, interactions: view.train.items.length };
    const rate = Math.max(...(rates.length > 1 ? rates.slice(1) : rates));
    const speed =
      (rate * definition.operations(size, parameters)) /
      examplesPerEpoch(stagesOf(definition, size, parameters).stages, size);
    return Number.isFinite(speed) && speed > 0 ? speed : null;
  } finally {
    await kernels.close();
  }
}

/**
 * A view of random interactions with values 1 to 5, for measuring and for tests. Every user has `perUser` training
 * rows and `heldOut` rows each to validate and to test on; all parts are disjoint.
 */
export function madeUpView({
  users,
  items,
  perUser,
  heldOut = 0,
  seed,
  parts = 4,
}: {
  users: number;
  items: number;
  perUser: number;
  heldOut?: number;
  seed: number;
  parts?: number;
}): View {
  const random = new Random(seed, 'made-up view');
  const pick = new Uint32Array(items).map((_, item) => item);
  const drawn = Array.from({ length: users }, () => {
    for (let k = 0; k < perUser + 2 * heldOut; k++) {
      const other = k + random.below(items - k);
      [pick[k], pick[other]] = [pick[other], pick[k]];
    }
    return pick.slice(0, perUser + 2 * heldOut);
  });
  const part = (from: number, count: number): Histories => {
    const start = sharedU32(users + 1);
    const kept = sharedU32(users * count);
    const values = sharedF32(users * count);
    drawn.forEach((all, user) => {
      kept.set(all.slice(from, from + count).sort(), user * count);
      start[user + 1] = (user + 1) * count;
    });
    // Users and items of like parity agree, so that there is something to learn.
    for (let row = 0; row < kept.length; row++)
      values[row] = 1 + ((kept[row] + Math.floor(row / count)) % 2) * 3 + random.uniform();
    return { start, items: kept, values, times: null };
  };
  const ranges = (count: number): Uint32Array =>
    sharedU32(parts + 1).map((_, index) => Math.round((count * index) / parts));
  const numbered = (count: number): Uint32Array => sharedU32(count).map((_, index) => index);
  return {
    id: 'made-up',
    datasetId: 'made-up',
    userCount: users,
    itemCount: items,
    userOf: numbered(users),
    itemOf: numbered(items),
    train: part(0, perUser),
    validation: part(perUser, heldOut),
    test: part(perUser + heldOut, heldOut),
    foldIn: { start: sharedU32(users + 1), items: sharedU32(0), values: sharedF32(0), times: null },
    candidates: null,
    strata: { parts, userStart: ranges(users), itemStart: ranges(items) },
    valueRange: [1, 5],
    hash: `made-up-${users}-${items}-${perUser}-${heldOut}-${seed}`,
    split: 'none',
  };
}
