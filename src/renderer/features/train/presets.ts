import type { ModelInfo } from '../../../shared/contract/models.ts';
import type { ParameterValues } from '../../../shared/parameters.ts';
import { defaultEntries, entryOf, sameEntry, type Entries } from './fields.ts';

/** What the boxes of a model hold for given values; what is not given has its default. */
export function entriesFor(model: ModelInfo, values: ParameterValues): Entries {
  const given = Object.entries(values).filter(([name]) => Object.hasOwn(model.parameters, name));
  return Object.fromEntries(given.map(([name, value]) => [name, entryOf(model.parameters[name], value)]));
}

/** Whether the boxes stand exactly as these values would leave them. */
export function standsAs(model: ModelInfo, entries: Entries, values: ParameterValues): boolean {
  const wanted = { ...defaultEntries(model.parameters), ...entriesFor(model, values) };
  return Object.entries(model.parameters).every(([name, parameter]) =>
    sameEntry(parameter, entries[name], wanted[name]),
  );
}
