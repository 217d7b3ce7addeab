// `npm ci` reads the lock and forgets better-sqlite3's own `gypfile: false`; npm 10 then runs node-gyp,
// which fails on a machine without Python. `npm install` strips the entry, so every lock is repaired here.
import { readFileSync, writeFileSync } from 'node:fs';

const file = new URL('../package-lock.json', import.meta.url);
const lock = JSON.parse(readFileSync(file, 'utf8'));
lock.packages['node_modules/better-sqlite3'].gypfile = false;
writeFileSync(file, `${JSON.stringify(lock, null, 2)}\n`);
