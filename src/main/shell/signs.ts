import { Notification, powerSaveBlocker, type BrowserWindow } from 'electron';
import { keepsAwake, noticeOf, taskbarProgress } from '../policy/jobs.ts';
import type { ActiveJob, EndedJob } from '../supervisor/messages.ts';

/** What shows of jobs outside the windows: the taskbar's or dock's bar, a machine kept awake, notices of long jobs. */
export class Signs {
  #blocker: number | null = null;
  /** A notification that nothing refers to is collected, and its click with it. */
  readonly #shown = new Set<Notification>();

  show(jobs: readonly ActiveJob[], windows: readonly BrowserWindow[]): void {
    const { value, mode } = taskbarProgress(jobs);
    for (const window of windows) window.setProgressBar(value, { mode });
    if (keepsAwake(jobs)) this.#blocker ??= powerSaveBlocker.start('prevent-app-suspension');
    else if (this.#blocker !== null) {
      powerSaveBlocker.stop(this.#blocker);
      this.#blocker = null;
    }
  }

  tell(ended: readonly EndedJob[], windows: readonly BrowserWindow[], onClick: () => void): void {
    if (!Notification.isSupported()) return;
    const someoneLooks = windows.some((window) => window.isFocused());
    for (const job of ended) {
      const notice = noticeOf(job, someoneLooks);
      if (!notice) continue;
      const notification = new Notification(notice);
      this.#shown.add(notification);
      notification.on('click', onClick);
      notification.on('close', () => this.#shown.delete(notification));
      notification.show();
    }
  }
}
