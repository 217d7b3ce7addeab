// Reads the fuses of packaged applications and compares them with electron-builder.yml: `node scripts/fuses.mjs [FOLDER]`.
import './node24.mjs';
import { readFileSync, readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const builder = createRequire(createRequire(import.meta.url).resolve('app-builder-lib/package.json'));

/** Names of electron-builder.yml and what they ask for; a test package has the inspector on. */
export function wantedFuses({ isTest }) {
  const { electronFuses } = builder('js-yaml').load(readFileSync(join(root, 'electron-builder.yml'), 'utf8'));
  return { ...electronFuses, enableNodeCliInspectArguments: isTest };
}

/** The executables of the unpacked applications below a folder of electron-builder's. */
export function executables(folder) {
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && /(^mac|-unpacked$)/.test(entry.name))
    .map(({ name }) => {
      if (name.startsWith('mac')) return join(folder, name, 'Recsmith.app');
      return join(folder, name, name.startsWith('win') ? 'Recsmith.exe' : 'recsmith');
    });
}

/** @throws Error where one differs */
export async function assertFuses(folder, { isTest }) {
  const { FuseV1Options, getCurrentFuseWire } = builder('@electron/fuses');
  const found = executables(folder);
  if (found.length === 0) throw new Error(`No application in ${folder}.`);
  for (const file of found) {
    const wire = await getCurrentFuseWire(file);
    for (const [name, on] of Object.entries(wantedFuses({ isTest }))) {
      const option = FuseV1Options[name[0].toUpperCase() + name.slice(1)];
      // The wire holds a character for each fuse.
      if (wire[option] !== (on ? '1' : '0').charCodeAt(0))
        throw new Error(`${file}: the fuse ${name} is not ${on ? 'on' : 'off'}.`);
    }
    console.log(`fuses as they should be: ${file}`);
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  try {
    await assertFuses(process.argv[2] ?? join(root, 'release'), { isTest: process.env.RECSMITH_TEST_PACKAGE === '1' });
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    process.exit(1);
  }
}
