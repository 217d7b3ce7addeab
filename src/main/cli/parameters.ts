import type { Client } from '../../shared/contract.ts';
import { parseParameterText, type ParameterValues } from '../../shared/parameters.ts';
import { assignments, integer, oneOf } from './command.ts';

const BACKENDS = ['auto', 'fused', 'cuda', 'tensorflow', 'wasm', 'cpu'] as const;

/** Options of every command that trains. */
export const TRAINING_OPTIONS = {
  set: { value: 'a=1,b=2', help: 'parameters; "recsmith models MODEL" lists them' },
  seed: { value: 'N', help: 'default 42' },
  backend: { value: 'B', help: BACKENDS.join(', ') },
  kernels: { value: 'K', help: 'auto, simd (same bits on every machine), relaxed-simd' },
  anyway: { help: 'start although less memory is free than the run will need' },
} as const;

interface Given {
  set?: string;
  seed?: string;
  backend?: string;
  kernels?: string;
  anyway?: boolean;
}

/** What the options of a training mean for the contract. */
export async function trainingInput(client: Client, view: string, model: string, options: Given) {
  return {
    view,
    model,
    parameters: await parametersOf(client, model, options.set),
    seed: integer('seed', options.seed, 0, 0xffffffff) ?? 42,
    backend: oneOf('backend', options.backend, BACKENDS) ?? 'auto',
    kernels: oneOf('kernels', options.kernels, ['auto', 'simd', 'relaxed-simd'] as const) ?? 'auto',
    anyway: options.anyway === true,
  };
}

async function parametersOf(client: Client, model: string, text: string | undefined): Promise<Record<string, never>> {
  const given = assignments('set', text);
  if (Object.keys(given).length === 0) return {};
  const info = (await client.models.list()).find((candidate) => candidate.id === model);
  // An unknown model or parameter is refused by the engine, with the names that exist.
  return Object.fromEntries(
    Object.entries(given).map(([name, value]) => {
      const parameter = info && Object.hasOwn(info.parameters, name) ? info.parameters[name] : undefined;
      return [name, parameter ? parseParameterText(parameter, value) : value];
    }),
  ) as ParameterValues as Record<string, never>;
}
