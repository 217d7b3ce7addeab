import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { load } from './yaml.ts';

interface Step {
  uses?: string;
  run?: string;
  with?: Record<string, unknown>;
  env?: Record<string, unknown>;
}
interface Job {
  'timeout-minutes'?: number;
  'runs-on': string;
  strategy?: { matrix: { os?: string[]; include?: { os: string; arch: string }[] } };
  permissions?: Record<string, string>;
  env?: Record<string, unknown>;
  steps: Step[];
}
interface Workflow {
  permissions?: Record<string, string>;
  jobs: Record<string, Job>;
}

const root = join(import.meta.dirname, '../..');
const folder = join(root, '.github/workflows');
const files = readdirSync(folder).filter((name) => /\.ya?ml$/.test(name));
const text = (file: string) => readFileSync(join(folder, file), 'utf8');
const read = (file: string) => load(text(file)) as Workflow;
const scripts = Object.keys(
  (JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { scripts: object }).scripts,
);

test('there are two: what every change goes through, and releases', () => {
  expect(files.toSorted()).toEqual(['ci.yml', 'release.yml']);
});

describe.each(files)('%s', (file) => {
  const { jobs, permissions } = read(file);
  const steps = Object.values(jobs).flatMap((job) => job.steps);

  test('every action is pinned to a commit, its version said beside it', () => {
    const used = [...text(file).matchAll(/uses: (.+)$/gm)].map((match) => match[1]);
    expect(used.length).toBe(steps.filter(({ uses }) => uses !== undefined).length);
    for (const each of used) expect(each).toMatch(/^[\w.-]+\/[\w.-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/);
  });

  test('every job is boxed in time', () => {
    for (const [name, job] of Object.entries(jobs)) {
      expect(job['timeout-minutes'], name).toBeGreaterThan(0);
      expect(job['timeout-minutes'], name).toBeLessThanOrEqual(45);
    }
  });

  test('may read, and write only to make a release; no credentials stay in the checkout', () => {
    expect(permissions).toEqual({ contents: 'read' });
    for (const job of Object.values(jobs))
      if (job.permissions) expect([file, job.permissions]).toEqual(['release.yml', { contents: 'write' }]);
    for (const step of steps)
      if (step.uses?.startsWith('actions/checkout@')) expect(step.with?.['persist-credentials']).toBe(false);
  });

  test('Node is 24, the one of Electron; installs are clean; scripts exist', () => {
    for (const step of steps) {
      if (step.uses?.startsWith('actions/setup-node@')) expect(step.with?.['node-version']).toBe(24);
      expect(step.run ?? '').not.toMatch(/npm (install|i)\b/);
      for (const [, name] of (step.run ?? '').matchAll(/npm run ([\w-]+)/g)) expect(scripts).toContain(name);
    }
  });

  test('nothing that a stranger writes is pasted into a script', () => {
    for (const { run } of steps) expect(run ?? '').not.toMatch(/\$\{\{\s*github\.(event|head_ref)/);
  });

  test('packages for the three systems, both processors of macOS, and reads the fuses', () => {
    const job = jobs['package'];
    const targets = job.strategy?.matrix.include?.map(({ os, arch }) => `${os.replace(/-.*/, '')} ${arch}`);
    expect(targets).toEqual(['ubuntu x64', 'windows x64', 'macos arm64', 'macos x64']);
    // The script itself reads the fuses of what it made and fails where one differs.
    expect(
      job.steps.some(({ run, env }) => run?.startsWith('npm run package') && !env?.['RECSMITH_TEST_PACKAGE']),
    ).toBe(true);
    expect(readFileSync(join(root, 'scripts/package.mjs'), 'utf8')).toContain('await assertFuses(');
  });
});

test('every change is tested on the three systems, and the applications are driven', () => {
  const { jobs } = read('ci.yml');
  expect(jobs['test'].strategy?.matrix.os).toEqual(['ubuntu-latest', 'windows-latest', 'macos-latest']);
  expect(jobs['test'].steps.map(({ run }) => run)).toContain('npm test');
  expect(jobs['package'].env).toMatchObject({ REQUIRE_ELECTRON: 1 });
  expect(jobs['package'].steps.filter(({ run }) => run?.includes('test/electron/application.test.ts'))).toHaveLength(2);
});
