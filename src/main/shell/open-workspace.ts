import type { BrowserWindow, MessagePortMain } from 'electron';
import { basename } from 'node:path';
import type { DesktopCommand } from '../../shared/bridge.ts';
import type { RecsmithError } from '../../shared/errors.ts';
import type { ActiveJob, EndedJob } from '../supervisor/messages.ts';
import { Supervisor, type EngineProcess } from '../supervisor/supervisor.ts';
import { CHANNELS } from './channels.ts';

/** A training on its way out writes a checkpoint, which may be large (ms). */
const CLOSE_WITHIN = 60_000;

export interface WorkspaceEvents {
  fork(folder: string, former: string | null): EngineProcess<MessagePortMain>;
  /** Its jobs have changed; `ended` names those that have just finished. */
  jobs(workspace: OpenWorkspace, ended: readonly EndedJob[]): void;
  /** Its engine was started before and is now given up. */
  failed(workspace: OpenWorkspace, error: RecsmithError): void;
}

/** One workspace that is open: its engine, its windows, its jobs. */
export class OpenWorkspace {
  readonly folder: string;
  readonly windows: BrowserWindow[] = []; // the one used last comes first
  jobs: readonly ActiveJob[] = [];
  /** Its windows are closed; it ends when its jobs have. */
  finishing = false;
  readonly #events: WorkspaceEvents;
  #supervisor: Supervisor<MessagePortMain>;
  /** Commands for windows whose page has not asked for its port yet; null once it has. */
  readonly #waiting = new Map<BrowserWindow, DesktopCommand[] | null>();

  constructor(folder: string, events: WorkspaceEvents) {
    this.folder = folder;
    this.#events = events;
    this.#supervisor = this.#supervise();
  }

  get name(): string {
    return basename(this.folder) || this.folder;
  }

  /** @throws RecsmithError what the engine refused for */
  start(): Promise<void> {
    return this.#supervisor.start();
  }

  /** After `failed`: a new engine. Windows find it by themselves. @throws RecsmithError */
  restart(): Promise<void> {
    this.#supervisor = this.#supervise();
    return this.#supervisor.start();
  }

  stop(): Promise<void> {
    return this.#supervisor.stop();
  }

  registerFile(path: string): Promise<string> {
    return this.#supervisor.registerFile(path, basename(path));
  }

  add(window: BrowserWindow): void {
    this.windows.unshift(window);
    this.#waiting.set(window, []);
    const remove = () => this.windows.splice(this.windows.indexOf(window), 1);
    window.on('focus', () => this.windows.unshift(...remove()));
    window.on('closed', () => {
      remove();
      this.#waiting.delete(window);
    });
  }

  /** The page of a window is there: it gets its port, and what waited for it. */
  connect(window: BrowserWindow, port: MessagePortMain): void {
    this.#supervisor.connect(port);
    const waiting = this.#waiting.get(window);
    this.#waiting.set(window, null);
    for (const command of waiting ?? []) this.send(window, command);
  }

  send(window: BrowserWindow, command: DesktopCommand): void {
    const waiting = this.#waiting.get(window);
    if (waiting) waiting.push(command);
    else window.webContents.send(CHANNELS.command, command);
  }

  #supervise(): Supervisor<MessagePortMain> {
    let wasReady = false;
    return new Supervisor<MessagePortMain>({
      fork: (former) => this.#events.fork(this.folder, former),
      closeWithin: CLOSE_WITHIN,
      onState: (state, error) => {
        // Without their engine there are no jobs; the next one says what it has.
        this.#changeJobs([], []);
        if (state === 'failed' && wasReady && error) this.#events.failed(this, error);
        wasReady ||= state === 'ready';
      },
      onJobs: ({ active, ended }) => this.#changeJobs(active, ended),
    });
  }

  #changeJobs(active: readonly ActiveJob[], ended: readonly EndedJob[]): void {
    this.jobs = active;
    this.#events.jobs(this, ended);
  }
}
