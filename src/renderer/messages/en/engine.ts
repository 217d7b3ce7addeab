import { count } from '../format.ts';

export const engine = {
  restarted: 'The engine stopped and was started again.',
  untouched: 'Your data and finished runs are untouched.',
  why: (reason: string) => `Why: ${reason}.`,
  trainingLost: (run: string, reached: number, saved: number) =>
    saved === 0
      ? `${run} was at epoch ${count(reached)} and had no checkpoint yet.`
      : `${run} was at epoch ${count(reached)}; the last checkpoint is epoch ${count(saved)}.`,
  trainingWaited: (run: string) => `${run} was waiting for its turn.`,
  sameResult: 'A resumed run gives the same result as an uninterrupted one.',
  importLost: (title: string) => `${title} was not finished; nothing of it was stored.`,
  otherLost: (title: string) => `${title} was not finished: start it again.`,
  resume: (saved: number) => (saved === 0 ? 'Train again' : `Resume from epoch ${count(saved)}`),
  resumeNamed: (run: string, saved: number) =>
    saved === 0 ? `Train again: ${run}` : `Resume from epoch ${count(saved)}: ${run}`,
  dismiss: 'Dismiss',
};
