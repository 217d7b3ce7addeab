import type { EngineEvent, Job } from '../../../shared/contract/jobs.ts';

/** An event before it has its number. */
type Unnumbered<E> = E extends EngineEvent ? Omit<E, 'seq'> : never;
export type NewEvent = Unnumbered<EngineEvent>;

export interface EventOptions {
  /** Past events kept for clients that come back. */
  kept?: number;
  /** Events that may wait for one slow subscriber; beyond, they are dropped for one `restart`. */
  waiting?: number;
}

/** A tick only says how far a running job is; the next one makes it worthless. */
const isTick = (event: EngineEvent): event is EngineEvent & { kind: 'job'; job: Job } =>
  event.kind === 'job' && event.job.state === 'running' && event.job.progress !== null;

/**
 * The engine's events in order, for many subscribers. Memory is bounded on both sides: the past is a ring of `kept`
 * events, and a subscriber that reads too slowly is told to read the snapshot again (`restart`) instead of being
 * queued for. Ticks replace older ticks of the same job, in the ring and in the queues; nothing else is ever merged.
 */
export class EventHub {
  readonly engine: string;
  readonly #kept: number;
  readonly #waiting: number;
  #seq = 0;
  #ring: EngineEvent[] = [];
  /** The newest event that fell out of the ring: whoever has not seen it has missed something. */
  #forgotten = 0;
  readonly #subscriptions = new Set<Subscription>();

  constructor(engine: string, { kept = 2000, waiting = 1000 }: EventOptions = {}) {
    this.engine = engine;
    this.#kept = kept;
    this.#waiting = waiting;
  }

  get seq(): number {
    return this.#seq;
  }
  get subscribers(): number {
    return this.#subscriptions.size;
  }

  publish(event: NewEvent): EngineEvent {
    const numbered = { ...event, seq: ++this.#seq } as EngineEvent;
    add(this.#ring, numbered);
    if (this.#ring.length > this.#kept) this.#forgotten = this.#ring.shift()!.seq;
    for (const subscription of this.#subscriptions) subscription.push(numbered);
    return numbered;
  }

  /**
   * Events after `since`, then all that come; without it, from now on. The first one is `restart` when `since` is
   * from another engine or older than the ring.
   */
  subscribe({ engine, since }: { engine?: string; since?: number } = {}): Subscription {
    const subscription = new Subscription(
      this.#waiting,
      () => this.#seq,
      () => this.#subscriptions.delete(subscription),
    );
    const stranger = engine !== undefined && engine !== this.engine;
    if (stranger || (since !== undefined && (since < this.#forgotten || since > this.#seq)))
      subscription.push({ kind: 'restart', seq: this.#seq });
    else if (since !== undefined) for (const event of this.#ring) if (event.seq > since) subscription.push(event);
    this.#subscriptions.add(subscription);
    return subscription;
  }

  close(): void {
    for (const subscription of this.#subscriptions) subscription.close();
  }
}

/** One reader's queue. `next` may wait; `close` ends a waiting `next`. */
export class Subscription {
  readonly #limit: number;
  readonly #seq: () => number;
  readonly #onClose: () => void;
  #queue: EngineEvent[] = [];
  #waiter: ((event: EngineEvent | null) => void) | null = null;
  #closed = false;

  constructor(limit: number, seq: () => number, onClose: () => void) {
    this.#limit = limit;
    this.#seq = seq;
    this.#onClose = onClose;
  }

  push(event: EngineEvent): void {
    if (this.#waiter) {
      const waiter = this.#waiter;
      this.#waiter = null;
      waiter(event);
      return;
    }
    add(this.#queue, event);
    if (this.#queue.length > this.#limit) this.#queue = [{ kind: 'restart', seq: this.#seq() }];
  }

  /** The next event, or null once closed. One call at a time. */
  next(): Promise<EngineEvent | null> {
    const event = this.#queue.shift();
    if (event) return Promise.resolve(event);
    if (this.#closed) return Promise.resolve(null);
    return new Promise((resolve) => (this.#waiter = resolve));
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#queue = [];
    this.#waiter?.(null);
    this.#waiter = null;
    this.#onClose();
  }
}

/** Appends; an older tick of the same job goes unless something else about that job came after it. */
function add(list: EngineEvent[], event: EngineEvent): void {
  if (isTick(event)) {
    const older = list.findLastIndex((other) => other.kind === 'job' && other.job.id === event.job.id);
    if (older >= 0 && isTick(list[older])) list.splice(older, 1);
  }
  list.push(event);
}
