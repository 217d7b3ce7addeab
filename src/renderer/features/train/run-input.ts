import type * as v from 'valibot';
import type { ModelInfo } from '../../../shared/contract/models.ts';
import type { Estimate, TrainInput } from '../../../shared/contract/runs.ts';
import type { ParameterValue, ParameterValues } from '../../../shared/parameters.ts';
import { text } from '../../messages/index.ts';
import { inputOf } from './settings.ts';

export type Input = v.InferInput<typeof TrainInput>;

/** Named by the model and what was changed: "BPR matrix factorisation, factors 32" */
export function runInput(view: string, model: ModelInfo, values: ParameterValues): Input {
  const own = Object.entries(values).filter(([name]) => Object.hasOwn(model.parameters, name));
  const changes = own.map(([name, value]) => text.train.runChange(model.parameters[name].label, said(value)));
  if (Object.hasOwn(values, 'seed')) changes.push(text.train.runChange(text.train.settings.seed, String(values.seed)));
  return {
    view,
    model: model.id,
    parameters: Object.fromEntries(own) as Input['parameters'],
    ...inputOf(values),
    name: text.train.runName(model.title, changes).slice(0, 200),
  };
}

const said = (value: ParameterValue): string =>
  value === null || (Array.isArray(value) && value.length === 0)
    ? text.train.none
    : Array.isArray(value)
      ? value.join('-')
      : String(value);

/** Runs come one after another: their times add up, their memory does not. */
export function together(estimates: readonly Estimate[]): Estimate {
  const largest = estimates.reduce((a, b) => (b.memoryBytes > a.memoryBytes ? b : a));
  const seconds = estimates.some((each) => each.seconds === null)
    ? null
    : estimates.reduce((sum, each) => sum + (each.seconds ?? 0), 0);
  return {
    ...largest,
    seconds,
    fits: estimates.every(({ fits }) => fits),
    anyway: estimates.every(({ fits, anyway }) => fits || anyway),
    problems: estimates.flatMap(({ problems }) => problems),
  };
}
