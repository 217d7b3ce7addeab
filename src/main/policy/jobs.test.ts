import { describe, expect, test } from 'vitest';
import type { ActiveJob, EndedJob } from '../supervisor/messages.ts';
import { keepsAwake, noticeOf, taskbarProgress } from './jobs.ts';
import { quitAnswer, quitQuestion } from './quit.ts';

const job = (change: Partial<ActiveJob> = {}): ActiveJob => ({
  ...{ id: 'job-1', type: 'train', title: 'MF on films', running: true, resumable: true, share: 0.5 },
  ...change,
});
const waiting = job({ id: 'job-2', title: 'BPR on films', running: false, share: null });
const importing = job({ id: 'job-3', type: 'import', title: 'Import of a.csv', resumable: false, share: null });

test.each<[string, ActiveJob[], boolean, number, string]>([
  ['nothing', [], false, -1, 'none'],
  ['one training', [job()], true, 0.5, 'normal'],
  ['two that are known', [job(), job({ share: 1 })], true, 0.75, 'normal'],
  ['one that is not known beside one that is', [job(), importing], true, 0.5, 'normal'],
  ['one that is not known', [importing], true, 2, 'indeterminate'],
  ['one that waits', [waiting], false, -1, 'none'],
])('%s: awake %s, taskbar', (_what, jobs, awake, value, mode) => {
  expect(keepsAwake(jobs)).toBe(awake);
  expect(taskbarProgress(jobs)).toEqual({ value, mode });
});

describe('what is said when a job has ended', () => {
  const ended = (change: Partial<EndedJob>): EndedJob => ({
    ...{ id: 'job-1', type: 'train', title: 'MF on films', state: 'done', seconds: 300 },
    ...change,
  });
  test.each<[string, Partial<EndedJob>, boolean, string | null]>([
    ['a long one', {}, false, 'Finished after 5 minutes'],
    ['a long one, before somebody\u2019s eyes', {}, true, null],
    ['a short one', { seconds: 14 }, false, null],
    ['just long enough', { seconds: 15 }, false, 'Finished after 15 seconds'],
    ['an hour', { seconds: 3600 }, false, 'Finished after 1 hour'],
    ['more than an hour', { seconds: 9300 }, false, 'Finished after 2 hours 35 min'],
    ['a failure', { state: 'failed', seconds: 61 }, false, 'Failed after 1 minute'],
    ['one that was cancelled', { state: 'cancelled' }, false, null],
    ['one that closing interrupted', { state: 'interrupted' }, false, null],
  ])('%s', (_what, change, someoneLooks, title) => {
    expect(noticeOf(ended(change), someoneLooks)).toEqual(title === null ? null : { title, body: 'MF on films' });
  });
});

describe('closing with jobs that are not finished', () => {
  test('nothing is asked where nothing runs or waits', () => {
    expect(quitQuestion([], 'application')).toBeNull();
    expect(quitQuestion([], 'window')).toBeNull();
  });

  test.each<[string, ActiveJob[], string, string]>([
    [
      'a training',
      [job()],
      '“MF on films” is not finished.',
      'Stopped, the training can be resumed from the checkpoint.',
    ],
    [
      'an import',
      [importing],
      '“Import of a.csv” is not finished.',
      'One job would have to be started again; nothing half-done stays.',
    ],
    ['one that waits', [waiting], '“BPR on films” is not finished.', 'One job that waits would be dropped.'],
    [
      'all of them',
      [job(), waiting, importing],
      '3 jobs are not finished: “MF on films”, “BPR on films”, “Import of a.csv”.',
      'Stopped, the training can be resumed from the checkpoint. One job would have to be started again; nothing half-done stays. One job that waits would be dropped.',
    ],
  ])('%s', (_what, jobs, message, detail) => {
    expect(quitQuestion(jobs, 'application')).toMatchObject({ message, detail });
  });

  test('each button means one thing; Escape and a dialog that was closed otherwise mean staying', () => {
    const question = quitQuestion([job()], 'application')!;
    expect(question.buttons).toEqual(['Finish, then quit', 'Stop and quit', 'Cancel']);
    expect([0, 1, 2, -1, 99].map((button) => quitAnswer(question, button))).toEqual([
      'finish',
      'stop',
      'stay',
      'stay',
      'stay',
    ]);
    expect(quitAnswer(question, question.cancelId)).toBe('stay');
    expect(quitAnswer(question, question.defaultId)).toBe('finish');
    expect(quitQuestion([job()], 'window')!.buttons).toEqual(['Finish in the background', 'Stop and close', 'Cancel']);
  });
});
