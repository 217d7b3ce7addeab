import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';

const out = join(import.meta.dirname, '../../out/renderer');
const LIMIT = 400_000; // bytes, gzipped

/** The scripts that a page needs before it can draw: those it names, and what they import statically. */
function firstScripts(): Map<string, string> {
  const html = readFileSync(join(out, 'index.html'), 'utf8');
  const found = new Map<string, string>();
  const take = (file: string) => {
    if (found.has(file)) return;
    const text = readFileSync(join(out, file), 'utf8');
    found.set(file, text);
    for (const [, name] of text.matchAll(/(?:from|import)\s*["']\.\/([\w.-]+\.js)["']/g)) take(`assets/${name}`);
  };
  for (const [, name] of html.matchAll(/<(?:script|link)[^>]+(?:src|href)="\.\/(assets\/[\w.-]+\.js)"/g)) take(name);
  return found;
}

test('the scripts of the first paint stay small', () => {
  const scripts = firstScripts();
  expect(scripts.size).toBeGreaterThan(0);
  const sizes = [...scripts].map(([name, text]) => [name, gzipSync(text).length] as const);
  const total = sizes.reduce((sum, [, bytes]) => sum + bytes, 0);
  console.log(`scripts of the first paint, gzipped: ${(total / 1000).toFixed(1)} kB (limit ${LIMIT / 1000} kB)`);
  expect(total, JSON.stringify(sizes)).toBeLessThan(LIMIT);
  // Everything that draws is counted: the window is one bundle, not a stub that fetches the rest.
  expect(total).toBeGreaterThan(50_000);
});
