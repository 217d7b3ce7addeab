import type { EpochRow } from '../../../shared/contract/runs.ts';
import { RecsmithError } from '../../../shared/errors.ts';
import type { ParameterValues } from '../../../shared/parameters.ts';
import type { WantedBackend } from '../compute/executors.ts';
import type { View } from '../datasets/view.ts';
import type { Kernels } from '../kernels/kernels.ts';
import type { FittedModel, ModelDefinition, TrainingContext } from '../models/definition.ts';
import { Random } from '../random.ts';
import { CancelAtRest } from './cancel.ts';
import { initialState, type SavedTraining, type TrainingState } from './checkpoints.ts';
import { epochs, type LoopPoints } from './epochs.ts';
import type { Side } from './given-factors.ts';
import type { TensorSource } from './safetensors.ts';
import { planOf, validates } from './schedule.ts';
import { BEST, TableCopy, TableStore, type Beginning } from './store.ts';

/** How a training touches the world. Without it a model is fitted in memory alone. */
export interface TrainingObserver {
  record(row: EpochRow): void;
  /** Stores a checkpoint; the tables do not change meanwhile. */
  save(state: TrainingState, tensors: readonly TensorSource[]): Promise<void>;
  /** Epochs done, with a fraction inside long ones. */
  progress(done: number, planned: number, examplesPerSecond: number | null): void;
  /** A line for the run's log. */
  log?(message: string): void;
}

export interface FitInput {
  readonly definition: ModelDefinition;
  /** Of all parameters of the schema. */
  readonly parameters: ParameterValues;
  readonly view: View;
  readonly kernels: Kernels;
  readonly seed: number;
  readonly backend?: WantedBackend;
  readonly signal: AbortSignal;
  /** Where an earlier session of the same run stopped. */
  readonly saved?: SavedTraining | null;
  /** What a run without a checkpoint begins with. */
  readonly initial?: Beginning | null;
  /** Whose tables are kept as they are. */
  readonly frozen?: readonly Side[];
  readonly observer?: TrainingObserver;
  /** The model's monitor on the validation part; without it nothing is validated. */
  readonly validate?: (model: FittedModel, signal: AbortSignal) => Promise<Validation>;
}

export interface Validation {
  readonly metric: string;
  readonly value: number;
  readonly better: 'higher' | 'lower';
  /** What was measured along with it. */
  readonly others?: Readonly<Record<string, number>>;
}

export interface FitResult {
  readonly model: FittedModel;
  readonly state: Readonly<TrainingState>;
  readonly store: TableStore;
}

/** Milliseconds after which a state is saved although the plan does not ask for it. */
const SAVE_AFTER = 10_000;
/** The same for a run that has no checkpoint yet: from now on a crash leaves something to resume and to look at. */
const FIRST_SAVE_AFTER = 200;
/** Saving never takes more than about a twentieth of the time, however short epochs are. */
const SAVE_SHARE = 20;
/** A cancelled run whose tables take longer to save (ms) keeps the checkpoint it has: nobody waits that long for a cancel. */
const SAVE_ON_CANCEL = 2000;
/** Longer epochs (ms) are interrupted by a cancel instead of awaited; the tables they began with are kept until then. */
const LONG = 150;
/** Bytes per millisecond that tables are copied at, new memory included; a cautious guess. */
const COPY_RATE = 1e6;
/** Milliseconds between two looks at how far a long epoch is. */
const LOOK = 250;

/**
 * Fits a model: runs its definition in a training context. What belongs to the loop stands in `epochs.ts`; here stands
 * what happens at its points.
 *
 * The outcome depends on definition, parameters, view and seed alone: not on threads, on the clock, or on where it was
 * cancelled and resumed.
 * @throws the signal's reason when cancelled, after the state has been saved; RecsmithError BAD_INPUT when it diverged
 */
export async function fitModel(input: FitInput): Promise<FitResult> {
  const { definition, parameters, view, kernels, seed, signal, saved = null, observer } = input;
  const plan = planOf(parameters, input.validate !== undefined && view.validation.items.length > 0, epochsOf(input));
  const state: TrainingState = saved ? structuredClone(saved.state) : initialState();
  const store = new TableStore(kernels, saved?.file ?? null, input.initial);
  const cancel = new CancelAtRest(signal);

  const best = new TableCopy();
  const atStart = new TableCopy(); // of an epoch that would take long to wait for
  let atStartOf = -1; // epochs done when the copy was taken
  let savedEpoch = saved ? state.epoch : -1; // of the checkpoint that is stored
  let savedAt = performance.now();
  let saveTook = 0;
  let longest = 0; // iteration so far, ms
  let longestValidation = -1; // ms; -1: none measured yet
  let iterationStart = 0;
  let inEpoch = false;
  let ended = false;

  const save = async (tables: readonly TensorSource[]): Promise<void> => {
    if (!observer || savedEpoch === state.epoch) return;
    const start = performance.now();
    const keepsOther = plan.keepBest && state.best !== null && state.best.epoch !== state.epoch;
    await observer.save(state, keepsOther ? [...tables, ...best.sources(BEST)] : tables);
    savedEpoch = state.epoch;
    savedAt = performance.now();
    saveTook = savedAt - start;
  };

  const shouldSave = (): boolean => {
    const since = performance.now() - savedAt;
    if (state.epoch === 0 || since < SAVE_SHARE * saveTook) return false;
    const planned = plan.checkpointEvery > 0 && state.epoch - Math.max(0, savedEpoch) >= plan.checkpointEvery;
    return planned || since > (savedEpoch < 0 ? FIRST_SAVE_AFTER : SAVE_AFTER);
  };

  let told = -1; // share of the epoch that the model itself says is done

  const loop = (snapshot: () => FittedModel, before: number) => {
    const points: LoopPoints = {
      begins() {
        if (!plan.keepBest || !state.best) return;
        if (state.best.epoch === state.epoch) best.take(store);
        else if (saved) best.takeBest(saved.file, store);
      },

      async betweenEpochs(next) {
        if (iterationStart > 0) longest = Math.max(longest, performance.now() - iterationStart);
        if (shouldSave()) await save(store.sources());
        if (signal.aborted) {
          if (saveTook < SAVE_ON_CANCEL) await save(store.sources());
          signal.throwIfAborted();
        }
        const onDisk = savedEpoch === next - 1 || next === 1;
        const unknown = validates(plan, next) && longestValidation < 0;
        const isLong = longest > LONG || unknown;
        // Should an epoch diverge, what it began with is wanted; where a copy takes no time to speak of it is at hand.
        const keepsStart = observer !== undefined && !onDisk && (isLong || copyTime(store) * SAVE_SHARE < longest);
        if (keepsStart) atStart.take(store);
        else atStart.drop();
        atStartOf = keepsStart ? state.epoch : -1;
        // What an interrupted epoch began with is not lost in these cases, so nothing has to be awaited.
        cancel.awaitRest(!(onDisk || (keepsStart && isLong)));
        observer?.progress(state.epoch, plan.epochs, rateOf(state));
        iterationStart = performance.now();
        told = -1;
        inEpoch = true;
      },

      async validate() {
        inEpoch = false;
        const start = performance.now();
        const result = await input.validate!(snapshot(), cancel.signal);
        longestValidation = Math.max(longestValidation, performance.now() - start);
        return result;
      },

      newBest() {
        if (plan.keepBest) best.take(store);
      },

      progress(share) {
        told = share;
      },

      record(row) {
        inEpoch = false;
        observer?.record(row);
      },

      async ends() {
        await save(store.sources());
        if (plan.keepBest && state.best && state.best.epoch !== state.epoch) best.putBack(store);
        best.drop();
        atStart.drop();
        ended = true;
        observer?.progress(state.epoch, plan.epochs, rateOf(state));
      },
    };
    return epochs(plan, state, points, before);
  };

  const context: TrainingContext = {
    view,
    store,
    kernels,
    signal: cancel.signal,
    seed,
    frozen: input.frozen ?? [],
    random: (stream) => new Random(seed, stream),
    epochsDone: state.epoch,
    backend: input.backend ?? 'auto',
    log: (message) => observer?.log?.(message),
    epochs: (options) => loop(() => options.snapshot(), options.before ?? 0),
  };

  const look = setInterval(() => {
    if (!observer || !inEpoch || performance.now() - iterationStart < LOOK) return;
    // Kernels count the interactions they have done; an epoch goes through about all of them once.
    const part = Math.min(0.99, told >= 0 ? told : kernels.progress / Math.max(1, view.train.items.length));
    observer.progress(Math.min(plan.epochs, state.epoch + part), plan.epochs, rateOf(state));
  }, LOOK);
  look.unref();

  try {
    const model = await definition.fit(context, parameters);
    if (!ended) {
      // A model that is computed at once, without epochs.
      state.epoch = plan.epochs;
      await save(store.sources());
    }
    return { model, state, store };
  } catch (error) {
    // Interrupted inside an epoch: the tables are half-way, the copy and the state are as they were before it.
    const kept = atStartOf === state.epoch && saveTook < SAVE_ON_CANCEL;
    const diverged = error instanceof RecsmithError && error.details.loss !== undefined;
    if (kept && (diverged || (signal.aborted && isCancel(error)))) await save(atStart.sources());
    throw error;
  } finally {
    clearInterval(look);
    cancel.dispose();
  }
}

/** Of models that train in stages: all their epochs. */
function epochsOf({ definition, parameters, view }: FitInput): number | undefined {
  const size = { users: view.userCount, items: view.itemCount, interactions: view.train.items.length };
  return definition.stages?.({ size, values: parameters, view }).reduce((sum, { epochs: own }) => sum + own, 0);
}

const copyTime = (store: TableStore): number =>
  store.sources().reduce((sum, { data }) => sum + data.byteLength, 0) / COPY_RATE;

const rateOf = ({ examples, seconds }: TrainingState): number | null => (seconds > 0 ? examples / seconds : null);

/** A cancel arrives as the signal's reason or, from other threads, as an error of ours. */
export function isCancel(error: unknown): boolean {
  return (
    (error instanceof RecsmithError && error.code === 'CANCELLED') ||
    (error instanceof Error && error.name === 'AbortError')
  );
}
