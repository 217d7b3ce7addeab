import * as v from 'valibot';
import type { Safetensors } from '../training/safetensors.ts';
import { DatasetOrigin, ViewOrigin, type Description } from './file.ts';

/**
 * Of a run that was loaded without its data: what it was trained on, kept with its checkpoint, so that the next file says
 * so too.
 */
const Origin = v.object({ dataset: DatasetOrigin, view: ViewOrigin });
export type Origin = v.InferOutput<typeof Origin>;

export const originMetadata = ({ dataset, view }: Description): { origin: string } => ({
  origin: JSON.stringify({ dataset, view } satisfies Origin),
});

/** Null for a run that has its data. */
export function readOrigin({ metadata }: Pick<Safetensors, 'metadata'>): Origin | null {
  const text = metadata.get('origin');
  return text === undefined ? null : v.parse(Origin, JSON.parse(text));
}
