import { writeFileSync } from 'node:fs';
import type { Evaluation } from '../../../shared/contract/runs.ts';
import { defineCommand, integer, oneOf } from '../command.ts';
import { csvText } from '../files.ts';
import { duration, metricRows, quantity } from '../format.ts';

export const evaluate = defineCommand({
  name: 'evaluate',
  positionals: 'RUN',
  count: [1, 1],
  summary: 'metrics of a run on the test or validation part',
  options: {
    on: { value: 'test|validation', help: 'default test' },
    candidates: { value: 'C', help: 'all, sampled:99 or given (default all)' },
    metrics: { value: 'LIST', help: 'ndcg@10,recall@20,auc,rmse (default: those of the model)' },
    seed: { value: 'N', help: 'of sampled candidates (default 42)' },
    plugin: { value: 'FILE', help: 'a file that exports a metric; --metrics names it by its id' },
    'per-user': { value: 'FILE', help: 'write one row per user as CSV' },
  },
  async run({ positionals: [run], options, session, output }) {
    const perUserFile = options['per-user'];
    const job = await session.job(async (client) => {
      await session.plugin(client, options.plugin);
      return client.runs.evaluate({
        run,
        on: oneOf('on', options.on, ['test', 'validation'] as const) ?? 'test',
        candidates: options.candidates ?? 'all',
        ...(options.metrics !== undefined && { metrics: options.metrics.split(',').map((name) => name.trim()) }),
        seed: integer('seed', options.seed, 0, 0xffffffff) ?? 42,
        perUser: perUserFile !== undefined,
      });
    });
    const { perUser, ...evaluation } = job.result as Evaluation;
    if (perUserFile !== undefined && perUser) {
      const names = Object.keys(perUser.values);
      const rows = perUser.users.map((user, at) => [user, ...names.map((name) => perUser.values[name][at])]);
      writeFileSync(perUserFile, csvText(['user', ...names], rows));
    }
    output.table(
      ['metric', 'value', '95 % interval', 'popularity'],
      metricRows(evaluation.metrics, evaluation.popularity),
    );
    output.line(evaluation.protocol.sentence);
    output.line(`${quantity(evaluation.usersPerSecond)} users/s, ${duration(evaluation.seconds)}`);
    return evaluation;
  },
});
