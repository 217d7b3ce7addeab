import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readSafetensors } from '../../src/main/engine/training/safetensors.ts';
import { commandLine, get, groupedRatings } from './cli-support.ts';

// One file out of a workspace, into others: `home` trained, `twin` has the same data, `away` has nothing.
const { folder, recsmith, json, write, remove } = commandLine('checkpoints');
const item = (id: number) => String(id).padStart(4, '0');

beforeAll(() => {
  write('ratings.csv', groupedRatings());
  write(
    'movies.csv',
    'movieId,title\n' + Array.from({ length: 60 }, (_, i) => `${item(i)},"Film ${i}, Amélie"`).join('\n'),
  );
  for (const workspace of ['home', 'twin'])
    json(
      workspace,
      'import',
      'ratings.csv',
      '--name',
      'films',
      '--items',
      'movies.csv',
      '--item-columns',
      'id=movieId,title=title',
    );
  json('home', 'view', 'films', '--name', 'v', '--split', 'per-user:0.8,0.1,0.1');
  for (const [model, name] of [
    ['bpr-mf', 'bpr'],
    ['biased-mf', 'mf'],
    ['popularity', 'pop'],
  ]) {
    json(
      'home',
      'train',
      'v',
      model,
      '--name',
      name,
      ...(model === 'popularity' ? [] : ['--set', 'factors=8,epochs=20']),
    );
    expect(json('home', 'export', name, '--out', `${name}.safetensors`).ok).toBe(true);
  }
}, 180_000);
afterAll(remove);

const lists = (workspace: string, run: string, ...more: string[]) =>
  json(workspace, 'recommend', run, '--user', 'u004', '-k', '5', ...more)['users'];

describe('a checkpoint file', () => {
  test('has ids, tables, parameters, state and recipe in one safetensors file', () => {
    const { metadata, tensors } = readSafetensors(readFileSync(join(folder, 'mf.safetensors')));
    expect(metadata.get('format')).toBe('recsmith-checkpoint');
    expect(metadata.get('model')).toBe('biased-mf');
    expect(JSON.parse(metadata.get('parameters')!)).toMatchObject({ factors: 8, epochs: 20 });
    expect(JSON.parse(metadata.get('state')!)).toMatchObject({ epoch: 20 });
    expect(JSON.parse(metadata.get('view')!)).toMatchObject({ recipe: { split: { kind: 'per-user' } } });
    for (const name of ['users', 'items', 'userBias', 'itemBias', 'recsmith/users.ids.text', 'recsmith/items.rows'])
      expect(tensors.has(name)).toBe(true);
    expect(tensors.get('recsmith/users.ids.ends')!.shape).toEqual([120]);
  });

  test('with its data at hand becomes the same run: lists, metrics, history', () => {
    expect(get(json('twin', 'load', 'bpr.safetensors', '--dry-run'), 'checkpoint.datasetHere')).toBe('films');
    const loaded = json('twin', 'load', 'bpr.safetensors');
    expect(loaded['run']).toMatchObject({ name: 'bpr', data: 'found', resumable: false, notes: [] });
    expect(lists('twin', 'bpr')).toEqual(lists('home', 'bpr'));
    const [here, there] = ['twin', 'home'].map((workspace) => get(json(workspace, 'show', 'bpr'), 'run') as object);
    expect(here).toMatchObject({ state: 'done', epochsDone: 20, loaded: { file: 'bpr.safetensors', data: 'found' } });
    expect(get(here, 'metrics')).toEqual(get(there, 'metrics'));
    expect(json('twin', 'evaluate', 'bpr')['metrics']).toEqual(json('home', 'evaluate', 'bpr')['metrics']);
    // A second one finds the view that the first one made.
    json('twin', 'load', 'mf.safetensors', '--name', 'other');
    expect((json('twin', 'list', 'views')['views'] as unknown[]).length).toBe(1);
  });

  test('without its data becomes a run on its ids: recommends, predicts, compares with the original ids', () => {
    const loaded = json('away', 'load', 'mf.safetensors');
    expect(loaded['run']).toMatchObject({ data: 'ids', users: 120, items: 60, resumable: false });
    expect(get(loaded, 'run.notes.0')).toContain('only its ids');
    // The same scores; what a user has seen is not known here.
    expect(lists('away', 'mf')).toEqual(lists('home', 'mf', '--include-seen'));
    expect(get(json('away', 'recommend', 'mf', '--user', 'u004', '-k', '1'), 'users.0.items.0.title')).toContain(
      'Amélie',
    );
    write('pairs.csv', 'user,item\nu007,0001\nu008,0050\n');
    const predictions = ['away', 'home'].map(
      (workspace) => json(workspace, 'predict', 'mf', '--pairs', 'pairs.csv')['predictions'],
    );
    expect(predictions[0]).toEqual(predictions[1]);
    expect(json('away', 'similar', 'mf', '--item', '0001')['items']).toEqual(
      json('home', 'similar', 'mf', '--item', '0001')['items'],
    );
    expect(json('away', 'factors', 'mf', '--bias')['most']).toEqual(json('home', 'factors', 'mf', '--bias')['most']);
    expect(json('away', 'factors', 'mf', '--pca')['points']).toEqual(json('home', 'factors', 'mf', '--pca')['points']);
    // A second file of the same ids stands on the same dataset and view.
    json('away', 'load', 'bpr.safetensors');
    json('away', 'load', 'pop.safetensors');
    expect((json('away', 'list')['datasets'] as unknown[]).length).toBe(1);
    expect((json('away', 'list')['views'] as unknown[]).length).toBe(1);
    expect(lists('away', 'pop')).toEqual(lists('home', 'pop', '--include-seen'));
    expect(get(json('away', 'recommend', 'bpr', '--history', '0001,0004', '-k', '3'), 'users.0.items')).toHaveLength(3);
    // What is not there is said.
    expect(recsmith('away', 'evaluate', 'mf').code).toBe(2);
    const training = recsmith('away', 'train', 'ids of v', 'bpr-mf');
    expect(training.code).toBe(2);
    expect(training.stderr).toContain('no training rows');
  });

  test('goes on from one machine to the next and comes home', () => {
    expect(json('away', 'export', 'bpr', '--out', 'again.safetensors').ok).toBe(true);
    expect(get(json('twin', 'load', 'again.safetensors', '--name', 'came home'), 'run.data')).toBe('found');
    expect(lists('twin', 'came home')).toEqual(lists('home', 'bpr'));
  });

  test('is what another training begins with: known ids take their rows, new ones begin afresh, both counted', () => {
    const extra = ['new1,0001,5,1', 'new1,9999,4,2', 'new2,9998,5,3', 'new2,0003,2,4'].join('\n');
    write('more.csv', groupedRatings() + extra + '\n');
    json('more', 'import', 'more.csv', '--name', 'more');
    json('more', 'view', 'more', '--name', 'v', '--split', 'none');
    const set = ['--set', 'factors=8,epochs=1,learningRate=0.000001,schedule=constant', '--no-evaluate'];
    const begun = json('more', 'train', 'v', 'bpr-mf', '--name', 'begun', '--from', 'bpr.safetensors', ...set);
    expect(get(begun, 'run.startedFrom')).toMatchObject({
      name: 'bpr',
      epoch: 20,
      counts: {
        users: { taken: 120, fresh: 2 },
        items: { taken: 60, fresh: 2 },
        tables: { taken: expect.arrayContaining(['users', 'items']) as string[] },
      },
    });
    // At such a rate the tables are still those of the file.
    const near = ['more', 'home'].map(
      (workspace) =>
        json(workspace, 'similar', workspace === 'more' ? 'begun' : 'bpr', '--item', '0001', '--to', '0002')['cosine'],
    ) as number[];
    expect(near[0]).toBeCloseTo(near[1], 3);
    const anew = json('more', 'train', 'v', 'bpr-mf', '--name', 'anew', ...set);
    expect(get(anew, 'run.startedFrom')).toBeUndefined();
    expect(
      get(json('more', 'train', 'v', 'bpr-mf', '--from', 'begun', ...set), 'run.startedFrom.counts.users'),
    ).toEqual({
      ...{ taken: 122, fresh: 0 },
    });
    expect(recsmith('more', 'train', 'v', 'bpr-mf', '--from', 'nobody', ...set).code).toBe(4);
  });

  test('that is none, or of an unknown model, is refused', () => {
    write('none.safetensors', 'not a file of tensors');
    expect(recsmith('away', 'load', 'none.safetensors').code).toBe(3);
    const bytes = readFileSync(join(folder, 'bpr.safetensors'));
    const text = bytes.toString('latin1').replace('"model":"bpr-mf"', '"model":"bpr-no"');
    writeFileSync(join(folder, 'model.safetensors'), Buffer.from(text, 'latin1'));
    expect(recsmith('away', 'load', 'model.safetensors').code).toBe(4);
    expect(recsmith('away', 'load', 'missing.safetensors').code).toBe(4);
    expect(recsmith('home', 'export', 'bpr', '--out', 'run.txt').code).toBe(2);
    expect(recsmith('home', 'export', 'nobody', '--out', 'x.safetensors').code).toBe(4);
  });
});
