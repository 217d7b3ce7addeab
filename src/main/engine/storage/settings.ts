import type { SettingsRepository } from './api.ts';
import type { Connection } from './connection.ts';

export function settingsRepository({ database, write }: Connection): SettingsRepository {
  const all = database.prepare<[], [string, string]>('SELECT key, value FROM settings ORDER BY key').raw();
  const one = database.prepare<[string], string>('SELECT value FROM settings WHERE key = ?').pluck();
  const upsert = database.prepare<[string, string]>(
    'INSERT INTO settings VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value',
  );
  return {
    all: () => Object.fromEntries(all.all()),
    get: (key) => one.get(key) ?? null,
    save(key, value) {
      write(() => upsert.run(key, value));
    },
  };
}
