import { describe, expect, test } from 'vitest';
import type { EngineEvent, Job } from '../../../shared/contract/jobs.ts';
import { EventHub, type Subscription } from './events.ts';

const job = (id: string, state: Job['state'], done: number | null): Job => ({
  id,
  type: 'train',
  title: id,
  state,
  progress:
    done === null
      ? null
      : { stage: 'Training', done, total: 10, unit: 'epochs', rate: null, rateUnit: null, secondsLeft: null },
  createdAt: 0,
  startedAt: 0,
  finishedAt: null,
  datasetId: null,
  runId: null,
  result: null,
  error: null,
  resumable: false,
});
const epochEvent = (epoch: number) => ({
  kind: 'epoch' as const,
  runId: 'run',
  epoch: { epoch, loss: 1, learningRate: 0.1, seconds: 1, examples: 1, metrics: {} },
});

/** Everything that waits in a subscription now. */
async function drain(subscription: Subscription): Promise<EngineEvent[]> {
  const events: EngineEvent[] = [];
  for (;;) {
    const event = await Promise.race([subscription.next(), Promise.resolve('empty' as const)]);
    if (event === 'empty') break;
    if (event === null) break;
    events.push(event);
  }
  return events;
}

describe('EventHub', () => {
  test('numbers events and tells every subscriber, from the moment it came', async () => {
    const hub = new EventHub('e');
    hub.publish(epochEvent(1));
    const first = hub.subscribe();
    hub.publish(epochEvent(2));
    const second = hub.subscribe();
    hub.publish(epochEvent(3));
    expect((await drain(first)).map(({ seq }) => seq)).toEqual([2, 3]);
    expect((await drain(second)).map(({ seq }) => seq)).toEqual([3]);
  });

  test('a client that comes back gets what it missed, once', async () => {
    const hub = new EventHub('e');
    for (let epoch = 1; epoch <= 5; epoch++) hub.publish(epochEvent(epoch));
    const events = await drain(hub.subscribe({ engine: 'e', since: 2 }));
    expect(events.map(({ kind, seq }) => [kind, seq])).toEqual([
      ['epoch', 3],
      ['epoch', 4],
      ['epoch', 5],
    ]);
    expect(await drain(hub.subscribe({ engine: 'e', since: 5 }))).toEqual([]);
  });

  test.each([
    ['from another engine', { engine: 'other', since: 3 }],
    ['from the future', { engine: 'e', since: 99 }],
    ['older than what is kept', { engine: 'e', since: 1 }],
  ])('a number %s: start again', async (_what, from) => {
    const hub = new EventHub('e', { kept: 3 });
    for (let epoch = 1; epoch <= 5; epoch++) hub.publish(epochEvent(epoch));
    const subscription = hub.subscribe(from);
    hub.publish(epochEvent(6));
    expect((await drain(subscription)).map(({ kind, seq }) => [kind, seq])).toEqual([
      ['restart', 5],
      ['epoch', 6],
    ]);
  });

  test('the oldest number that is still complete is served', async () => {
    const hub = new EventHub('e', { kept: 3 });
    for (let epoch = 1; epoch <= 5; epoch++) hub.publish(epochEvent(epoch));
    expect((await drain(hub.subscribe({ engine: 'e', since: 2 }))).map(({ seq }) => seq)).toEqual([3, 4, 5]);
  });

  test('ticks replace older ticks of the same job; states and epochs stay', async () => {
    const hub = new EventHub('e', { kept: 10 });
    const slow = hub.subscribe();
    hub.publish({ kind: 'job', job: job('a', 'queued', null) });
    for (let done = 0; done < 50; done++) {
      hub.publish({ kind: 'job', job: job('a', 'running', done) });
      hub.publish({ kind: 'job', job: job('b', 'running', done) });
      if (done % 25 === 0) hub.publish(epochEvent(done));
    }
    hub.publish({ kind: 'job', job: job('a', 'done', 50) });
    const shown = (events: EngineEvent[]) =>
      events.map((event) =>
        event.kind === 'job' ? `${event.job.id} ${event.job.state} ${event.job.progress?.done ?? ''}` : event.kind,
      );
    const expected = ['a queued ', 'epoch', 'epoch', 'a running 49', 'b running 49', 'a done 50'];
    expect(shown(await drain(slow))).toEqual(expected);
    // The ring did not overflow either: 100 ticks took the place of two.
    expect(shown(await drain(hub.subscribe({ engine: 'e', since: 0 })))).toEqual(expected);
  });

  test('who reads too slowly is told to start again, and costs no more memory', async () => {
    const hub = new EventHub('e', { waiting: 10 });
    const slow = hub.subscribe();
    const quick = hub.subscribe();
    const seen: number[] = [];
    for (let epoch = 1; epoch <= 25; epoch++) {
      hub.publish(epochEvent(epoch));
      seen.push((await quick.next())!.seq);
    }
    expect(seen).toEqual(Array.from({ length: 25 }, (_, at) => at + 1));
    const late = await drain(slow);
    expect(late[0]).toEqual({ kind: 'restart', seq: 21 });
    expect(late.map(({ seq }) => seq)).toEqual([21, 22, 23, 24, 25]);
  });

  test('closing ends a wait and forgets the subscriber', async () => {
    const hub = new EventHub('e');
    const subscription = hub.subscribe();
    const waiting = subscription.next();
    subscription.close();
    expect(await waiting).toBeNull();
    expect(await subscription.next()).toBeNull();
    expect(hub.subscribers).toBe(0);
  });
});
