import { writeFileSync } from 'node:fs';
import type { LearningRates } from '../../../shared/contract/runs.ts';
import { decimal, defineCommand, integer } from '../command.ts';
import { csvText } from '../files.ts';
import { TRAINING_OPTIONS, trainingInput } from '../parameters.ts';

export const lrFind = defineCommand({
  name: 'lr-find',
  positionals: 'VIEW MODEL',
  count: [2, 2],
  summary: 'try rising learning rates for a few steps and suggest one; nothing is stored',
  options: {
    ...TRAINING_OPTIONS,
    from: { value: 'RATE', help: 'the first (default 1e-7)' },
    to: { value: 'RATE', help: 'the last (default 10)' },
    steps: { value: 'N', help: 'default 100' },
    threads: { value: 'N', help: 'default: one per processor' },
    out: { value: 'FILE', help: 'write rate, loss and smoothed loss of every step as CSV' },
  },
  async run({ positionals: [view, model], options, session, output }) {
    const threads = integer('threads', options.threads, 1, 64);
    const job = await session.job(async (client) =>
      client.runs.findLearningRate({
        ...(await trainingInput(client, view, model, options)),
        from: decimal('from', options.from, 1e-12, 1e3) ?? 1e-7,
        to: decimal('to', options.to, 1e-12, 1e3) ?? 10,
        steps: integer('steps', options.steps, 5, 10_000) ?? 100,
        ...(threads !== undefined && { threads }),
      }),
    );
    const result = job.result as LearningRates;
    const { points, suggestion, tenthOfMinimum, stopped } = result;
    const rows = points.map(({ learningRate, loss, smoothed }) => [learningRate, loss, smoothed]);
    if (options.out !== undefined) writeFileSync(options.out, csvText(['learningRate', 'loss', 'smoothed'], rows));
    const every = Math.max(1, Math.ceil(rows.length / 20));
    output.table(
      ['learning rate', 'loss', 'smoothed'],
      rows.filter((_, k) => k % every === 0).map((row) => row.map((value) => value.toPrecision(4))),
    );
    output.line(stopped);
    output.line(
      suggestion === null || tenthOfMinimum === null
        ? 'The loss never fell: no rate can be suggested.'
        : `suggestion ${suggestion.toPrecision(3)}, where the smoothed loss falls fastest; a tenth of the rate at its lowest is ${tenthOfMinimum.toPrecision(3)}`,
    );
    return { ...result };
  },
});
