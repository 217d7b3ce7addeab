import type { LoadResult } from '../../../shared/contract/checkpoints.ts';
import type { RunDetail } from '../../../shared/contract/runs.ts';
import { RecsmithError } from '../../../shared/errors.ts';
import { defineCommand, integer, oneOf } from '../command.ts';
import { TRAINING_OPTIONS, trainingInput } from '../parameters.ts';
import { duration, metricRows, quantity } from '../format.ts';
import type { Output } from '../output.ts';
import type { Session } from '../session.ts';

export const train = defineCommand({
  name: 'train',
  positionals: 'VIEW MODEL',
  count: [0, 2],
  summary: 'train a model on a view, evaluate it on the test part, compare with popularity',
  options: {
    ...TRAINING_OPTIONS,
    threads: { value: 'N', help: 'default: one per processor; the result does not depend on it' },
    name: { value: 'R', help: 'name of the run' },
    from: {
      value: 'CHECKPOINT',
      help: 'begin with the tables of a run, or of FILE.safetensors, which is loaded first; matched by original id',
    },
    'user-factors': { value: 'FILE', help: 'factors of users to begin with: a line per id, the id and its factors' },
    'item-factors': { value: 'FILE', help: 'the same of items' },
    freeze: { value: 'SIDES', help: 'users, items or users,items: keep their tables as they begin' },
    plugin: { value: 'FILE', help: 'a file that exports the model' },
    resume: { value: 'RUN', help: 'go on with a run that was interrupted or cancelled' },
    'no-evaluate': { help: 'train only' },
    metrics: { value: 'LIST', help: 'measured along the way and at the end; the first one is watched' },
  },
  async run({ positionals: [view, model], options, session, output }) {
    const client = await session.write();
    const threads = integer('threads', options.threads, 1, 64);
    let runId = '';
    if (options.resume !== undefined) {
      const run = options.resume;
      await session.job(async (c) => {
        const started = await c.runs.resume({ run, ...(threads !== undefined && { threads }) });
        runId = started.runId;
        return started;
      });
    } else {
      if (!view || !model) throw new RecsmithError('BAD_INPUT', 'train takes VIEW MODEL, or --resume RUN');
      await session.plugin(client, options.plugin);
      const input = {
        ...(await trainingInput(client, view, model, options)),
        ...(options.metrics !== undefined && { metrics: options.metrics.split(',').map((name) => name.trim()) }),
        ...(threads !== undefined && { threads }),
        ...(options.name !== undefined && { name: options.name }),
        evaluate: options['no-evaluate'] !== true,
        factors: {
          ...(options['user-factors'] !== undefined && { users: session.file(options['user-factors']) }),
          ...(options['item-factors'] !== undefined && { items: session.file(options['item-factors']) }),
        },
        freeze: (options.freeze?.split(',') ?? []).map((side) =>
          oneOf('freeze', side.trim(), ['users', 'items'] as const)!,
        ),
        ...(options.from !== undefined && { from: await sourceRun(session, options.from) }),
      };
      await session.job(async (c) => {
        const started = await c.runs.train(input);
        runId = started.runId;
        return started;
      });
    }
    const run = await client.runs.get({ run: runId });
    showResult(output, run);
    return trainingJson(run);
  },
});

/** A file becomes a run first: what a run began with stays to be looked at. */
async function sourceRun(session: Session, source: string): Promise<string> {
  if (!source.endsWith('.safetensors')) return source;
  const file = session.file(source);
  const job = await session.job((client) => client.checkpoints.load({ file }));
  return (job.result as LoadResult).runId;
}

export function showResult(output: Output, run: RunDetail): void {
  const rate = run.examplesPerSecond ? `, ${quantity(run.examplesPerSecond)} examples/s` : '';
  output.line(
    `${run.name}: ${run.epochsDone} epochs in ${duration(run.seconds.fit)}${rate}, ${run.backend} ${run.kernelBuild}, ${run.threads} threads`,
  );
  if (run.startedFrom?.counts) {
    const { users, items } = run.startedFrom.counts;
    output.line(
      `began with the tables of ${run.startedFrom.name}: ${quantity(users.taken)} users and ${quantity(items.taken)} items; ${quantity(users.fresh)} and ${quantity(items.fresh)} afresh`,
    );
  }
  if (run.best)
    output.line(`best ${run.best.metric} on validation ${run.best.value.toFixed(4)} in epoch ${run.best.epoch}`);
  if (run.metrics) {
    output.table(['metric', 'value', '95 % interval', 'popularity'], metricRows(run.metrics, run.popularity));
    if (run.protocol) output.line(run.protocol.sentence);
    if (run.verdict) output.line(run.verdict.sentence);
  }
}

/** The fields scripts rely on (shared/cli.md), the rest of the run beside them. */
export function trainingJson({ history, log, metrics, protocol, ...run }: RunDetail): Record<string, unknown> {
  return {
    run,
    history: history.map(({ metrics: validation, ...epoch }) => ({ ...epoch, ...validation })),
    metrics,
    popularity: run.popularity,
    protocol,
    verdict: run.verdict,
    executor: run.executor,
    kernelBuild: run.kernelBuild,
    seconds: run.seconds,
    examplesPerSecond: run.examplesPerSecond,
    peakMemoryBytes: run.peakMemoryBytes,
  };
}
