import type { Network } from '../compute/network.ts';
import type { ModelDefinition } from '../models/definition.ts';
import { defineNetworkModel } from '../models/network-model.ts';
import { dotShape } from '../models/network-score.ts';
import * as shared from '../models/parameters.ts';
import { batchesFrom, optimizerFrom, scheduleFrom } from '../models/stages.ts';
import type { PluginDescription } from './child.ts';
import type { View } from '../datasets/view.ts';
import { CollatedSource } from './collated.ts';
import { pluginExecutor } from './executor.ts';
import { PluginProcess } from './process.ts';
import { sourceOf, type PluginReference } from './registry.ts';

export type PluginModelDescription = NonNullable<PluginDescription['model']>;

/**
 * A model of a plug-in as a run keeps it: the network is plain data, so that whoever trains, scores or exports the run
 * needs the plug-in no more.
 */
export interface PluginModel extends PluginReference {
  readonly model: PluginModelDescription;
  readonly network: Network;
}

/** The engine's own parameters of every such model, and the file's beside them. */
export function pluginParameters({ examples, parameters }: PluginModelDescription) {
  const own = {
    epochs: shared.epochs,
    batchSize: shared.batchSize,
    learningRate: { ...shared.learningRate, default: 1e-3 },
    optimizer: shared.optimizer,
    weightDecay: shared.weightDecay,
    ...shared.schedules,
    ...(examples === 'implicit' || examples === 'pairwise' ? shared.drawnNegatives : {}),
    ...(examples === 'rows' ? shared.sampledItems : {}),
    ...shared.stopping,
  };
  // The type names the engine's own; the file's are known to the file.
  return { ...parameters, ...own };
}

export function pluginModel({ path, hash, model, network }: PluginModel): ModelDefinition {
  const { id, title, summary, paper, needs, examples } = model;
  const ratings = examples === 'ratings';
  const file = path.split(/[/\\]/).at(-1)!;
  return defineNetworkModel({
    ...{
      id,
      title,
      paper: paper || `plug-in ${file}`,
      summary: summary || `A model of your own, from ${file}.`,
      needs,
    },
    family: network.kind === 'rows' ? 'autoencoder' : 'network',
    about: `A model of your own. It comes from the plug-in ${file}.`,
    data: ratings ? 'Interactions; their values are what it learns.' : 'Interactions; values are not needed.',
    offers: [
      'ranking',
      ...(ratings ? (['ratings'] as const) : []),
      ...(network.nodes.length > 0 && dotShape(network) ? (['factors'] as const) : []),
      ...(network.kind === 'rows' ? (['fold-in'] as const) : []),
    ],
    parameters: pluginParameters(model),
    monitor: ratings ? 'rmse' : 'ndcg@10',
    metrics: ratings ? ['rmse', 'mae', 'ndcg@10'] : ['ndcg@10', 'recall@10', 'map@10', 'mrr@10', 'hit@10'],
    ...(network.loss.kind === 'custom' && {
      executor: () => Promise.resolve(pluginExecutor({ path, hash }, console.error)),
    }),
    stages: ({ values }) => [
      {
        name: 'training',
        network,
        epochs: values.epochs,
        batches: batchesFrom(examples === 'collated' ? 'ratings' : examples, values),
        ...(examples === 'collated' && {
          source: async (view: View, seed: number) =>
            new CollatedSource(await PluginProcess.open(sourceOf({ path, hash })), view, {
              batchSize: values.batchSize,
              seed,
            }),
        }),
        optimizer: optimizerFrom(values),
        schedule: scheduleFrom(values),
      },
    ],
  });
}

/** What the list of models tells; what a network offers is known only once it is declared for a view. */
export function pluginGalleryEntry({ path, hash }: PluginReference, model: PluginModelDescription): ModelDefinition {
  const kind = model.examples === 'rows' ? 'rows' : 'pairs';
  const loss = { kind: 'squared-error', reduction: 'mean', confidence: 0 } as const;
  return pluginModel({ path, hash, model, network: { kind, tables: [], nodes: [], output: -1, loss } });
}
