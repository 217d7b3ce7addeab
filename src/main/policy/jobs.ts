import type { ActiveJob, EndedJob } from '../supervisor/messages.ts';

/** A machine that sleeps does not train. Jobs that wait do not keep it awake. */
export const keepsAwake = (jobs: readonly ActiveJob[]): boolean => jobs.some((job) => job.running);

export interface TaskbarProgress {
  /** As Electron's `setProgressBar` takes it: 0 to 1, below 0 for none, above 1 for "at work". */
  readonly value: number;
  readonly mode: 'none' | 'normal' | 'indeterminate';
}

/** One bar for everything that runs: the mean of what is known. */
export function taskbarProgress(jobs: readonly ActiveJob[]): TaskbarProgress {
  const running = jobs.filter((job) => job.running);
  if (running.length === 0) return { value: -1, mode: 'none' };
  const known = running.flatMap(({ share }) => (share === null ? [] : [share]));
  if (known.length === 0) return { value: 2, mode: 'indeterminate' };
  return { value: known.reduce((sum, share) => sum + share, 0) / known.length, mode: 'normal' };
}

/** A job of fewer seconds was waited for. */
const LONG = 15;

export interface Notice {
  readonly title: string;
  readonly body: string;
}

/** What is said when a long job has ended and nobody was looking; null where nothing need be. */
export function noticeOf(job: EndedJob, someoneLooks: boolean): Notice | null {
  if (someoneLooks || job.seconds < LONG) return null;
  switch (job.state) {
    case 'done':
      return { title: `Finished after ${duration(job.seconds)}`, body: job.title };
    case 'failed':
      return { title: `Failed after ${duration(job.seconds)}`, body: job.title };
    case 'cancelled': // by the person
    case 'interrupted': // by closing
    case 'queued':
    case 'running':
      return null;
  }
}

function duration(seconds: number): string {
  if (seconds < 60) return plural(Math.round(seconds), 'second');
  const minutes = Math.round(seconds / 60);
  if (minutes < 60) return plural(minutes, 'minute');
  const hours = Math.floor(minutes / 60);
  return minutes % 60 === 0 ? plural(hours, 'hour') : `${plural(hours, 'hour')} ${minutes % 60} min`;
}

const plural = (count: number, unit: string): string => `${count} ${unit}${count === 1 ? '' : 's'}`;
