import type { Progress } from '../../../shared/contract/jobs.ts';

export type Report = Pick<Progress, 'stage' | 'done' | 'total' | 'unit'> & Partial<Progress>;

/** Seconds over which the rate is averaged: long enough to be readable, short enough to follow a change. */
const WINDOW = 4;

/**
 * Turns bare counts into a rate and a time left. The rate is an exponential average over about `WINDOW` seconds,
 * restarted by a new stage or unit; the time left follows from it. A job that knows better reports its own.
 */
export class ProgressMeter {
  #stage = '';
  #unit = '';
  #since = 0;
  #first = 0;
  #at = 0;
  #done = 0;
  #rate: number | null = null;

  /** @param now milliseconds, any origin, never falling. */
  update(report: Report, now: number): Progress {
    const { stage, unit, done, total } = report;
    if (stage !== this.#stage || unit !== this.#unit || done < this.#done) {
      this.#stage = stage;
      this.#unit = unit;
      this.#since = this.#at = now;
      this.#first = this.#done = done;
      this.#rate = null;
    } else if (done > this.#done && now > this.#at) {
      const seconds = (now - this.#at) / 1000;
      const current = (done - this.#done) / seconds;
      const weight = 1 - Math.exp(-seconds / WINDOW);
      // An exponential average starts too slowly; until a window has passed, the plain average is better.
      const lifetime = (now - this.#since) / 1000;
      this.#rate =
        this.#rate === null || lifetime < WINDOW
          ? (done - this.#first) / lifetime
          : this.#rate + weight * (current - this.#rate);
      this.#at = now;
      this.#done = done;
    }
    // A rate that is hardly one leads to no time left that a person could be told.
    const left = total === null || !this.#rate ? Infinity : (total - done) / this.#rate - (now - this.#at) / 1000;
    return {
      stage,
      done,
      total,
      unit,
      rate: report.rate ?? this.#rate,
      rateUnit: report.rateUnit ?? null,
      secondsLeft: report.secondsLeft ?? (Number.isFinite(left) ? Math.max(0, left) : null),
    };
  }
}
