import * as v from 'valibot';
import { PARAMETER_GROUPS } from '../parameters.ts';
import { ParameterValue, method } from './common.ts';

const base = {
  label: v.string(),
  help: v.string(),
  group: v.picklist(PARAMETER_GROUPS),
};

export const ParameterInfo = v.variant('kind', [
  v.object({
    ...base,
    kind: v.picklist(['number', 'integer']),
    default: v.number(),
    min: v.number(),
    max: v.number(),
    scale: v.picklist(['linear', 'log']),
  }),
  v.object({ ...base, kind: v.literal('choice'), default: v.string(), options: v.array(v.string()) }),
  v.object({ ...base, kind: v.literal('switch'), default: v.boolean() }),
  v.object({ ...base, kind: v.literal('range'), default: v.nullable(v.tuple([v.number(), v.number()])) }),
  v.object({
    ...base,
    kind: v.literal('list'),
    default: v.array(v.number()),
    min: v.number(), // of each
    max: v.number(),
    integer: v.boolean(),
    maxLength: v.number(),
  }),
]);

export const MODEL_FAMILIES = ['baseline', 'factors', 'network', 'autoencoder'] as const;

export const ModelInfo = v.object({
  id: v.string(),
  title: v.string(),
  paper: v.string(),
  summary: v.string(), // one sentence: what it is for
  family: v.picklist(MODEL_FAMILIES),
  about: v.string(), // two plain sentences: what it is for
  data: v.string(), // one sentence: what data it needs
  /** Sets of parameters to begin with: "as in the paper", "quick look". What a preset leaves out has its default. */
  presets: v.array(
    v.object({
      id: v.string(),
      label: v.string(),
      help: v.string(),
      parameters: v.record(v.string(), ParameterValue),
    }),
  ),
  needs: v.array(v.string()), // 'values', 'time'
  offers: v.array(v.string()), // 'factors', 'ratings', 'ranking', 'fold-in'
  executors: v.array(v.string()),
  parameters: v.record(v.string(), ParameterInfo),
});
export type ModelInfo = v.InferOutput<typeof ModelInfo>;

export const models = {
  list: method.output(v.array(ModelInfo)),
};
