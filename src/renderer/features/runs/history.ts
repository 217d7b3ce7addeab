import type { EpochRow } from '../../../shared/contract/runs.ts';
import { higherIsBetter } from '../../messages/format.ts';
import { grown, Points } from '../../ui/charts/lines.ts';

/** One measure on the validation part, over the epochs after which it was taken. */
export interface MetricHistory {
  readonly name: string;
  /** By epoch of the run, [n of the run]; NaN where it was not measured. */
  readonly byEpoch: Float64Array;
  /** The measured ones alone, [n] each. */
  readonly n: number;
  readonly epoch: Float64Array;
  readonly time: Float64Array;
  readonly value: Float64Array;
  /** Index of the best among the measured ones. */
  readonly best: number;
}

/** A run's epochs as columns, [n] each. A snapshot: later epochs are written behind its `n`. */
export interface RunHistory {
  readonly n: number;
  readonly epoch: Float64Array;
  readonly loss: Float64Array;
  readonly rate: Float64Array;
  readonly seconds: Float64Array;
  /** Seconds in epochs up to the end of each. */
  readonly time: Float64Array;
  /** NaN where there is none. */
  readonly momentum: Float64Array;
  readonly gradient: Float64Array;
  /** Of runs that train in several: where each begins. */
  readonly stages: readonly StageStart[];
  readonly metrics: readonly MetricHistory[];
}

export interface StageStart {
  readonly name: string;
  readonly epoch: number;
  /** Seconds in epochs before it. */
  readonly time: number;
}

const COLUMNS = ['epoch', 'loss', 'rate', 'seconds', 'time', 'momentum', 'gradient'] as const;
type Columns = Record<(typeof COLUMNS)[number], Float64Array>;

class Metric {
  byEpoch: Float64Array;
  readonly epochs = new Points();
  readonly times = new Points();
  best = 0;

  constructor(room: number) {
    this.byEpoch = new Float64Array(room).fill(NaN);
  }
}

/**
 * Epochs as they come, in typed arrays that nothing watches: a run of thousands of epochs costs the window what is new
 * of it. An epoch that is known already with other figures means that the run went on from an earlier checkpoint.
 */
export class HistoryColumns {
  #columns = empty();
  readonly #metrics = new Map<string, Metric>();
  #stages: readonly StageStart[] = [];
  #n = 0;

  static of(rows: Iterable<EpochRow>): HistoryColumns {
    const history = new HistoryColumns();
    for (const row of rows) history.add(row);
    return history;
  }

  add(row: EpochRow): void {
    const last = this.#n > 0 ? this.#columns.epoch[this.#n - 1] : 0;
    if (row.epoch <= last) {
      const at = this.#columns.epoch.subarray(0, this.#n).indexOf(row.epoch);
      if (at >= 0 && this.#columns.loss[at] === row.loss && this.#columns.seconds[at] === row.seconds) return;
      this.#cutFrom(row.epoch);
    }
    if (this.#n === this.#columns.epoch.length) this.#grow();
    const at = this.#n++;
    const time = (at > 0 ? this.#columns.time[at - 1] : 0) + row.seconds;
    const { epoch, loss, learningRate: rate, seconds } = row;
    const values = {
      epoch,
      loss,
      rate,
      seconds,
      time,
      momentum: row.momentum ?? NaN,
      gradient: row.gradientNorm ?? NaN,
    };
    const { stage } = row;
    if (stage !== undefined && stage !== this.#stages.at(-1)?.name)
      this.#stages = [...this.#stages, { name: stage, epoch, time: time - seconds }];
    for (const name of COLUMNS) this.#columns[name][at] = values[name];
    for (const [name, value] of Object.entries(row.metrics)) this.#measure(name, at, value);
  }

  snapshot(): RunHistory {
    return {
      n: this.#n,
      ...this.#columns,
      stages: this.#stages,
      metrics: [...this.#metrics].map(([name, { byEpoch, epochs, times, best }]) => ({
        name,
        byEpoch,
        n: epochs.n,
        epoch: epochs.xs,
        time: times.xs,
        value: epochs.ys,
        best,
      })),
    };
  }

  #measure(name: string, at: number, value: number): void {
    let metric = this.#metrics.get(name);
    if (!metric) this.#metrics.set(name, (metric = new Metric(this.#columns.epoch.length)));
    const { epochs, times } = metric;
    metric.byEpoch[at] = value;
    epochs.push(this.#columns.epoch[at], value);
    times.push(this.#columns.time[at], value);
    const best = epochs.ys[metric.best];
    if (higherIsBetter(name) ? value > best : value < best) metric.best = epochs.n - 1;
  }

  #grow(): void {
    for (const name of COLUMNS) this.#columns[name] = grown(this.#columns[name]);
    for (const metric of this.#metrics.values()) {
      const { length } = metric.byEpoch;
      metric.byEpoch = grown(metric.byEpoch).fill(NaN, length);
    }
  }

  /** Into arrays of its own: earlier snapshots keep what they show. */
  #cutFrom(epoch: number): void {
    const kept = HistoryColumns.of(rowsOf(this.snapshot()).filter((row) => row.epoch < epoch));
    this.#columns = kept.#columns;
    this.#n = kept.#n;
    this.#stages = kept.#stages;
    this.#metrics.clear();
    for (const [name, metric] of kept.#metrics) this.#metrics.set(name, metric);
  }
}

const empty = (): Columns =>
  Object.fromEntries(COLUMNS.map((name) => [name, new Float64Array(64)])) as unknown as Columns;

function rowsOf(history: RunHistory): EpochRow[] {
  const { n, epoch, loss, rate, seconds, momentum, gradient, stages, metrics } = history;
  return Array.from({ length: n }, (_, k) => ({
    epoch: epoch[k],
    loss: loss[k],
    learningRate: rate[k],
    seconds: seconds[k],
    examples: 0,
    ...(!Number.isNaN(momentum[k]) && { momentum: momentum[k] }),
    ...(!Number.isNaN(gradient[k]) && { gradientNorm: gradient[k] }),
    ...(stages.length > 0 && { stage: stages.findLast((stage) => stage.epoch <= epoch[k])?.name }),
    metrics: Object.fromEntries(
      metrics.flatMap(({ name, byEpoch }) => (Number.isNaN(byEpoch[k]) ? [] : [[name, byEpoch[k]] as const])),
    ),
  }));
}
