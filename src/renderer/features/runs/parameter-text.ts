import type { RunSummary } from '../../../shared/contract/runs.ts';
import { brief } from '../../messages/format.ts';
import { text } from '../../messages/index.ts';

/** A parameter's value as it is read. */
export function valueText(value: RunSummary['parameters'][string]): string {
  const t = text.run.parameters;
  if (value === null) return t.none;
  if (typeof value === 'boolean') return value ? t.on : t.off;
  if (typeof value === 'number') return brief(value);
  if (typeof value === 'string') return value;
  if (value.length === 0) return t.none;
  // A range ascends; layers in an order, which share its shape, hardly ever do.
  return value.length === 2 && value[0] < value[1]
    ? t.range(brief(value[0]), brief(value[1]))
    : value.map((each) => brief(each)).join(', ');
}
