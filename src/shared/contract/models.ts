import * as v from 'valibot';
import { method } from './common.ts';

const base = {
  label: v.string(),
  help: v.string(),
  group: v.picklist(['model', 'training', 'regularisation', 'stopping', 'output']),
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
]);

export const ModelInfo = v.object({
  id: v.string(),
  title: v.string(),
  paper: v.string(),
  summary: v.string(), // one sentence: what it is for
  needs: v.array(v.string()), // 'values', 'time'
  offers: v.array(v.string()), // 'factors', 'ratings', 'ranking', 'fold-in'
  executors: v.array(v.string()),
  parameters: v.record(v.string(), ParameterInfo),
});
export type ModelInfo = v.InferOutput<typeof ModelInfo>;

export const models = {
  list: method.output(v.array(ModelInfo)),
};
