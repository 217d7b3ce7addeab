// `npm test`: build, format, lint, types, then every test suite. Each check counts as one test in the last line.
import './node24.mjs';
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const bin = (name) => join(root, 'node_modules', name);
const folder = mkdtempSync(join(tmpdir(), 'recsmith-test-'));
const only = process.argv.slice(2);

const checks = [
  ['build', 'scripts/build.mjs'],
  ['format', bin('prettier/bin/prettier.cjs'), '--check', '--log-level', 'warn', '.'],
  [
    'lint',
    bin('eslint/bin/eslint.js'),
    '.',
    '--max-warnings',
    '0',
    '--cache',
    '--cache-location',
    bin('.cache/eslint/'),
  ],
  ['types', bin('typescript/bin/tsc'), '-b'],
  ['svelte-check', bin('svelte-check/bin/svelte-check'), '--tsconfig', './tsconfig.web.json', '--fail-on-warnings'],
];
const suites = ['unit', 'renderer', 'integration', 'e2e'];
const total = { passed: 0, failed: 0, skipped: 0 };

/** @param together whether others run meanwhile: what it says then comes in one piece at its end */
function run(name, args, together = false) {
  return new Promise((resolve) => {
    const started = performance.now();
    if (!together) console.log(`\n== ${name}`);
    const child = spawn(process.execPath, args, { cwd: root, stdio: together ? 'pipe' : 'inherit' });
    let said = '';
    for (const stream of [child.stdout, child.stderr]) stream?.on('data', (chunk) => (said += chunk));
    child.on('close', (code) => {
      if (together) console.log(`\n== ${name}\n${said.trimEnd()}`);
      console.log(
        `== ${name}: ${code === 0 ? 'ok' : `failed (${code})`}, ${((performance.now() - started) / 1000).toFixed(1)} s`,
      );
      resolve(code === 0);
    });
  });
}

/** One suite, its tests counted. */
async function tested(suite) {
  if (only.length && !only.includes(suite)) return;
  const report = join(folder, `${suite}.json`);
  const ok = await run(suite, [
    bin('vitest/vitest.mjs'),
    ...['run', '--project', suite, '--passWithNoTests', '--reporter', 'default', '--reporter', 'json'],
    ...['--outputFile.json', report],
  ]);
  try {
    const { numPassedTests, numFailedTests, numPendingTests, numTodoTests } = JSON.parse(readFileSync(report, 'utf8'));
    total.passed += numPassedTests;
    total.failed += numFailedTests;
    total.skipped += numPendingTests + numTodoTests;
    // A file that cannot be loaded has no tests to fail.
    if (!ok && numFailedTests === 0) total.failed++;
  } catch {
    total.failed++;
  }
}

/** One check after the other, counted. */
async function inOrder(some, together) {
  for (const [name, ...args] of some) {
    if (only.length && !only.includes(name)) continue;
    const ok = await run(name, args, together);
    total[ok ? 'passed' : 'failed']++;
    // Without a build nothing below means anything.
    if (!ok && name === 'build') finish();
  }
}

const started = performance.now();
await inOrder(
  checks.filter(([name]) => name === 'build'),
  false,
);
// The linter keeps one processor for minutes. Checks and suites that no time spoils run beside it.
const linted = inOrder(
  checks.filter(([name]) => name === 'lint'),
  true,
);
await inOrder(
  checks.filter(([name]) => name !== 'lint' && name !== 'build'),
  true,
);
for (const suite of suites) {
  if (suite === 'integration') await linted;
  await tested(suite);
}
await linted;
finish();

function finish() {
  rmSync(folder, { recursive: true, force: true });
  console.log(`\nin ${((performance.now() - started) / 1000).toFixed(0)} s`);
  console.log(`${total.passed} passed, ${total.failed} failed, ${total.skipped} skipped`);
  process.exit(total.failed ? 1 : 0);
}
