import * as v from 'valibot';
import { readUserSetting, saveUserSetting } from '../user-settings.ts';
import type { PluginSource } from './source.ts';

/**
 * The plug-ins that the user of this machine trusts, by hash: kept in the user's settings, never in a workspace, so
 * that a copied workspace brings no code. A changed file is another plug-in, and is asked about anew.
 */
const Trusted = v.object({ path: v.string(), hash: v.string(), since: v.string() });
export type TrustedPlugin = v.InferOutput<typeof Trusted>;

const KEY = 'plugins';

export function trustedPlugins(): TrustedPlugin[] {
  const stored = v.safeParse(v.array(Trusted), readUserSetting(KEY));
  return stored.success ? stored.output : [];
}

export const isTrusted = ({ path, hash }: Pick<PluginSource, 'path' | 'hash'>): boolean =>
  trustedPlugins().some((one) => one.path === path && one.hash === hash);

/** Replaces what was trusted at the same path. */
export function trustPlugin({ path, hash }: Pick<PluginSource, 'path' | 'hash'>, now = new Date()): void {
  const others = trustedPlugins().filter((one) => one.path !== path);
  saveUserSetting(KEY, [...others, { path, hash, since: now.toISOString() }]);
}

/** @returns whether there was anything to forget */
export function forgetPlugin(path: string): boolean {
  const all = trustedPlugins();
  const others = all.filter((one) => one.path !== path);
  saveUserSetting(KEY, others.length > 0 ? others : undefined);
  return others.length < all.length;
}
