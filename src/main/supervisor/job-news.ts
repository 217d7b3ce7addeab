import type { EngineEvent, Job } from '../../shared/contract/jobs.ts';
import type { ActiveJob, EndedJob, JobNews } from './messages.ts';

/** Progress alone is told at most this often (ms): a taskbar need not be finer. */
const EVERY = 500;

/** What the job reporter needs of an engine. */
export interface JobSource {
  readonly events: { subscribe(): { next(): Promise<EngineEvent | null> } };
  readonly client: { jobs: { snapshot(): Promise<{ jobs: Job[] }> } };
}

/** Runs beside the engine and tells its host of jobs until the engine closes. */
export async function reportJobs(engine: JobSource, tell: (news: JobNews) => void): Promise<void> {
  const events = engine.events.subscribe();
  const jobs = new ActiveJobs();
  for (let event = await events.next(); event; event = await events.next()) {
    let news: JobNews | null = null;
    if (event.kind === 'job') news = jobs.take(event.job, performance.now());
    // Some events were dropped because nobody read them in time.
    else if (event.kind === 'restart') news = jobs.replace((await engine.client.jobs.snapshot()).jobs);
    if (news) tell(news);
  }
}

/** Turns the engine's events on jobs into news: changes of state at once, progress now and then. */
export class ActiveJobs {
  readonly #active = new Map<string, ActiveJob>();
  #toldAt = -Infinity;

  /** @returns null where nothing need be said */
  take(job: Job, now: number): JobNews | null {
    const before = this.#active.get(job.id);
    if (isActive(job)) {
      const after = activeJob(job);
      this.#active.set(job.id, after);
      if (before?.running === after.running && now - this.#toldAt < EVERY) return null;
    } else if (!this.#active.delete(job.id)) return null;
    this.#toldAt = now;
    return this.#news(isActive(job) ? [] : [endedJob(job)]);
  }

  /** From a list of all jobs. Those that ended unseen are told as ended. */
  replace(jobs: readonly Job[]): JobNews {
    const ended = jobs.filter((job) => !isActive(job) && this.#active.has(job.id)).map(endedJob);
    this.#active.clear();
    for (const job of jobs) if (isActive(job)) this.#active.set(job.id, activeJob(job));
    return this.#news(ended);
  }

  #news(ended: EndedJob[]): JobNews {
    return { active: [...this.#active.values()], ended };
  }
}

const isActive = ({ state }: Job): boolean => state === 'queued' || state === 'running';

function activeJob({ id, type, title, state, resumable, progress }: Job): ActiveJob {
  const share = progress?.total ? Math.min(1, Math.max(0, progress.done / progress.total)) : null;
  return { id, type, title, running: state === 'running', resumable, share };
}

function endedJob({ id, type, title, state, startedAt, finishedAt }: Job): EndedJob {
  const seconds = startedAt === null || finishedAt === null ? 0 : (finishedAt - startedAt) / 1000;
  return { id, type, title, state, seconds };
}
