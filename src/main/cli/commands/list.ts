import { RecsmithError } from '../../../shared/errors.ts';
import { formatSplit } from '../../../shared/split.ts';
import { defineCommand } from '../command.ts';
import { instant, metric, quantity } from '../format.ts';

const KINDS = ['datasets', 'views', 'runs'] as const;

export const list = defineCommand({
  name: 'list',
  positionals: '[datasets|views|runs]',
  count: [0, 1],
  summary: 'what the workspace holds, newest first',
  options: {},
  async run({ positionals: [kind], session, output }) {
    if (kind !== undefined && !KINDS.some((known) => known === kind))
      throw new RecsmithError('BAD_INPUT', `There is no list of "${kind}"`, { next: `Lists: ${KINDS.join(', ')}.` });
    const client = await session.read();
    const wanted = (name: (typeof KINDS)[number]) => kind === undefined || kind === name;
    const result: Record<string, unknown> = {};
    if (wanted('datasets')) {
      const datasets = await client.datasets.list();
      result['datasets'] = datasets;
      output.table(
        ['dataset', 'users', 'items', 'interactions', 'imported', 'id'],
        datasets.map((d) => [
          d.name,
          quantity(d.users),
          quantity(d.items),
          quantity(d.interactions),
          instant(d.createdAt),
          d.id,
        ]),
      );
    }
    if (wanted('views')) {
      const views = await client.views.list();
      result['views'] = views;
      if (kind === undefined) output.line();
      output.table(
        ['view', 'dataset', 'split', 'train', 'validation', 'test', 'id'],
        views.map((v) => [
          v.name,
          v.datasetName,
          formatSplit(v.recipe.split),
          quantity(v.train),
          quantity(v.validation),
          quantity(v.test),
          v.id,
        ]),
      );
    }
    if (wanted('runs')) {
      const runs = await client.runs.list();
      result['runs'] = runs;
      if (kind === undefined) output.line();
      output.table(
        ['run', 'model', 'view', 'state', 'result', 'popularity', 'tags', 'id'],
        runs.map((r) => {
          const name = r.verdict?.metric ?? Object.keys(r.metrics ?? {})[0];
          const value = name ? r.metrics?.[name]?.mean : undefined;
          const baseline = name ? r.popularity?.[name]?.mean : undefined;
          return [
            r.name,
            r.model,
            r.viewName,
            r.state,
            value === undefined ? '' : `${name} ${metric(value)}`,
            baseline === undefined ? '' : metric(baseline),
            r.tags.join(', '),
            r.id,
          ];
        }),
      );
    }
    return result;
  },
});
