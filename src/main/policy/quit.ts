import type { ActiveJob } from '../supervisor/messages.ts';

/** What becomes of running jobs: they go on without a window; they stop, keeping their checkpoints; nothing closes. */
export type QuitAnswer = 'finish' | 'stop' | 'stay';

export interface QuitQuestion {
  readonly message: string;
  readonly detail: string;
  readonly buttons: readonly string[];
  /** What each button means. */
  readonly answers: readonly QuitAnswer[];
  readonly defaultId: number;
  readonly cancelId: number;
}

/** Asked before work would be cut off; null where there is none. */
export function quitQuestion(jobs: readonly ActiveJob[], closing: 'window' | 'application'): QuitQuestion | null {
  if (jobs.length === 0) return null;
  const running = jobs.filter((job) => job.running);
  const waiting = jobs.length - running.length;
  const resumed = running.filter((job) => job.resumable);
  const lost = running.length - resumed.length;
  const stopping = [
    resumed.length > 0 &&
      `Stopped, ${those(resumed.length, 'training', 'trainings')} can be resumed from the checkpoint.`,
    lost > 0 && `${lost === 1 ? 'One job' : `${lost} jobs`} would have to be started again; nothing half-done stays.`,
    waiting > 0 && `${waiting === 1 ? 'One job that waits' : `${waiting} jobs that wait`} would be dropped.`,
  ];
  return {
    message:
      jobs.length === 1
        ? `“${jobs[0].title}” is not finished.`
        : `${jobs.length} jobs are not finished: ${jobs.map(({ title }) => `“${title}”`).join(', ')}.`,
    detail: stopping.filter((part) => part !== false).join(' '),
    buttons: [
      closing === 'window' ? 'Finish in the background' : 'Finish, then quit',
      closing === 'window' ? 'Stop and close' : 'Stop and quit',
      'Cancel',
    ],
    answers: ['finish', 'stop', 'stay'],
    defaultId: 0,
    cancelId: 2,
  };
}

const those = (count: number, one: string, many: string): string =>
  count === 1 ? `the ${one}` : `the ${count} ${many}`;

/** A dialog that was dismissed in some other way answers as its cancel button does. */
export const quitAnswer = (question: QuitQuestion, button: number): QuitAnswer => question.answers[button] ?? 'stay';
