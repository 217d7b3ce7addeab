import type { LoadResult } from '../../../shared/contract/checkpoints.ts';
import type { RunDetail } from '../../../shared/contract/runs.ts';
import { RecsmithError } from '../../../shared/errors.ts';
import { parseParameterText } from '../../../shared/parameters.ts';
import type { Client } from '../../../shared/contract.ts';
import { assignments, defineCommand, integer, oneOf } from '../command.ts';
import { duration, metricRows, quantity } from '../format.ts';
import type { Output } from '../output.ts';
import type { Session } from '../session.ts';

const BACKENDS = ['auto', 'fused', 'cuda', 'tensorflow', 'wasm', 'cpu'] as const;

export const train = defineCommand({
  name: 'train',
  positionals: 'VIEW MODEL',
  count: [0, 2],
  summary: 'train a model on a view, evaluate it on the test part, compare with popularity',
  options: {
    set: { value: 'a=1,b=2', help: 'parameters; "recsmith models MODEL" lists them' },
    seed: { value: 'N', help: 'default 42' },
    backend: { value: 'B', help: BACKENDS.join(', ') },
    kernels: { value: 'K', help: 'auto, simd (same bits on every machine), relaxed-simd' },
    threads: { value: 'N', help: 'default: one per processor; the result does not depend on it' },
    name: { value: 'R', help: 'name of the run' },
    from: {
      value: 'CHECKPOINT',
      help: 'begin with the tables of a run, or of FILE.safetensors, which is loaded first; matched by original id',
    },
    plugin: { value: 'FILE', help: 'a file that exports the model' },
    resume: { value: 'RUN', help: 'go on with a run that was interrupted or cancelled' },
    'no-evaluate': { help: 'train only' },
    anyway: { help: 'start although less memory is free than the run will need' },
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
        view,
        model,
        parameters: await parametersOf(client, model, options.set),
        seed: integer('seed', options.seed, 0, 0xffffffff) ?? 42,
        backend: oneOf('backend', options.backend, BACKENDS) ?? 'auto',
        kernels: oneOf('kernels', options.kernels, ['auto', 'simd', 'relaxed-simd'] as const) ?? 'auto',
        ...(threads !== undefined && { threads }),
        ...(options.name !== undefined && { name: options.name }),
        evaluate: options['no-evaluate'] !== true,
        anyway: options.anyway === true,
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

async function parametersOf(client: Client, model: string, text: string | undefined): Promise<Record<string, never>> {
  const given = assignments('set', text);
  if (Object.keys(given).length === 0) return {};
  const info = (await client.models.list()).find((candidate) => candidate.id === model);
  // An unknown model or parameter is refused by the engine, with the names that exist.
  return Object.fromEntries(
    Object.entries(given).map(([name, value]) => {
      const parameter = info && Object.hasOwn(info.parameters, name) ? info.parameters[name] : undefined;
      return [name, parameter ? parseParameterText(parameter, value) : value];
    }),
  ) as Record<string, never>;
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
