import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { EpochRow } from '../../../shared/contract/runs.ts';
import { RecsmithError } from '../../../shared/errors.ts';
import type { ParameterValues } from '../../../shared/parameters.ts';
import { Kernels } from '../kernels/kernels.ts';
import type { FittedModel, ModelDefinition } from '../models/definition.ts';
import { madeUpView } from './calibration.ts';
import type { SavedTraining, TrainingState } from './checkpoints.ts';
import { fitModel, type FitInput } from './context.ts';
import { readSafetensors, writeSafetensors } from './safetensors.ts';
import { BEST } from './store.ts';

let kernels: Kernels;
beforeAll(async () => {
  kernels = await Kernels.open({ threads: 1 });
});
afterAll(() => kernels.close());

const view = madeUpView({ users: 12, items: 10, perUser: 4, heldOut: 1, seed: 3 });

/** What the test definition does in an epoch, besides adding random numbers to its table. */
let during: (epoch: number, signal: AbortSignal) => Promise<number | undefined> | number | undefined = () => undefined;

/** A model without meaning: every bit of its tables depends on all epochs before. */
const definition: ModelDefinition = {
  id: 'walk',
  title: 'Random walk',
  paper: '',
  summary: '',
  family: 'baseline',
  about: '',
  data: '',
  needs: [],
  offers: [],
  executors: ['fused'],
  parameters: {},
  monitor: 'ndcg@10',
  metrics: [],
  memory: () => [],
  operations: () => 1,
  async fit(context) {
    const { store, signal } = context;
    const walk = store.table('walk', 5, 3, (table) => context.random('start').normal(table.data, 1));
    const sums = store.vector('sums', 5);
    const model: FittedModel = { scoreUsers: (_users, out) => out.fill(walk.data[0]) };
    for await (const epoch of context.epochs({ snapshot: () => model })) {
      const steps = context.random('steps').at(epoch.number);
      for (let row = 0; row < 5; row++)
        for (let column = 0; column < 3; column++) {
          const at = row * walk.stride + column;
          walk.data[at] = 0.9 * walk.data[at] + epoch.learningRate * (steps.uniform() - 0.5);
          sums[row] += walk.data[at];
        }
      const loss = (await during(epoch.number, signal)) ?? Math.abs(walk.data[0]);
      epoch.report({ loss, examples: 60 });
    }
    return model;
  },
  restore: () => {
    throw new Error('not needed here');
  },
};

interface Session {
  rows: EpochRow[];
  saves: { state: TrainingState; file: Uint8Array }[];
  progress: number[];
  result: TrainingState | null;
  error: unknown;
  /** Of the tables at the end, as the model has them. */
  tables: string;
}

/** Runs one session of a training; `values` are what validations give, by epoch. */
async function session(
  parameters: ParameterValues,
  {
    values,
    saved,
    signal,
    onSave,
  }: {
    values?: (epoch: number) => number;
    saved?: { state: TrainingState; file: Uint8Array };
    signal?: AbortSignal;
    onSave?: () => Promise<void>;
  } = {},
): Promise<Session> {
  const done: Session = { rows: [], saves: [], progress: [], result: null, error: null, tables: '' };
  const mark = kernels.mark();
  let validated = saved?.state.epoch ?? 0;
  let model: FittedModel | null = null;
  const input: FitInput = {
    definition,
    parameters: { learningRate: 0.3, schedule: 'linear', ...parameters },
    view,
    kernels,
    seed: 11,
    signal: signal ?? new AbortController().signal,
    saved: saved
      ? ({ info: null, state: saved.state, file: readSafetensors(saved.file) } as unknown as SavedTraining)
      : null,
    observer: {
      record: (row) => void done.rows.push(row),
      async save(state, tensors) {
        await onSave?.();
        const file = Buffer.concat(Array.from(writeSafetensors(tensors, {}), (chunk) => chunk.slice()));
        done.saves.push({ state: structuredClone(state), file });
      },
      progress: (epochs) => void done.progress.push(epochs),
    },
    ...(values && {
      validate: () => {
        const { validateEvery = 1, epochs = 1 } = parameters as Record<string, number>;
        do validated++;
        while (validated % validateEvery !== 0 && validated !== epochs);
        return Promise.resolve({ metric: 'ndcg@10', value: values(validated), better: 'higher' as const });
      },
    }),
  };
  try {
    const result = await fitModel(input);
    done.result = structuredClone(result.state);
    model = result.model;
  } catch (error) {
    done.error = error;
  }
  if (model) {
    const out = new Float32Array(1);
    model.scoreUsers(new Uint32Array(1), out);
    done.tables = out[0].toString();
  }
  kernels.release(mark);
  during = () => undefined;
  return done;
}

const hash = (file: Uint8Array): string => createHash('sha256').update(file).digest('hex');
const last = <T>(list: T[]): T => list[list.length - 1];
/** Without what the clock decides. */
const outcome = ({ seconds: _seconds, ...state }: TrainingState): Omit<TrainingState, 'seconds'> => state;
const told = ({ seconds: _seconds, ...row }: EpochRow): Omit<EpochRow, 'seconds'> => row;
const first = (file: Uint8Array, name: string): number => readSafetensors(file).tensors.get(name)!.values[0];

describe('the training loop', () => {
  it('hands out every epoch with its rate, records it, and saves once at the end', async () => {
    const { rows, saves, result } = await session({ epochs: 4 });
    expect(rows.map(({ epoch, examples, metrics }) => [epoch, examples, metrics])).toEqual(
      [1, 2, 3, 4].map((epoch) => [epoch, 60, {}]),
    );
    rows.forEach(({ learningRate }, index) => expect(learningRate).toBeCloseTo(0.3 * (1 - index / 4), 12));
    expect(result).toMatchObject({ epoch: 4, best: null, stoppedEarly: false, examples: 240 });
    expect(saves.map(({ state }) => state.epoch)).toEqual([4]);
  });

  const peak = (epoch: number) => 1 - Math.abs(epoch - 4) / 10; // best at 4

  it.each<{ name: string; parameters: ParameterValues; values?: (epoch: number) => number }>([
    { name: 'plain', parameters: { epochs: 6 } },
    { name: 'keeping the best', parameters: { epochs: 8, validateEvery: 2, keepBest: true }, values: peak },
    { name: 'stopping early', parameters: { epochs: 50, validateEvery: 1, patience: 3, keepBest: true }, values: peak },
    {
      name: 'stopping early, keeping the last',
      parameters: { epochs: 50, validateEvery: 2, patience: 1 },
      values: peak,
    },
  ])('goes on to the same bytes wherever it was stopped: $name', async ({ parameters, values }) => {
    const whole = await session(parameters, { values });
    const end = last(whole.saves);
    for (let stop = 1; stop < end.state.epoch; stop++) {
      const controller = new AbortController();
      during = (epoch) => {
        if (epoch === stop) controller.abort();
        return undefined;
      };
      const cut = await session(parameters, { values, signal: controller.signal });
      expect(last(cut.saves).state.epoch).toBe(stop);
      const rest = await session(parameters, { values, saved: last(cut.saves) });
      expect([...cut.rows, ...rest.rows].map(told)).toEqual(whole.rows.map(told));
      expect(outcome(rest.result!)).toEqual(outcome(whole.result!));
      expect(hash(last(rest.saves).file)).toBe(hash(end.file));
      expect(rest.tables).toBe(whole.tables);
    }
    // Stopped after its end, for example in the evaluation: nothing is trained or stored again.
    const after = await session(parameters, { values, saved: end });
    expect([after.rows, after.saves]).toEqual([[], []]);
    expect(after.tables).toBe(whole.tables);
  });

  it('ends with the best epoch where that is kept', async () => {
    const whole = await session({ epochs: 8, validateEvery: 2, keepBest: true }, { values: peak });
    expect(whole.result).toMatchObject({ epoch: 8, best: { epoch: 4, value: 1 }, sinceBest: 2 });
    const { file } = last(whole.saves);
    expect(whole.tables).toBe(first(file, `${BEST}walk`).toString());
    expect(first(file, `${BEST}walk`)).not.toBe(first(file, 'walk'));
  });

  it('stores the best tables only where they are not the latest ones', async () => {
    const { saves } = await session({ epochs: 4, validateEvery: 2, keepBest: true }, { values: peak });
    expect([...readSafetensors(last(saves).file).tensors.keys()].sort()).toEqual(['sums', 'walk']);
  });

  it('ends with the last epoch where the best is not kept', async () => {
    const { result, saves, tables } = await session({ epochs: 8, validateEvery: 2 }, { values: peak });
    expect(result).toMatchObject({ best: { epoch: 4 } });
    expect(tables).toBe(first(last(saves).file, 'walk').toString());
  });

  it('stops after as many validations without improvement as patience says, and stays stopped', async () => {
    const parameters = { epochs: 50, validateEvery: 2, patience: 3, checkpointEvery: 1 };
    const whole = await session(parameters, { values: peak });
    expect(whole.result).toMatchObject({ epoch: 10, stoppedEarly: true, sinceBest: 3, best: { epoch: 4 } });
    expect(whole.rows.map(({ metrics }) => Object.keys(metrics).length)).toEqual([0, 1, 0, 1, 0, 1, 0, 1, 0, 1]);
    for (const saved of whole.saves) {
      const rest = await session(parameters, { values: peak, saved });
      expect(outcome(rest.result!)).toEqual(outcome(whole.result!));
    }
  });

  it('counts a value that is only equal as no improvement', async () => {
    const { result } = await session({ epochs: 9, validateEvery: 1, patience: 2 }, { values: () => 0.5 });
    expect(result).toMatchObject({ epoch: 3, best: { epoch: 1 } });
  });

  it.each([NaN, Infinity, -Infinity])('stops at once at a loss of %s, with epoch, parameter and cure', async (loss) => {
    during = (epoch) => (epoch === 3 ? loss : undefined);
    const { error, rows, saves } = await session({ epochs: 5, checkpointEvery: 2 });
    expect(error).toBeInstanceOf(RecsmithError);
    const { code, message, details } = error as RecsmithError;
    expect(code).toBe('BAD_INPUT');
    expect(message).toContain('epoch 3');
    expect(details).toMatchObject({ epoch: 3, parameter: 'learningRate' });
    expect(details.where).toContain('learningRate = 0.3');
    expect(details.next).toContain('0.03');
    expect(rows.map(({ epoch }) => epoch)).toEqual([1, 2]);
    // The checkpoint of the last good epoch stays the newest.
    expect(saves.map(({ state }) => state.epoch)).toEqual([2]);
  });

  it('stores the last good epoch of a short training that diverges, though no checkpoint was due', async () => {
    during = (epoch) => (epoch === 3 ? NaN : undefined);
    const { saves } = await session({ epochs: 5 });
    expect(saves.map(({ state }) => state.epoch)).toEqual([2]);
    during = () => undefined;
    const [whole, rest] = [await session({ epochs: 5 }), await session({ epochs: 5 }, { saved: saves[0] })];
    expect(hash(last(rest.saves).file)).toBe(hash(last(whole.saves).file));
  });

  it('says so when a model reports nothing', async () => {
    const silent: ModelDefinition = {
      ...definition,
      async fit(context) {
        const model: FittedModel = { scoreUsers: () => undefined };
        const epochs = context.epochs({ snapshot: () => model })[Symbol.asyncIterator]();
        while (!(await epochs.next()).done);
        return model;
      },
    };
    const signal = new AbortController().signal;
    await expect(fitModel({ definition: silent, parameters: {}, view, kernels, seed: 1, signal })).rejects.toThrow(
      'reported nothing',
    );
  });
});

describe('a cancelled training', () => {
  it('saves the state it has between two epochs and goes on from it to the same bytes', async () => {
    const whole = await session({ epochs: 6 });
    const controller = new AbortController();
    during = (epoch) => {
      if (epoch === 3) controller.abort();
      return undefined;
    };
    const cut = await session({ epochs: 6 }, { signal: controller.signal });
    expect(cut.error).toMatchObject({ name: 'AbortError' });
    expect(cut.saves.map(({ state }) => state.epoch)).toEqual([3]);
    expect(cut.rows).toHaveLength(3);
    const rest = await session({ epochs: 6 }, { saved: cut.saves[0] });
    expect(hash(last(rest.saves).file)).toBe(hash(last(whole.saves).file));
  });

  it('leaves a long epoch at once, without a trace of it in the checkpoint', async () => {
    const whole = await session({ epochs: 4 });
    const controller = new AbortController();
    during = async (epoch, signal) => {
      await new Promise((resolve) => setTimeout(resolve, 200)); // long: the next one will not be awaited
      if (epoch !== 3) return undefined;
      controller.abort();
      expect(signal.aborted).toBe(true);
      signal.throwIfAborted();
    };
    const cut = await session({ epochs: 4 }, { signal: controller.signal });
    expect(cut.error).toMatchObject({ name: 'AbortError' });
    expect(last(cut.saves).state.epoch).toBe(2);
    const rest = await session({ epochs: 4 }, { saved: last(cut.saves) });
    expect(hash(last(rest.saves).file)).toBe(hash(last(whole.saves).file));
  });

  it('gives a short epoch the time to end', async () => {
    const controller = new AbortController();
    during = async (epoch, signal) => {
      if (epoch !== 2) return undefined;
      controller.abort();
      expect(signal.aborted).toBe(false);
      await new Promise((resolve) => setTimeout(resolve, 20));
      signal.throwIfAborted();
    };
    const { saves } = await session({ epochs: 4 }, { signal: controller.signal });
    expect(saves.map(({ state }) => state.epoch)).toEqual([2]);
  });

  it('has nothing to save in its first epoch', async () => {
    const controller = new AbortController();
    during = (_epoch, signal) => {
      controller.abort();
      signal.throwIfAborted();
    };
    const { saves, rows, error } = await session({ epochs: 4 }, { signal: controller.signal });
    expect(error).toMatchObject({ name: 'AbortError' });
    expect([saves, rows]).toEqual([[], []]);
  });

  it('does not begin when it was cancelled before', async () => {
    const { error, rows } = await session({ epochs: 4 }, { signal: AbortSignal.abort() });
    expect(error).toMatchObject({ name: 'AbortError' });
    expect(rows).toEqual([]);
  });
});

describe('checkpoints during a training', () => {
  it('are not written more often than a twentieth of the time allows', async () => {
    const slow = () => new Promise<void>((resolve) => setTimeout(resolve, 15));
    const { saves } = await session({ epochs: 60, checkpointEvery: 1 }, { onSave: slow });
    // 60 epochs of microseconds: one at the first, one at the end, none between but for a machine that stumbles.
    expect(saves.length).toBeLessThan(10);
    expect(last(saves).state.epoch).toBe(60);
  });

  it('fail the training when they cannot be written', async () => {
    const { error } = await session(
      { epochs: 3 },
      { onSave: () => Promise.reject(new RecsmithError('REFUSED', 'The disk is full.')) },
    );
    expect(error).toMatchObject({ code: 'REFUSED' });
  });
});
