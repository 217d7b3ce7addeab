import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { dataFolder } from './workspace.ts';

/**
 * Settings of the user of this machine, outside every workspace: what must not travel with a copied one (code that is
 * trusted, libraries of this machine). One small JSON file. `RECSMITH_USER_FOLDER` puts it elsewhere, for tests.
 */
export const userFolder = (environment: NodeJS.ProcessEnv = process.env): string =>
  environment['RECSMITH_USER_FOLDER'] ?? dataFolder(process.platform, environment);

const file = (): string => join(userFolder(), 'settings.json');

function all(): Record<string, unknown> {
  try {
    const content: unknown = JSON.parse(readFileSync(file(), 'utf8'));
    return typeof content === 'object' && content !== null ? (content as Record<string, unknown>) : {};
  } catch {
    // None yet, or not ours: nothing is set.
    return {};
  }
}

/** What is stored under the key, unchecked; undefined where nothing is. */
export const readUserSetting = (key: string): unknown => all()[key];

/** `undefined` removes the setting. The file is replaced in one step. */
export function saveUserSetting(key: string, value: unknown): void {
  const { [key]: _former, ...others } = all();
  const path = file();
  mkdirSync(dirname(path), { recursive: true });
  const content = value === undefined ? others : { ...others, [key]: value };
  writeFileSync(`${path}.new`, `${JSON.stringify(content, null, 2)}\n`, { mode: 0o600 });
  renameSync(`${path}.new`, path);
}
