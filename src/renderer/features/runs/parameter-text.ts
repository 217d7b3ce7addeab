import type { RunSummary } from '../../../shared/contract/runs.ts';
import { brief } from '../../messages/format.ts';
import { text } from '../../messages/index.ts';

/** A parameter's value as it is read. */
export function valueText(value: RunSummary['parameters'][string]): string {
  const t = text.run.parameters;
  if (value === null) return t.none;
  if (typeof value === 'boolean') return value ? t.on : t.off;
  if (typeof value === 'number') return brief(value);
  return typeof value === 'string' ? value : t.range(brief(value[0]), brief(value[1]));
}
