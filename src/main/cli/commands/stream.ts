import { decimal, defineCommand, integer } from '../command.ts';
import { duration, quantity } from '../format.ts';
import { TRAINING_OPTIONS, trainingInput } from '../parameters.ts';
import { trainingJson } from './train.ts';

export const stream = defineCommand({
  name: 'stream',
  positionals: 'VIEW MODEL',
  count: [2, 2],
  summary: 'train on the first events by time, then test and learn the others one after the other',
  options: {
    ...TRAINING_OPTIONS,
    bootstrap: { value: 'SHARE', help: 'of the events that are trained on as usual (default .2)' },
    batch: { value: 'N', help: 'events that are tested, then learned, at a time (default 1)' },
    window: { value: 'N', help: 'events of the moving average (default 5000)' },
    k: { value: 'N', help: 'of recall@k (default 10)' },
    name: { value: 'R', help: 'name of the run' },
  },
  async run({ positionals: [view, model], options, session, output }) {
    let runId = '';
    await session.job(async (client) => {
      const started = await client.runs.stream({
        ...(await trainingInput(client, view, model, options)),
        bootstrap: decimal('bootstrap', options.bootstrap, 0.01, 0.95) ?? 0.2,
        batch: integer('batch', options.batch, 1, 10_000) ?? 1,
        window: integer('window', options.window, 1, 1_000_000) ?? 5000,
        k: integer('k', options.k, 1, 1000) ?? 10,
        ...(options.name !== undefined && { name: options.name }),
      });
      runId = started.runId;
      return started;
    });
    const client = await session.write();
    const run = await client.runs.get({ run: runId });
    const { stream: seen } = run;
    if (seen) {
      output.line(
        `${run.name}: ${seen.bootstrapEvents} events at once, then ${seen.events} tested and learned, ${seen.skipped} learned alone, in ${duration(run.seconds.fit)}, ${quantity(seen.eventsPerSecond ?? 0)} events/s`,
      );
      const { overall, lastQuarter } = seen;
      if (overall && lastQuarter)
        output.table(
          [`recall@${seen.k}`, 'all events', 'last quarter'],
          (['learned', 'frozen', 'popularity'] as const).map((who) => [
            who === 'frozen' ? 'as the bootstrap left it' : who,
            overall[who].toFixed(4),
            lastQuarter[who].toFixed(4),
          ]),
        );
    }
    return { ...trainingJson(run), stream: seen };
  },
});
