import type { ImportResult } from '../../../shared/contract/datasets.ts';
import type { Client } from '../../../shared/contract.ts';
import type { RunDetail } from '../../../shared/contract/runs.ts';
import { RecsmithError } from '../../../shared/errors.ts';
import { parseSplit } from '../../../shared/split.ts';
import { defineCommand } from '../command.ts';
import { duration, quantity } from '../format.ts';
import type { Session } from '../session.ts';
import { showResult } from './train.ts';

export const demo = defineCommand({
  name: 'demo',
  positionals: '[SAMPLE]',
  count: [0, 1],
  summary: 'import a bundled sample, train, evaluate, print recommendations with titles',
  options: {},
  async run({ positionals: [wanted], session, output }) {
    const started = performance.now();
    const client = await session.write();
    const samples = await client.imports.samples();
    const sample = wanted === undefined ? samples[0] : samples.find(({ id }) => id === wanted);
    if (!sample)
      throw new RecsmithError('NOT_FOUND', `There is no sample "${wanted ?? ''}"`, {
        next: `Samples: ${samples.map(({ id }) => id).join(', ')}.`,
      });
    output.message(`Importing ${sample.title} …`);
    const imported = (await session.job((c) => c.imports.startSample({ sample: sample.id }))).result as ImportResult;
    const { dataset } = imported;
    output.line(
      `${dataset.name}: ${quantity(dataset.interactions)} interactions, ${quantity(dataset.users)} users, ${quantity(dataset.items)} items`,
    );

    const view = await client.views.create({
      dataset: dataset.id,
      filters: { minPerUser: 5, minPerItem: 5, ...(sample.kind === 'ratings' && { where: 'value >= 6' }) },
      split: parseSplit('per-user:0.8,0.1,0.1'),
    });
    output.line(
      `view ${view.name}: train ${quantity(view.train)}, validation ${quantity(view.validation)}, test ${quantity(view.test)}`,
    );

    const runs: RunDetail[] = [];
    for (const model of sample.kind === 'ratings' ? ['biased-mf', 'bpr-mf'] : ['bpr-mf']) {
      output.message(`Training ${model} …`);
      const run = await trainOn(session, client, view.id, model);
      output.line();
      showResult(output, run);
      runs.push(run);
    }
    const ranking = runs[runs.length - 1];
    const { user } = await client.browse.anyUser({ run: ranking.id });
    const list = await client.browse.recommend({ run: ranking.id, user, k: 10 });
    output.line();
    output.line(
      `user ${user} has, among others: ${list.history
        .slice(0, 5)
        .map((item) => item.title ?? item.item)
        .join(' · ')}`,
    );
    output.table(
      ['rank', 'recommended', 'score', 'popularity', ''],
      list.items.map((i) => [
        i.rank,
        i.title ?? i.item,
        i.score.toFixed(3),
        quantity(i.popularity),
        i.heldOut ? `in ${i.heldOut}` : '',
      ]),
    );
    const first = list.items.at(0);
    const near = first ? await client.browse.similar({ run: ranking.id, item: first.item, k: 5 }) : null;
    if (near) {
      output.line();
      output.line(
        `similar to ${near.item.title ?? near.item.item}: ${near.items.map((item) => item.title ?? item.item).join(' · ')}`,
      );
    }
    const seconds = (performance.now() - started) / 1000;
    output.line();
    output.line(`in ${duration(seconds)}; "recsmith serve" shows it in a window`);
    return {
      dataset,
      view,
      runs,
      users: [{ user, known: list.known, items: list.items }],
      similar: near?.items ?? [],
      seconds,
    };
  },
});

async function trainOn(session: Session, client: Client, view: string, model: string): Promise<RunDetail> {
  let runId = '';
  await session.job(async (c) => {
    const started = await c.runs.train({ view, model });
    runId = started.runId;
    return started;
  });
  return client.runs.get({ run: runId });
}
