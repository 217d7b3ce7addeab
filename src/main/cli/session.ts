import { basename, dirname, resolve } from 'node:path';
import { statSync } from 'node:fs';
import type { Client } from '../../shared/contract.ts';
import type { Job } from '../../shared/contract/jobs.ts';
import { RecsmithError, errorValue, fromErrorValue } from '../../shared/errors.ts';
import type { Engine } from '../engine/index.ts';
import { defaultWorkspace } from '../engine/workspace.ts';
import type { Output } from './output.ts';

/** The engine of one command: opened when first needed, closed at the end, its jobs followed to their end. */
export class Session {
  readonly workspace: string;
  readonly #command: string;
  readonly #output: Output;
  #engine: Engine | null = null;
  #interrupt: (() => void) | null = null;

  constructor(options: { workspace: string | undefined; command: string; output: Output }) {
    this.workspace = options.workspace ? resolve(options.workspace) : defaultWorkspace();
    this.#command = options.command;
    this.#output = options.output;
  }

  /** Reading works while another process writes. A workspace that does not exist yet is made: it has nothing to read. */
  async read(): Promise<Client> {
    try {
      return await this.#open(true);
    } catch (error) {
      if (errorValue(error).code === 'NOT_FOUND') return this.#open(false);
      throw error;
    }
  }

  write(): Promise<Client> {
    return this.#open(false);
  }

  async #open(readOnly: boolean): Promise<Client> {
    if (this.#engine) return this.#engine.client;
    // Loaded when it is needed: help, usage errors and `serve` do without.
    const { openEngine } = await import('../engine/index.ts');
    this.#engine = await openEngine({ workspace: this.workspace, readOnly, door: `command line: ${this.#command}` });
    return this.#engine.client;
  }

  /** Hands a file of the user's to the engine. @throws NOT_FOUND with the path as it was typed */
  file(path: string): string {
    const full = this.#existing(path);
    return this.#engine!.files.register(full, { name: basename(full) });
  }

  /** The same for a file that may run: whoever names it on the command line lets it. */
  code(path: string): string {
    const full = this.#existing(path);
    return this.#engine!.files.registerCode(full, { name: basename(full) });
  }

  /** Lets a plug-in run in this session: what `--plugin FILE` means. */
  async plugin(client: Client, path: string | undefined): Promise<void> {
    if (path !== undefined) await client.plugins.trust({ file: this.code(path), lasting: false });
  }

  #existing(path: string): string {
    if (!this.#engine) throw new Error('open the engine before files are handed to it');
    const full = resolve(path);
    const found = statSync(full, { throwIfNoEntry: false });
    if (!found) throw new RecsmithError('NOT_FOUND', `There is no file ${path}`, { where: path });
    if (!found.isFile()) throw new RecsmithError('BAD_INPUT', `${path} is not a file`, { where: path });
    return full;
  }

  /** Lets the engine write a file for the user. @throws NOT_FOUND for a folder that is not there */
  target(path: string): string {
    if (!this.#engine) throw new Error('open the engine before it writes files');
    const full = resolve(path);
    if (!statSync(dirname(full), { throwIfNoEntry: false })?.isDirectory())
      throw new RecsmithError('NOT_FOUND', `There is no folder for ${path}`, { where: path });
    if (statSync(full, { throwIfNoEntry: false })?.isDirectory())
      throw new RecsmithError('BAD_INPUT', `${path} is a folder`, { where: path });
    return this.#engine.files.registerTarget(full, { name: basename(full) });
  }

  /** Starts a job and follows it. Ctrl-C cancels it cleanly; a second Ctrl-C ends the process at once. */
  async job(start: (client: Client) => Promise<{ jobId: string }>): Promise<Job> {
    const client = await this.write();
    // Taken before the start, so that no event of the job can be missed.
    const { engine, seq } = await client.jobs.snapshot();
    const { jobId } = await start(client);
    this.#interrupt = () => {
      this.#output.message('Cancelling …');
      void client.jobs.cancel({ jobId });
      this.#interrupt = null;
    };
    const onSignal = () => {
      if (!this.#interrupt) process.exit(130);
      this.#interrupt();
    };
    process.on('SIGINT', onSignal);
    process.on('SIGTERM', onSignal);
    try {
      const job = await this.#follow(client, engine, seq, jobId);
      this.#output.done();
      if (job.state === 'done') return job;
      if (job.error) throw fromErrorValue(job.error);
      throw new RecsmithError('CANCELLED', `${job.title}: cancelled.`, job.resumable ? { runId: job.runId } : {});
    } finally {
      process.off('SIGINT', onSignal);
      process.off('SIGTERM', onSignal);
      this.#interrupt = null;
    }
  }

  async #follow(client: Client, engine: string, since: number, jobId: string): Promise<Job> {
    const ended = (job: Job) => job.state !== 'queued' && job.state !== 'running';
    const events = await client.jobs.events({ engine, since });
    for await (const event of events) {
      let job: Job | null = null;
      if (event.kind === 'restart') job = await client.jobs.get({ jobId });
      else if (event.kind === 'job' && event.job.id === jobId) job = event.job;
      if (!job) continue;
      this.#output.progress(job);
      // Events leave out large results, such as values per user.
      if (ended(job)) return client.jobs.get({ jobId });
    }
    return client.jobs.get({ jobId });
  }

  async close(): Promise<void> {
    await this.#engine?.close();
    this.#engine = null;
  }
}
