// Writes THIRD-PARTY.md: what the application ships (production dependencies and what is bundled into the window).
import './node24.mjs';
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const lock = JSON.parse(readFileSync(`${root}package-lock.json`, 'utf8')).packages;
const manifest = JSON.parse(readFileSync(`${root}package.json`, 'utf8'));
const bundled = ['svelte', 'bits-ui', '@lucide/svelte', 'svelte-sonner', 'tinykeys', 'virtua', 'electron'];
const seen = new Map();

/** Finds a package as Node would: in its parent's own node_modules first, then further up. */
function visit(name, from) {
  for (let base = from; ; base = base.slice(0, Math.max(0, base.lastIndexOf('node_modules/') - 1))) {
    const key = `${base ? `${base}/` : ''}node_modules/${name}`;
    if (lock[key]) {
      if (seen.has(key)) return;
      seen.set(key, { name, ...lock[key] });
      if (name === 'electron') return;
      for (const child of Object.keys({ ...lock[key].dependencies, ...lock[key].optionalDependencies }))
        visit(child, key);
      return;
    }
    if (!base) return;
  }
}
// `node` runs the scripts of a checkout; it is no part of what is shipped.
const optional = Object.keys(manifest.optionalDependencies).filter((name) => name !== 'node');
for (const name of [...Object.keys(manifest.dependencies), ...optional, ...bundled]) visit(name, '');
// Taken into resources/tensorflow by scripts/tensorflow-binding.mjs.
const taken = JSON.parse(readFileSync(`${root}resources/tensorflow/manifest.json`, 'utf8'));
for (const [name, { version }] of Object.entries(taken.packages))
  seen.set(name, { name, version, license: name.startsWith('@tensorflow/') ? 'Apache-2.0' : 'MIT' });
const rows = [...seen.values()]
  .filter(
    (entry, at, all) => all.findIndex((other) => other.name === entry.name && other.version === entry.version) === at,
  )
  .sort((a, b) => a.name.localeCompare(b.name))
  .map((entry) => `| ${entry.name} | ${entry.version} | ${entry.license ?? 'see package'} |`);
writeFileSync(
  `${root}THIRD-PARTY.md`,
  `# Third-party notices

Recsmith contains or uses these packages; their licence texts lie in \`node_modules/<name>\`. Written by
\`node scripts/notices.mjs\`. Icons: Lucide (ISC). Sample data: the notices in \`resources/samples\`.

| Package | Version | Licence |
|---|---|---|
${rows.join('\n')}
`,
);
