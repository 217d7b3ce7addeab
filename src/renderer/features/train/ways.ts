import type { Client } from '../../../shared/contract.ts';
import type { ModelInfo } from '../../../shared/contract/models.ts';
import type { Estimate } from '../../../shared/contract/runs.ts';
import type { ParameterValues } from '../../../shared/parameters.ts';
import { text } from '../../messages/index.ts';
import type { Input } from './run-input.ts';

/** What can be trained instead of a run that does not fit in memory, with its own estimate. */
export interface Way {
  readonly input: Input;
  readonly label: string;
  readonly why: string;
  readonly estimate: Estimate;
}

interface Refused {
  readonly input: Input;
  readonly model: ModelInfo;
  /** Models that can learn from the view. */
  readonly others: readonly ModelInfo[];
  readonly nameOf: (model: ModelInfo, changed: ParameterValues) => string;
}

/** Fewer factors of the same model, halved until it fits; then other models with their defaults. The engine says what fits. */
export async function waysOn(client: Client, { input, model, others, nameOf }: Refused): Promise<Way[]> {
  const t = text.train.refused;
  const found: Way[] = [];
  const factors = model.parameters.factors as ModelInfo['parameters'][string] | undefined;
  if (factors?.kind === 'integer') {
    const asked = Number(input.parameters?.factors ?? factors.default);
    for (let fewer = Math.floor(asked / 2); fewer >= factors.min; fewer = Math.floor(fewer / 2)) {
      const parameters = { ...input.parameters, factors: fewer };
      const smaller = { ...input, parameters, name: nameOf(model, parameters) };
      const estimate = await client.runs.estimate(smaller);
      if (!estimate.fits) continue;
      found.push({ input: smaller, label: t.fewer(model.title, fewer), why: t.fewerWhy, estimate });
      break;
    }
  }
  for (const other of others) {
    const instead = { view: input.view, model: other.id, name: other.title };
    const estimate = await client.runs.estimate(instead);
    if (estimate.fits) found.push({ input: instead, label: other.title, why: other.summary, estimate });
  }
  return found.slice(0, 3);
}
