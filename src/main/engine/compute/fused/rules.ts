import type { OptimizerSettings, StepSettings } from '../executor.ts';
import type { TableSpec } from '../network.ts';
import { l2Of } from '../optimizers.ts';
import { real, type Field } from './memory.ts';

const KINDS = { sgd: 0, momentum: 1, adam: 2, adagrad: 3, rmsprop: 4 } as const;
const RMSPROP_WITH_MOMENTUM = 5;

/** Fields of `Rule` (kernels/assembly/optimizer.ts): what the optimiser does to a table. */
export function ruleOf(optimizer: OptimizerSettings, spec: Pick<TableSpec, 'group' | 'l2Scale'>): Field[] {
  const { kind, withMomentum, beta2, epsilon, decay, normPenalty } = optimizer;
  const { group } = spec;
  return [
    kind === 'rmsprop' && withMomentum ? RMSPROP_WITH_MOMENTUM : KINDS[kind],
    ...[beta2, epsilon, l2Of(optimizer, spec), decay[group] ?? 0, normPenalty[group] ?? 0].map(real),
  ];
}

/** Fields of `StepRule`. */
export function stepRuleOf({ kind, beta2, epsilon }: OptimizerSettings, step: StepSettings): Field[] {
  const { step: number, learningRate, momentum, klWeight } = step;
  const second = kind === 'adam' ? Math.sqrt(1 - beta2 ** number) : 1;
  const first = kind === 'adam' ? 1 - momentum ** number : 1;
  return [...[learningRate, momentum, (learningRate * second) / first, epsilon * second, klWeight].map(real), number];
}
