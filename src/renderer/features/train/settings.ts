import type { RunSummary, TrainInput } from '../../../shared/contract/runs.ts';
import type { Doctor } from '../../../shared/contract/system.ts';
import type { Parameter, ParameterSchema, ParameterValues } from '../../../shared/parameters.ts';
import { text } from '../../messages/index.ts';
import { entryOf, type Entries } from './fields.ts';

/** What is chosen for a run beside the parameters of its model. */
export const SETTINGS = ['seed', 'threads', 'backend', 'kernels'] as const;
export type Setting = (typeof SETTINGS)[number];
export type SettingSchema = Record<Setting, Parameter>;

const MAX_SEED = 0xffffffff;

/** The same kind of schema as that of a model, so that the same fields show it. @param doctor null: not known yet */
export function settingSchema(doctor: Doctor | null, threads: number): SettingSchema {
  const t = text.train.settings;
  const missing = (doctor?.backends ?? []).filter(({ available }) => !available);
  const backends = (doctor?.backends ?? []).filter(({ available }) => available).map(({ name }) => name);
  return {
    seed: {
      ...{ kind: 'integer', label: t.seed, help: t.seedHelp, group: 'training', scale: 'linear' },
      ...{ default: 42, min: 0, max: MAX_SEED },
    },
    threads: {
      ...{ kind: 'integer', label: t.threads, help: t.threadsHelp, group: 'training', scale: 'linear' },
      ...{ default: threads, min: 1, max: 64 },
    },
    backend: {
      ...{ kind: 'choice', label: t.backend, group: 'training', default: 'auto', options: ['auto', ...backends] },
      help: [t.backendHelp, ...missing.map(({ name, reason }) => t.notHere(name, reason ?? ''))].join(' '),
    },
    kernels: {
      ...{ kind: 'choice', label: t.kernels, help: t.kernelsHelp, group: 'training', default: 'auto' },
      options: ['auto', 'simd', 'relaxed-simd'],
    },
  };
}

/** What the engine is told: only what was chosen. */
export function inputOf(values: ParameterValues): Partial<Pick<TrainInput, Setting>> {
  return Object.fromEntries(SETTINGS.filter((name) => Object.hasOwn(values, name)).map((name) => [name, values[name]]));
}

/** The boxes as a run was started with. */
export function settingEntries(schema: ParameterSchema, { seed, threads, kernelBuild }: RunSummary): Entries {
  const values: ParameterValues = { seed, threads, kernels: kernelBuild };
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, entryOf(schema[name], value)]));
}
