// Accuracy on the recorded splits against its bars: RECSMITH_DATA=folder node test/bench/accuracy.ts [name...]
// Readable table on standard error, JSON lines on standard output. Settings were chosen on validation data only.
import { parseArgs } from 'node:util';
import type { ParameterValues } from '../../src/shared/parameters.ts';
import { withDefaults } from '../../src/shared/parameters.ts';
import type { View } from '../../src/main/engine/datasets/view.ts';
import { evaluate } from '../../src/main/engine/evaluation/evaluator.ts';
import { Kernels } from '../../src/main/engine/kernels/kernels.ts';
import { modelById } from '../../src/main/engine/models/registry.ts';
import { fitModel } from '../../src/main/engine/models/testing.ts';
import { dataFolder, hasData, movieLens100K, movieLens1M } from './data.ts';

interface Bar {
  readonly low?: number;
  readonly high?: number;
}

interface Case {
  readonly name: string;
  readonly views: () => View[];
  readonly model: string;
  readonly given: ParameterValues;
  readonly metric: string;
  readonly bar: Bar;
}

const folds = () => [1, 2, 3, 4, 5].map((fold) => movieLens100K(fold));
const [ratings, positives, recbole] = [
  'ml-1m-rating-90-10',
  'ml-1m-positive-80-20',
  'recbole-ml-1m-r3-10core-seed2020',
];
/** Plain uniform negatives need less regularisation than hard ones. */
const uniform = { candidates: 1, userL2: 0.02, positiveL2: 0.01, negativeL2: 0.01, biasL2: 0.05 };

const cases: Case[] = [
  {
    name: 'biased-mf, MovieLens 100K u1-u5, defaults',
    views: folds,
    model: 'biased-mf',
    given: {},
    metric: 'rmse',
    bar: { high: 0.915 },
  },
  {
    name: 'biased-mf, MovieLens 1M 90/10, defaults',
    views: () => [movieLens1M(ratings)],
    model: 'biased-mf',
    given: {},
    metric: 'rmse',
    bar: { high: 0.8425 },
  },
  {
    name: 'bpr-mf, RecBole split, uniform',
    views: () => [movieLens1M(recbole)],
    model: 'bpr-mf',
    given: uniform,
    metric: 'ndcg@10',
    bar: { low: 0.238 },
  },
  {
    name: 'bpr-mf, RecBole split, defaults',
    views: () => [movieLens1M(recbole)],
    model: 'bpr-mf',
    given: {},
    metric: 'ndcg@10',
    bar: { low: 0.275 },
  },
  {
    name: 'bpr-mf, MovieLens 1M >= 4, defaults',
    views: () => [movieLens1M(positives)],
    model: 'bpr-mf',
    given: {},
    metric: 'ndcg@10',
    bar: { low: 0.33 },
  },
  {
    name: 'popularity, RecBole split',
    views: () => [movieLens1M(recbole)],
    model: 'popularity',
    given: {},
    metric: 'ndcg@10',
    bar: { low: 0.1176, high: 0.1186 },
  },
  {
    // The recorded .1533 breaks ties by item id; against the relevant item, as this product does, the exact value is .1523.
    name: 'popularity, MovieLens 1M >= 4',
    views: () => [movieLens1M(positives)],
    model: 'popularity',
    given: {},
    metric: 'ndcg@10',
    bar: { low: 0.1518, high: 0.1528 },
  },
  {
    // The lesson's 20 % at random are folds of 20 % here; .82 is its bar as MSE.
    name: 'embedding-dot-bias, MovieLens 100K u1-u5, fastai lesson 4',
    views: folds,
    model: 'embedding-dot-bias',
    given: { factors: 40, range: [0, 5.5] },
    metric: 'rmse',
    bar: { high: Math.sqrt(0.82) },
  },
  {
    name: 'mult-vae, RecBole split',
    views: () => [movieLens1M(recbole)],
    model: 'mult-vae',
    given: {},
    metric: 'ndcg@10',
    bar: { low: 0.25 },
  },
  {
    name: 'mult-dae, RecBole split',
    views: () => [movieLens1M(recbole)],
    model: 'mult-dae',
    given: {},
    metric: 'ndcg@10',
    bar: { low: 0.24 },
  },
  {
    name: 'neumf, RecBole split, 64 factors',
    views: () => [movieLens1M(recbole)],
    model: 'neumf',
    given: { factors: 64, layers: [128, 64, 32, 16], batchSize: 4096, epochs: 20 },
    metric: 'ndcg@10',
    bar: { low: 0.232 },
  },
];

const { values: options, positionals } = parseArgs({
  allowPositionals: true,
  options: { seeds: { type: 'string', default: '42' }, threads: { type: 'string', default: '2' } },
});
if (!hasData('ml-1m') || !hasData('ml-100k')) {
  console.error(
    `accuracy: no data in "${dataFolder}"; set RECSMITH_DATA to the folder that has ml-1m, ml-100k, splits`,
  );
  process.exit(process.env.REQUIRE_DATA === '1' ? 1 : 0);
}

const kernels = await Kernels.open({ threads: Number(options.threads) });
let missed = 0;
for (const { name, views, model: id, given, metric, bar } of cases) {
  if (positionals.length > 0 && !positionals.some((wanted) => name.includes(wanted))) continue;
  const model = modelById(id);
  const values = withDefaults(model.parameters, given);
  const loaded = views();
  for (const seed of options.seeds.split(',').map(Number)) {
    let mean = 0;
    for (const view of loaded) {
      const mark = kernels.mark();
      const { model: fitted } = await fitModel(model, view, kernels, values, { seed });
      const request = { kernels, view, model: fitted, on: 'test', candidates: 'all', metrics: [metric] } as const;
      mean += (await evaluate(request)).metrics[metric].mean / loaded.length;
      kernels.release(mark);
    }
    const held = mean >= (bar.low ?? -Infinity) && mean <= (bar.high ?? Infinity);
    if (!held) missed++;
    const wanted = [bar.low !== undefined && `>= ${bar.low}`, bar.high !== undefined && `<= ${bar.high}`];
    console.error(
      [
        name.padEnd(42),
        metric,
        mean.toFixed(4),
        `bar ${wanted.filter(Boolean).join(' and ')}`,
        held ? 'held' : 'MISSED',
      ].join('  '),
    );
    console.log(
      JSON.stringify({ name: `${name} ${metric}`, value: mean, unit: metric, seed, bar: bar.low ?? bar.high, held }),
    );
  }
}
await kernels.close();
process.exitCode = missed > 0 ? 1 : 0;
