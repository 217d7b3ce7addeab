import type { SettingsRepository } from './api.ts';
import type { Connection } from './connection.ts';

export function settingsRepository({ database, write }: Connection): SettingsRepository {
  const all = database.prepare<[], [string, string]>('SELECT key, value FROM settings ORDER BY key').raw();
  const upsert = database.prepare<[string, string]>(
    'INSERT INTO settings VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value',
  );
  return {
    all: () => Object.fromEntries(all.all()),
    save(key, value) {
      write(() => upsert.run(key, value));
    },
  };
}
