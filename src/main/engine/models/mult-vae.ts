import type { Values } from '../../../shared/parameters.ts';
import { declare } from '../compute/declare.ts';
import type { Network } from '../compute/network.ts';
import { MULT_BIAS, multInput, multTraining } from './mult.ts';
import { defineNetworkModel } from './network-model.ts';
import { batchesFrom, optimizerFrom, scheduleFrom } from './stages.ts';

const parameters = {
  ...multTraining,
  layers: { ...multTraining.layers, default: [600, 200] },
  klCap: {
    kind: 'number',
    label: 'Highest weight of the prior',
    help: 'How strongly, in the end, each user is pulled towards the average user. Less fits the histories closer, more is steadier.',
    group: 'regularisation',
    default: 0.2,
    min: 0,
    max: 10,
    scale: 'linear',
  },
  klSteps: {
    kind: 'integer',
    label: 'Steps until that weight would be 1',
    help: 'The weight of the prior grows from 0 in equal parts over this many steps, and stays at its highest once there. 0: it is at its highest from the start.',
    group: 'schedule',
    default: 200_000,
    min: 0,
    max: 10_000_000,
    scale: 'log',
  },
} as const;
type Parameters = Values<typeof parameters>;

/** Of a step, 1-based; the source counts from 0: min(cap, step / steps). */
export const klWeightAt = ({ klCap, klSteps }: Pick<Parameters, 'klCap' | 'klSteps'>, step: number): number =>
  klSteps > 0 ? Math.min(klCap, (step - 1) / klSteps) : klCap;

/**
 * The history of length 1, with noise -> tanh layers -> mean and log variance of the last of `layers` -> a draw (the
 * mean when scoring) -> tanh layers back -> a score per item; minus log likelihood of a multinomial plus the annealed
 * divergence from N(0, 1) (vae_cf: `MultiVAE`).
 */
export function multVaeNetwork(
  size: { users: number; items: number },
  { layers, noise }: Pick<Parameters, 'layers' | 'noise'>,
): Network {
  const net = declare('rows', size);
  // One layer alone leaves no room between the items and the draw: it is hidden layer and draw in one width.
  const [outer, inner] = layers.length > 1 ? [layers.slice(0, -1), layers.at(-1)!] : [layers, layers[0]];
  let top = net.activation(
    'tanh 1',
    net.bag('input', 'user', outer[0], multInput(size.items, outer[0], noise)),
    'tanh',
  );
  outer.slice(1).forEach((units, k) => {
    top = net.dense(`encoder ${k + 2}`, top, units, { activation: 'tanh', biasInitial: MULT_BIAS });
  });
  // In the source mean and log variance are the halves of one layer of twice the width: so is its bound.
  const initial = { kind: 'xavier-uniform', fanIn: outer.at(-1)!, fanOut: 2 * inner } as const;
  const mean = net.dense('mean', top, inner, { initial, biasInitial: MULT_BIAS });
  const logVariance = net.dense('log variance', top, inner, { initial, biasInitial: MULT_BIAS });
  top = net.gaussian('draw', mean, logVariance);
  [...outer].reverse().forEach((units, k) => {
    top = net.dense(`decoder ${k + 1}`, top, units, { activation: 'tanh', biasInitial: MULT_BIAS });
  });
  const last = { kind: 'xavier-uniform', fanIn: outer[0], fanOut: size.items } as const;
  const output = net.itemScores('output', top, { initial: last, biasInitial: MULT_BIAS });
  return net.minimise(output, { kind: 'multinomial', reduction: 'mean' });
}

export const multVae = defineNetworkModel({
  id: 'mult-vae',
  title: 'Mult-VAE',
  paper: 'Liang et al., "Variational Autoencoders for Collaborative Filtering", WWW 2018',
  summary: 'A variational autoencoder with a loss made for lists: strong, also for new users.',
  family: 'autoencoder',
  about:
    'Describes each user by a point among all users, and keeps in mind how sure it is of it. One of the strongest models for lists, also for users with short histories.',
  data: 'Any interactions; values are ignored.',
  needs: [],
  offers: ['ranking', 'fold-in'],
  parameters,
  monitor: 'ndcg@10',
  metrics: ['ndcg@10', 'recall@10', 'map@10', 'mrr@10', 'hit@10', 'precision@10', 'auc'],
  presets: [
    {
      id: 'source',
      label: 'As in the paper',
      help: 'Layers of 600 and 200, 200 passes, the weight of the prior growing to 0.2.',
      parameters: { epochs: 200 },
    },
    {
      id: 'quick',
      label: 'Quick look',
      help: 'Layers of 100 and 32, ten passes.',
      parameters: { layers: [100, 32], epochs: 10 },
    },
  ],
  stages: ({ size, values }) => [
    {
      name: 'training',
      network: multVaeNetwork(size, values),
      epochs: values.epochs,
      batches: batchesFrom('rows', values, { binary: true }),
      optimizer: optimizerFrom(values, { kind: 'adam' }),
      schedule: scheduleFrom({ ...values, optimizer: 'adam' }),
      klWeight: (step) => klWeightAt(values, step),
    },
  ],
});
