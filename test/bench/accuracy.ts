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
import type { FittedModel } from '../../src/main/engine/models/definition.ts';
import {
  dataFolder,
  hasData,
  movieLens100K,
  movieLens100KFirst,
  movieLens1M,
  movieLens1MOnes,
  movieLensSmall,
  recBole100K,
} from './data.ts';

interface Bar {
  readonly low?: number;
  readonly high?: number;
}

interface Case {
  readonly name: string;
  /** `tune`: what is not yet split for validation sets a tenth of its training part aside. */
  readonly views: (tune: boolean) => View[];
  readonly model: string;
  readonly given: ParameterValues;
  /** By metric of the test part, all of its items ranked. */
  readonly bars: Readonly<Record<string, Bar>>;
}

const folds = (tune: boolean) => [1, 2, 3, 4, 5].map((fold) => movieLens100K(fold, tune));
const [ratings, positives, recbole] = [
  'ml-1m-rating-90-10',
  'ml-1m-positive-80-20',
  'recbole-ml-1m-r3-10core-seed2020',
];
const onRecBole = () => [movieLens1M(recbole)];
/** Plain uniform negatives need less regularisation than hard ones. */
const uniform = { candidates: 1, userL2: 0.02, positiveL2: 0.01, negativeL2: 0.01, biasL2: 0.05 };

/** RecBole's layers on half as many factors: a quarter of the time. */
const smallConvNcf = {
  factors: 32,
  channels: [32, 32, 32],
  kernels: [4, 4, 2],
  strides: [4, 4, 2],
  epochs: 6,
  pretrainLearningRate: 0.003,
};
const PRETRAINED = 40;

const cases: Case[] = [
  {
    name: 'biased-mf, MovieLens 100K u1-u5, defaults',
    views: folds,
    model: 'biased-mf',
    given: {},
    bars: { rmse: { high: 0.915 } },
  },
  {
    name: 'biased-mf, MovieLens 1M 90/10, defaults',
    views: (tune) => [movieLens1M(ratings, tune)],
    model: 'biased-mf',
    given: {},
    bars: { rmse: { high: 0.8425 } },
  },
  {
    name: 'bpr-mf, RecBole split, uniform',
    views: onRecBole,
    model: 'bpr-mf',
    given: uniform,
    bars: { 'ndcg@10': { low: 0.238 } },
  },
  {
    name: 'bpr-mf, RecBole split, defaults',
    views: onRecBole,
    model: 'bpr-mf',
    given: {},
    bars: { 'ndcg@10': { low: 0.275 } },
  },
  {
    name: 'bpr-mf, MovieLens 1M >= 4, defaults',
    views: (tune) => [movieLens1M(positives, tune)],
    model: 'bpr-mf',
    given: {},
    bars: { 'ndcg@10': { low: 0.33 } },
  },
  {
    name: 'popularity, RecBole split',
    views: onRecBole,
    model: 'popularity',
    given: {},
    bars: { 'ndcg@10': { low: 0.1176, high: 0.1186 } },
  },
  {
    // The recorded .1533 breaks ties by item id; against the relevant item, as this product does, the exact value is .1523.
    name: 'popularity, MovieLens 1M >= 4',
    views: (tune) => [movieLens1M(positives, tune)],
    model: 'popularity',
    given: {},
    bars: { 'ndcg@10': { low: 0.1518, high: 0.1528 } },
  },
  {
    // The lesson's 20 % at random are folds of 20 % here; .82 is its bar as MSE.
    name: 'embedding-dot-bias, MovieLens 100K u1-u5, fastai lesson 4',
    views: folds,
    model: 'embedding-dot-bias',
    given: { factors: 40, range: [0, 5.5] },
    bars: { rmse: { high: Math.sqrt(0.82) } },
  },
  {
    // As in the post; by default: weight decay .01, embeddings as wide as fastai's rule says.
    name: 'embedding-nn, MovieLens 100K first 70,000 rows',
    views: (tune) => [movieLens100KFirst(70_000, tune)],
    model: 'embedding-nn',
    given: { layers: [30, 30], range: [0, 5], epochs: 5, batchSize: 128, learningRate: 3e-3, schedule: 'constant' },
    bars: { mae: { high: 0.755 } },
  },
  {
    // The bar is .80 as MSE.
    name: 'embedding-dot-bias, MovieLens latest-small, walk-through',
    views: (tune) => [movieLensSmall(tune)],
    model: 'embedding-dot-bias',
    given: { factors: 50, batchSize: 2048, range: [0.5, 5.5] },
    bars: { rmse: { high: Math.sqrt(0.8) } },
  },
  ...[true, false].map((negativeSampling): Case => ({
    name: `dynamic-autoencoder, MovieLens 1M >= 3, ${negativeSampling ? 'sampled items' : 'all items'}`,
    views: (tune) => [movieLens1MOnes(tune)],
    model: 'dynamic-autoencoder',
    given: { layers: [200], noise: 0.5, batchSize: 500, learningRate: 1e-3, epochs: 20, negativeSampling },
    bars: { 'recall-capped@10': { low: 0.29 }, 'ndcg@10': { low: 0.31 } },
  })),
  {
    name: 'mult-vae, RecBole split',
    views: onRecBole,
    model: 'mult-vae',
    // So few users make few steps: the rate is higher, and the prior's weight is at its highest within the run.
    given: { layers: [600, 128], learningRate: 5e-3, schedule: 'linear', epochs: 26, klSteps: 1000 },
    bars: { 'ndcg@10': { low: 0.25 } },
  },
  {
    name: 'mult-dae, RecBole split',
    views: onRecBole,
    model: 'mult-dae',
    given: { epochs: 50 },
    bars: { 'ndcg@10': { low: 0.24 } },
  },
  {
    name: 'neumf, RecBole split, 64 factors',
    views: onRecBole,
    model: 'neumf',
    given: { factors: 64, layers: [128, 64, 32, 16], batchSize: 4096, epochs: 20 },
    bars: { 'ndcg@10': { low: 0.232 } },
  },
  // What pretraining is worth is the distance of the two.
  ...[PRETRAINED, 0].map((pretrainEpochs): Case => ({
    name: `convncf, RecBole split of MovieLens 100K, ${pretrainEpochs > 0 ? 'pretrained' : 'not pretrained'}`,
    views: () => [recBole100K()],
    model: 'convncf',
    given: { ...smallConvNcf, pretrainEpochs },
    bars: { 'ndcg@10': pretrainEpochs > 0 ? { low: 0.22 } : {} },
  })),
];

const { values: options, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    seeds: { type: 'string', default: '42' },
    threads: { type: 'string', default: '2' },
    // For the choice of settings: others than the case has, and figures of the validation part, every so many epochs.
    set: { type: 'string', default: '{}' },
    tune: { type: 'string' },
  },
});
if (!hasData('ml-1m') || !hasData('ml-100k')) {
  console.error(
    `accuracy: no data in "${dataFolder}"; set RECSMITH_DATA to the folder that has ml-1m, ml-100k, ml-latest-small, recbole-ml-100k, splits`,
  );
  process.exit(process.env.REQUIRE_DATA === '1' ? 1 : 0);
}

const kernels = await Kernels.open({ threads: Number(options.threads) });
const changes = JSON.parse(options.set) as ParameterValues;
const measure = async (on: 'validation' | 'test', view: View, model: FittedModel, metrics: readonly string[]) =>
  (await evaluate({ kernels, view, model, on, candidates: 'all', metrics })).metrics;

/** Prints the figures of the validation part and never looks at the test part. */
async function tune({ views, model, bars }: Case, values: ParameterValues, every: number): Promise<void> {
  for (const view of views(true)) {
    const began = performance.now();
    await fitModel(modelById(model), view, kernels, values, {
      after: async (epoch, fitted) => {
        if (epoch % every !== 0) return;
        const figures = await measure('validation', view, fitted, Object.keys(bars));
        const shown = Object.keys(bars).map((metric) => `${metric} ${figures[metric].mean.toFixed(4)}`);
        console.error(`epoch ${epoch}  validation ${shown.join('  ')}  ${secondsSince(began)} s`);
      },
    });
  }
}

const secondsSince = (began: number): string => ((performance.now() - began) / 1000).toFixed(1);

let missed = 0;
for (const one of cases) {
  const { name, views, model: id, bars } = one;
  if (positionals.length > 0 && !positionals.some((wanted) => name.includes(wanted))) continue;
  const model = modelById(id);
  const given = { ...one.given, ...changes };
  const values = withDefaults(model.parameters, given);
  console.error(`${name}: ${JSON.stringify(given)}`);
  if (options.tune) {
    await tune(one, values, Number(options.tune));
    continue;
  }
  const loaded = views(false);
  for (const seed of options.seeds.split(',').map(Number)) {
    const began = performance.now();
    const means: Record<string, number> = {};
    for (const view of loaded) {
      const mark = kernels.mark();
      const { model: fitted } = await fitModel(model, view, kernels, values, { seed });
      const figures = await measure('test', view, fitted, Object.keys(bars));
      for (const metric of Object.keys(bars))
        means[metric] = (means[metric] ?? 0) + figures[metric].mean / loaded.length;
      fitted.close?.();
      kernels.release(mark);
    }
    const seconds = secondsSince(began);
    for (const [metric, { low, high }] of Object.entries(bars)) {
      const value = means[metric];
      const held = value >= (low ?? -Infinity) && value <= (high ?? Infinity);
      if (!held) missed++;
      const wanted = [low !== undefined && `>= ${low}`, high !== undefined && `<= ${high.toFixed(4)}`];
      console.error(
        `  ${metric}  ${value.toFixed(4)}  bar ${wanted.filter(Boolean).join(' and ')}  ${held ? 'held' : 'MISSED'}  ${seconds} s`,
      );
      const line = { name: `${name} ${metric}`, value, unit: metric, seed, bar: low ?? high, held, given, seconds };
      console.log(JSON.stringify(line));
    }
  }
}
await kernels.close();
process.exitCode = missed > 0 ? 1 : 0;
