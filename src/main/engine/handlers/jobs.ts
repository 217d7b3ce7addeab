import { AsyncIteratorClass } from '@orpc/server';
import type { EngineEvent } from '../../../shared/contract/jobs.ts';
import type { EngineServices } from '../services.ts';
import type { Implementer } from './base.ts';

export function jobHandlers(os: Implementer, { queue, events, former }: EngineServices) {
  return {
    snapshot: os.jobs.snapshot.handler(() => ({ engine: events.engine, seq: events.seq, jobs: queue.list(), former })),
    get: os.jobs.get.handler(({ input }) => queue.get(input.jobId)),
    cancel: os.jobs.cancel.handler(({ input }) => queue.cancel(input.jobId)),
    events: os.jobs.events.handler(({ input, signal }) => {
      const subscription = events.subscribe(input);
      signal?.addEventListener('abort', () => subscription.close(), { once: true });
      if (signal?.aborted) subscription.close();
      // Not a generator: its `return` would wait for an event that may never come.
      return new AsyncIteratorClass<EngineEvent, void>(
        async () => {
          const event = await subscription.next();
          return event ? { done: false, value: event } : { done: true, value: undefined };
        },
        () => {
          subscription.close();
          return Promise.resolve();
        },
      );
    }),
  };
}
