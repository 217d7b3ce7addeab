import { RecsmithError } from '../../../shared/errors.ts';
import { formatSplit } from '../../../shared/split.ts';
import type { Client } from '../../../shared/contract.ts';
import { defineCommand } from '../command.ts';
import { contractError } from '../contract-error.ts';
import { day, duration, instant, metric, metricRows, quantity } from '../format.ts';
import type { Output } from '../output.ts';

export const show = defineCommand({
  name: 'show',
  positionals: 'NAME',
  count: [1, 1],
  summary: "a dataset's profile, a view's recipe and counts, a run's history and metrics",
  options: {},
  async run({ positionals: [name], session, output }) {
    const client = await session.read();
    for (const look of [showDataset, showView, showRun]) {
      const found = await look(client, name, output).catch((error: unknown) => {
        const known = contractError(error);
        if (known instanceof RecsmithError && known.code === 'NOT_FOUND') return null;
        throw known;
      });
      if (found) return found;
    }
    throw new RecsmithError('NOT_FOUND', `There is no dataset, view or run "${name}"`, {
      next: '"recsmith list" shows all names and ids.',
    });
  },
});

async function showDataset(client: Client, name: string, output: Output): Promise<Record<string, unknown>> {
  const dataset = await client.datasets.get({ dataset: name });
  output.line(`dataset ${dataset.name} (${dataset.id}), imported ${instant(dataset.createdAt)} from ${dataset.source}`);
  output.line(
    `${quantity(dataset.interactions)} interactions of ${quantity(dataset.users)} users with ${quantity(dataset.items)} items, density ${(100 * dataset.density).toPrecision(3)} %`,
  );
  if (dataset.values)
    output.line(`values ${dataset.values.min} to ${dataset.values.max}, mean ${dataset.values.mean.toFixed(3)}`);
  if (dataset.times) output.line(`time ${day(dataset.times.from)} to ${day(dataset.times.to)}`);
  output.line(
    `median ${dataset.medianPerUser} per user, ${dataset.medianPerItem} per item; fewer than 5: ${quantity(dataset.coldUsers)} users, ${quantity(dataset.coldItems)} items`,
  );
  output.line(`${quantity(dataset.duplicates)} repeated pairs merged, ${quantity(dataset.rejected)} rows rejected`);
  output.line(`content ${dataset.contentHash}`);
  output.line();
  output.table(
    ['most interactions', 'item', 'count'],
    dataset.topItems.slice(0, 10).map((item) => [item.title ?? '', item.item, quantity(item.count)]),
  );
  for (const warning of dataset.warnings) output.line(`note: ${warning.message} ${warning.fix}`);
  return { dataset };
}

async function showView(client: Client, name: string, output: Output): Promise<Record<string, unknown>> {
  const view = await client.views.get({ view: name });
  output.line(
    `view ${view.name} (${view.id}) of ${view.datasetName}, split ${formatSplit(view.recipe.split)}, seed ${view.recipe.seed}`,
  );
  output.line(
    `${quantity(view.interactions)} interactions, ${quantity(view.users)} users, ${quantity(view.items)} items`,
  );
  output.line(
    `train ${quantity(view.train)}, validation ${quantity(view.validation)}, test ${quantity(view.test)} (${quantity(view.testUsers)} users)`,
  );
  for (const step of view.filtered)
    output.line(
      `${step.step}: removed ${quantity(step.interactions)} interactions, ${quantity(step.users)} users, ${quantity(step.items)} items`,
    );
  for (const warning of view.warnings) output.line(`note: ${warning.message}`);
  return { view };
}

async function showRun(client: Client, name: string, output: Output): Promise<Record<string, unknown>> {
  const run = await client.runs.get({ run: name });
  output.line(`run ${run.name} (${run.id}): ${run.modelTitle} on ${run.viewName}, ${run.state}, seed ${run.seed}`);
  output.line(
    `${run.backend} ${run.kernelBuild}, ${run.threads} threads; ${run.epochsDone} of ${run.epochsPlanned} epochs, ${duration(run.seconds.fit)}`,
  );
  output.line(
    Object.entries(run.parameters)
      .map(([key, value]) => `${key}=${Array.isArray(value) ? value.join('..') : String(value)}`)
      .join(' '),
  );
  if (run.tags.length > 0) output.line(`tags: ${run.tags.join(', ')}`);
  if (run.notes) output.line(`notes: ${run.notes}`);
  if (run.metrics) {
    output.line();
    output.table(['metric', 'value', '95 % interval', 'popularity'], metricRows(run.metrics, run.popularity));
    if (run.protocol) output.line(run.protocol.sentence);
    if (run.verdict) output.line(run.verdict.sentence);
  }
  if (run.error) output.line(`error: ${run.error}`);
  if (run.history.length > 0) {
    const names = [...new Set(run.history.flatMap((epoch) => Object.keys(epoch.metrics)))];
    output.line();
    output.table(
      ['epoch', 'loss', ...names, 'rate', 'seconds'],
      run.history.map((epoch) => [
        epoch.epoch,
        metric(epoch.loss),
        ...names.map((key) => (key in epoch.metrics ? metric(epoch.metrics[key]) : '')),
        epoch.learningRate.toPrecision(3),
        epoch.seconds.toFixed(3),
      ]),
    );
  }
  return { run };
}
