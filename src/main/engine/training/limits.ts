import * as v from 'valibot';
import { Limits } from '../../../shared/contract/system.ts';
import type { StorageServices } from '../storage/api.ts';
import type { RemoteServices } from '../threads/remote.ts';

const KEY = 'engine.limits';
type Settings = Pick<RemoteServices<StorageServices>, 'settings'>;

export const NO_LIMITS: Limits = { threads: null, memoryBytes: null };

/** The limits of the workspace. What cannot be read (a later version wrote it) limits nothing. */
export async function readLimits({ settings }: Settings): Promise<Limits> {
  const stored = await settings.get(KEY);
  if (stored === null) return NO_LIMITS;
  try {
    return v.parse(Limits, JSON.parse(stored));
  } catch {
    return NO_LIMITS;
  }
}

export async function saveLimits({ settings }: Settings, limits: Limits): Promise<void> {
  await settings.save(KEY, JSON.stringify(limits));
}
