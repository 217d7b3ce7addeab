import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

// The built command line as a user runs it: real processes, exit codes, one JSON document.
const root = join(import.meta.dirname, '../..');
const folder = mkdtempSync(join(tmpdir(), 'recsmith-cli-'));
const workspace = join(folder, 'workspace');

interface Result {
  code: number | null;
  stdout: string;
  stderr: string;
}

function recsmith(...args: string[]): Result {
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [join(root, 'bin/recsmith.js'), ...args, '--workspace', workspace],
    { encoding: 'utf8', cwd: folder },
  );
  return { code: status, stdout, stderr };
}

function json(...args: string[]): Record<string, unknown> & { ok: boolean } {
  const { stdout, stderr } = recsmith(...args, '--json');
  try {
    return JSON.parse(stdout) as Record<string, unknown> & { ok: boolean };
  } catch {
    throw new Error(`no JSON document: ${stdout}\n${stderr}`);
  }
}

const get = (value: unknown, path: string): unknown =>
  path.split('.').reduce<unknown>((at, key) => (at as Record<string, unknown>)[key], value);

/** 120 users who like one of three groups of items, with a little noise: enough to beat popularity. */
function ratings(): string {
  const lines = ['userId,movieId,rating,timestamp'];
  for (let user = 0; user < 120; user++)
    for (let n = 0; n < 14; n++) {
      const item = n < 11 ? (user % 3) * 20 + ((user * 7 + n * 3) % 20) : (user * 11 + n * 17) % 60;
      lines.push(
        `u${String(user).padStart(3, '0')},${String(item).padStart(4, '0')},${n < 11 ? 5 : 3},${1_400_000_000 + user * 1000 + n}`,
      );
    }
  return lines.join('\n') + '\n';
}

beforeAll(() => {
  writeFileSync(join(folder, 'ratings.csv'), ratings());
  writeFileSync(
    join(folder, 'movies.csv'),
    'movieId,title,genres\n' +
      Array.from(
        { length: 60 },
        (_, i) => `${String(i).padStart(4, '0')},"Film ${i}, the ${i % 2 ? 'first' : 'Amélie'}",Drama`,
      ).join('\n'),
  );
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('recsmith', () => {
  it('lists its commands and knows its version', () => {
    const help = recsmith('--help');
    expect(help.code).toBe(0);
    for (const command of [
      'demo',
      'doctor',
      'import',
      'list',
      'show',
      'view',
      'models',
      'train',
      'evaluate',
      'recommend',
      'predict',
      'similar',
      'factors',
      'index',
      'tensorflow',
      'export',
      'load',
      'serve',
      'delete',
      'restore',
      'trash',
    ])
      expect(help.stdout).toMatch(new RegExp(`^  ${command} `, 'm'));
    expect(recsmith('import', '--help').stdout).toMatch(/--duplicates POLICY/);
  });

  it('previews without storing anything', () => {
    const preview = json('import', 'ratings.csv', '--dry-run');
    expect(preview.ok).toBe(true);
    expect(get(preview, 'preview.columns.0.role')).toBe('user');
    expect(get(preview, 'preview.columns.1.role')).toBe('item');
    expect(get(preview, 'preview.format.delimiter')).toBe(',');
    expect(json('list', 'datasets')['datasets']).toEqual([]);
  });

  it('does the main job: import, view, train, evaluate, recommend, predict, similar', () => {
    const imported = json('import', 'ratings.csv', '--name', 'films', '--items', 'movies.csv');
    expect(imported.ok).toBe(true);
    expect(get(imported, 'dataset.users')).toBe(120);
    expect(get(imported, 'dataset.hasTime')).toBe(true);
    expect(imported['rejected']).toBe(0);

    const view = json(
      'view',
      'films',
      '--name',
      'v',
      '--min-per-user',
      '2',
      '--min-per-item',
      '2',
      '--split',
      'per-user:0.8,0.1,0.1',
    );
    expect(get(view, 'view.users')).toBe(120);
    expect(Number(get(view, 'view.test'))).toBeGreaterThan(100);

    const rating = json('train', 'v', 'biased-mf', '--set', 'factors=8,epochs=5', '--threads', '1', '--name', 'mf');
    expect(rating.ok, JSON.stringify(rating)).toBe(true);
    expect(get(rating, 'run.model')).toBe('biased-mf');
    expect(rating['history']).toHaveLength(5);
    expect(get(rating, 'metrics.rmse.mean')).toBeLessThan(1.2);
    for (const field of ['protocol', 'seconds', 'examplesPerSecond', 'peakMemoryBytes', 'executor', 'kernelBuild'])
      expect(rating[field], field).toBeTruthy();

    const ranking = json('train', 'v', 'bpr-mf', '--set', 'factors=8,epochs=20', '--name', 'bpr');
    expect(get(ranking, 'run.threads')).toBeGreaterThan(0);
    expect(get(ranking, 'verdict.beatsPopularity')).toBe(true);

    const perUser = join(folder, 'per-user.csv');
    const evaluation = json(
      'evaluate',
      'bpr',
      '--metrics',
      'ndcg@10,recall@20,auc',
      '--candidates',
      'sampled:20',
      '--per-user',
      perUser,
    );
    expect(Object.keys(evaluation['metrics'] as object)).toEqual(['ndcg@10', 'recall@20', 'auc']);
    expect(get(evaluation, 'protocol.candidates')).toBe('sampled:20');
    expect(readFileSync(perUser, 'utf8').split('\n')[0]).toBe('user,ndcg@10,recall@20,auc');

    const lists = json('recommend', 'bpr', '--user', 'u007', '-k', '5');
    expect(get(lists, 'users.0.items')).toHaveLength(5);
    expect(get(lists, 'users.0.items.0.rank')).toBe(1);
    expect(get(lists, 'users.0.items.0.title')).toMatch(/^Film /);

    // Somebody known only by three items of the first group gets more of that group, and nothing of what is given.
    const given = ['0000', '0003', '0006'];
    const folded = get(json('recommend', 'bpr', '--history', given.join(','), '-k', '5'), 'users.0.items') as {
      item: string;
    }[];
    expect(folded).toHaveLength(5);
    expect(folded.filter(({ item }) => given.includes(item))).toEqual([]);
    expect(folded.filter(({ item }) => Number(item) < 20).length).toBeGreaterThanOrEqual(3);
    writeFileSync(join(folder, 'only.txt'), '0041\n0042\nno-such-item\n');
    const only = get(json('recommend', 'bpr', '--history', given.join(','), '--only', 'only.txt'), 'users.0.items') as {
      item: string;
    }[];
    expect(only.map(({ item }) => item).sort()).toEqual(['0041', '0042']);

    const out = join(folder, 'all.csv');
    expect(get(json('recommend', 'bpr', '--all', '-k', '3', '--out', out), 'written')).toBe(120);
    const rows = readFileSync(out, 'utf8').trim().split('\n');
    expect(rows[0]).toBe('user,rank,item,title,score');
    expect(rows).toHaveLength(1 + 120 * 3);

    writeFileSync(join(folder, 'pairs.csv'), 'user,item\nu007,0001\nu007,never-seen\n');
    const predictions = json('predict', 'mf', '--pairs', 'pairs.csv');
    expect(get(predictions, 'predictions.0.prediction')).toBeGreaterThan(1);

    const near = json('similar', 'bpr', '--item', '0001', '-k', '3', '--index', 'exact');
    expect(near['items']).toHaveLength(3);
    expect(near['exact']).toBe(true);
  });

  it('deletes softly and restores', () => {
    expect(get(json('delete', 'films'), 'deleted.kind')).toBe('dataset');
    expect(json('list', 'runs')['runs']).toEqual([]);
    expect(json('restore', 'films').ok).toBe(true);
    expect(json('list', 'runs')['runs']).toHaveLength(2);
  });

  it.each([
    [2, ['fly']],
    [2, ['train', 'v']],
    [2, ['view', 'films', '--split', 'random:0.5,0.9']],
    [2, ['train', 'v', 'bpr-mf', '--set', 'factors=0']],
    [2, ['train', 'v', 'bpr-mf', '--set', 'wings=2']],
    [2, ['evaluate', 'bpr', '--metrics', 'beauty@10']],
    [4, ['import', 'no-such-file.csv']],
    [4, ['show', 'nothing-of-that-name']],
    [4, ['train', 'no-view', 'bpr-mf']],
  ])('ends with exit code %i for %j, and says what and what next', (code, args) => {
    const result = recsmith(...args);
    expect(result.stderr).toMatch(/^\s*recsmith: \S/);
    expect(result.stderr).not.toMatch(/ {4}at /);
    expect(result.code).toBe(code);
    const document = json(...args);
    expect(document.ok).toBe(false);
    expect(get(document, 'error.message')).toEqual(expect.any(String));
  });

  it('ends with 3 for a file that is no table, naming it', () => {
    writeFileSync(join(folder, 'noise.bin'), Buffer.from(Array.from({ length: 5000 }, (_, i) => (i * 7919) % 256)));
    const result = recsmith('import', 'noise.bin');
    expect(result.code).toBe(3);
    expect(result.stderr).toContain('noise.bin');
  });

  it('cancels a training on Ctrl-C with exit code 5 and leaves a run that resumes', async () => {
    const child = spawn(
      process.execPath,
      [
        join(root, 'bin/recsmith.js'),
        'train',
        'v',
        'bpr-mf',
        '--set',
        'epochs=2000,factors=64',
        '--name',
        'long',
        '--workspace',
        workspace,
        '--json',
      ],
      { cwd: folder, stdio: ['ignore', 'pipe', 'pipe'] },
    );
    let stdout = '';
    child.stdout.on('data', (chunk: Buffer) => (stdout += chunk.toString()));
    const ended = new Promise<number | null>((resolve) => child.on('close', resolve));
    await expect
      .poll(
        () =>
          (json('list', 'runs')['runs'] as { name: string; state: string }[]).find((run) => run.name === 'long')?.state,
        {
          timeout: 30_000,
        },
      )
      .toBe('running');
    child.kill('SIGINT');
    expect(await ended).toBe(5);
    expect(get(JSON.parse(stdout), 'error.code')).toBe('CANCELLED');
    const run = get(json('show', 'long'), 'run') as { state: string; resumable: boolean; epochsDone: number };
    expect(run).toMatchObject({ state: 'cancelled', resumable: true });
    expect(run.epochsDone).toBeLessThan(2000);
  });

  it('refuses a second writer with exit code 6, naming the first, while reading goes on', async () => {
    const server = spawn(process.execPath, [join(root, 'bin/recsmith.js'), 'serve', '--workspace', workspace], {
      cwd: folder,
    });
    try {
      await new Promise<void>((resolve, reject) => {
        server.stdout.once('data', () => resolve());
        server.once('close', () => reject(new Error('serve ended')));
      });
      const refused = recsmith('view', 'films');
      expect(refused.code).toBe(6);
      // The engine is a child of what serves the address: the process that is named holds the lock and is alive.
      const [, owner] = /window in a browser \(process (\d+)\)/.exec(refused.stderr) ?? [];
      expect(process.kill(Number(owner), 0)).toBe(true);
      expect(json('list', 'datasets').ok).toBe(true);
    } finally {
      const ended = new Promise((resolve) => server.on('close', resolve));
      server.kill('SIGTERM');
      await ended;
    }
  });
});
