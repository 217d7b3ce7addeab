import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Page } from 'playwright';
import { drop, ratings, settled, visit } from './page.ts';

const cli = join(import.meta.dirname, '..', '..', 'out', 'main', 'cli.js');

/** What the furnished workspace holds, by id. */
export interface Furniture {
  readonly dataset: string;
  readonly view: string;
  readonly runs: readonly [popularity: string, mf: string, bpr: string];
}

/**
 * A workspace as after an hour of work: the film sample, a view, three runs. By the command line, with the kernels
 * that give the same bits on every machine, so that pictures of it can be compared.
 */
export async function furnish(workspace: string): Promise<Furniture> {
  const recsmith = async (...args: string[]) => {
    const { stdout } = await promisify(execFile)(
      process.execPath,
      [cli, ...args, '--workspace', workspace, '--json', '--quiet'],
      { maxBuffer: 1 << 26 },
    );
    return JSON.parse(stdout) as { view?: { id: string }; run?: { id: string }; dataset?: { id: string } };
  };
  const samples = join(import.meta.dirname, '..', '..', 'resources', 'samples', 'movietweetings');
  const imported = await recsmith(
    ...['import', join(samples, 'ratings.dat.gz'), '--name', 'MovieTweetings'],
    ...['--columns', 'user=1,item=2,value=3,time=4', '--delimiter', '::', '--header', 'no'],
    ...['--items', join(samples, 'movies.dat.gz'), '--item-columns', 'id=1,title=2,genres=3'],
  );
  const dataset = imported.dataset!.id;
  const { view } = await recsmith(
    ...['view', dataset, '--name', 'Liked films', '--where', 'value >= 7', '--min-per-user', '5'],
    ...['--min-per-item', '5', '--split', 'leave-last:1'],
  );
  const train = async (model: string, name: string, ...more: string[]) =>
    (await recsmith('train', view!.id, model, '--kernels', 'simd', '--name', name, ...more)).run!.id;
  const popularity = await train('popularity', 'Popularity');
  const mf = await train('biased-mf', 'Biased MF, 8 epochs', '--set', 'epochs=8,factors=32');
  const bpr = await train('bpr-mf', 'BPR, 12 epochs', '--set', 'epochs=12,factors=32');
  return { dataset, view: view!.id, runs: [popularity, mf, bpr] };
}

/** One thing to look at. */
export interface Stop {
  readonly name: string;
  readonly hash: string;
  /** What a person does there before the look: opens a dialog, drops a file. */
  readonly act?: (page: Page) => Promise<void>;
}

/** Every screen of a furnished workspace, with what opens over it. */
export function stops({ dataset, runs: [popularity, , bpr] }: Furniture): readonly Stop[] {
  return [
    { name: 'data', hash: '#/data' },
    { name: 'dataset', hash: `#/data/${dataset}` },
    { name: 'import', hash: '#/import', act: (page) => dropFile(page, 'my-ratings.csv', ratings()) },
    { name: 'views', hash: '#/views' },
    { name: 'view', hash: `#/views/new?dataset=${dataset}` },
    { name: 'train', hash: '#/train?model=bpr-mf' },
    { name: 'run', hash: `#/runs/${bpr}` },
    { name: 'runs', hash: '#/runs' },
    { name: 'run-popularity', hash: `#/runs/${popularity}` },
    { name: 'browse', hash: `#/browse?run=${bpr}&user=15762` },
    { name: 'settings', hash: '#/settings' },
  ];
}

/** Goes to a stop and does what belongs to it; leaves the window still. */
export async function halt(page: Page, stop: Stop): Promise<void> {
  await visit(page, stop.hash);
  await stop.act?.(page);
  await page.evaluate(() => document.fonts.ready);
  await settled(page);
}

async function dropFile(page: Page, name: string, content: string): Promise<void> {
  await drop(page, name, content);
  await page.getByRole('heading', { name: `Import ${name}` }).waitFor();
  await page.getByRole('table').first().waitFor();
}
