import type { Values } from '../../../shared/parameters.ts';
import { declare } from '../compute/declare.ts';
import type { Network } from '../compute/network.ts';
import { MULT_BIAS, multInput, multTraining } from './mult.ts';
import { defineNetworkModel } from './network-model.ts';
import { batchesFrom, optimizerFrom, scheduleFrom } from './stages.ts';

// The source adds .01 / 500 times the sum of squares of all weights, biases left out: 4e-5 w in the gradient.
const parameters = {
  ...multTraining,
  layers: { ...multTraining.layers, default: [200] },
  weightDecay: { ...multTraining.weightDecay, default: 4e-5 },
} as const;
type Parameters = Values<typeof parameters>;

/**
 * The history of length 1, with noise -> tanh layers down to the last of `layers` -> tanh layers back -> a score per
 * item; minus log likelihood of a multinomial (vae_cf: `MultiDAE`).
 */
export function multDaeNetwork(
  size: { users: number; items: number },
  { layers, noise }: Pick<Parameters, 'layers' | 'noise'>,
): Network {
  const net = declare('rows', size);
  let top = net.activation(
    'tanh 1',
    net.bag('input', 'user', layers[0], multInput(size.items, layers[0], noise)),
    'tanh',
  );
  const widths = [...layers.slice(1), ...layers.slice(0, -1).reverse()];
  widths.forEach((units, k) => {
    top = net.dense(`hidden ${k + 2}`, top, units, { activation: 'tanh', biasInitial: MULT_BIAS });
  });
  const initial = { kind: 'xavier-uniform', fanIn: layers[0], fanOut: size.items } as const;
  const output = net.itemScores('output', top, { initial, biasInitial: MULT_BIAS });
  return net.minimise(output, { kind: 'multinomial', reduction: 'mean' });
}

export const multDae = defineNetworkModel({
  id: 'mult-dae',
  title: 'Mult-DAE',
  paper: 'Liang et al., "Variational Autoencoders for Collaborative Filtering", WWW 2018',
  summary: 'A denoising autoencoder with a loss made for lists: strong, and quick to train.',
  family: 'autoencoder',
  about:
    'Learns to complete what a user has after half of it was hidden. One of the strongest models for lists, also for users who come later.',
  data: 'Any interactions; values are ignored.',
  needs: [],
  offers: ['ranking', 'fold-in'],
  parameters,
  monitor: 'ndcg@10',
  metrics: ['ndcg@10', 'recall@10', 'map@10', 'mrr@10', 'hit@10', 'precision@10', 'auc'],
  presets: [
    { id: 'source', label: 'As in the paper', help: 'One layer of 200, 200 passes.', parameters: { epochs: 200 } },
    {
      id: 'quick',
      label: 'Quick look',
      help: 'One layer of 50, ten passes.',
      parameters: { layers: [50], epochs: 10 },
    },
  ],
  stages: ({ size, values }) => [
    {
      name: 'training',
      network: multDaeNetwork(size, values),
      epochs: values.epochs,
      batches: batchesFrom('rows', values, { binary: true }),
      optimizer: optimizerFrom(values, { kind: 'adam' }),
      schedule: scheduleFrom({ ...values, optimizer: 'adam' }),
    },
  ],
});
