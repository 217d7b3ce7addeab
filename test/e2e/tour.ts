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
  readonly act?: (page: Page) => Promise<unknown>;
  /** What must be there before the look. */
  readonly ready: string;
}

/** Every screen of a furnished workspace, with what opens over it. */
export function stops({ dataset, runs: [popularity, mf, bpr] }: Furniture): readonly Stop[] {
  const browse = `#/browse?run=${bpr}&user=15762`;
  return [
    { name: 'data', hash: '#/data', ready: 'main tbody tr' },
    { name: 'dataset', hash: `#/data/${dataset}`, ready: 'main svg path' },
    { name: 'dataset-interactions', hash: `#/data/${dataset}?tab=interactions`, ready: 'main [role=row] >> nth=5' },
    { name: 'dataset-items', hash: `#/data/${dataset}?tab=items`, ready: 'main [role=row] >> nth=5' },
    {
      name: 'import',
      hash: '#/import',
      act: (page) => dropFile(page, 'my-ratings.csv', ratings()),
      ready: 'main tbody tr',
    },
    {
      name: 'import-stopped',
      hash: '#/data',
      act: async (page) => {
        const lines = ratings().split('\n');
        const spoilt = lines.map((line, at) => (at > 0 && at % 20 === 0 ? line.replace(/,\d+,\d+$/, ',many,') : line));
        await dropFile(page, 'spoilt.csv', spoilt.join('\n'));
        await page
          .getByRole('button', { name: /^Import / })
          .first()
          .click();
      },
      ready: 'text=Nothing was imported',
    },
    { name: 'views', hash: '#/views', ready: 'main tbody tr' },
    { name: 'view', hash: `#/views/new?dataset=${dataset}`, ready: 'main [aria-busy=false], main .legend' },
    { name: 'train', hash: '#/train?model=bpr-mf', ready: 'main aside .chart-frame canvas' },
    { name: 'run', hash: `#/runs/${bpr}`, ready: 'main canvas' },
    { name: 'run-popularity', hash: `#/runs/${popularity}`, ready: 'main h1' },
    { name: 'runs', hash: '#/runs', ready: 'main [data-run]' },
    { name: 'compare', hash: `#/runs/compare?ids=${popularity},${mf},${bpr}`, ready: 'main canvas' },
    { name: 'browse', hash: browse, ready: 'main [data-row] >> nth=10' },
    { name: 'browse-runs', hash: `${browse}&runs=${popularity},${mf}`, ready: 'main [data-row] >> nth=25' },
    { name: 'map', hash: `#/explore/map?run=${bpr}&at=1853728`, ready: 'main section.near tbody tr' },
    { name: 'biases', hash: `#/explore/biases?run=${mf}`, ready: 'main tbody tr' },
    { name: 'factors', hash: `#/explore/factors?run=${bpr}&factor=3`, ready: 'main tbody tr' },
    { name: 'settings', hash: '#/settings', ready: 'main tbody tr' },
    {
      name: 'palette',
      hash: browse,
      act: async (page) => {
        await page.keyboard.press('Control+k');
        await page.keyboard.type('die hard');
      },
      ready: '[role=dialog] [role=option]:has-text("1988")',
    },
    {
      name: 'shortcuts',
      hash: '#/runs',
      act: (page) => page.keyboard.press('?'),
      ready: '[role=dialog] kbd, [role=dialog] .kbd',
    },
    { name: 'jobs', hash: '#/runs', act: (page) => page.keyboard.press('Control+j'), ready: '[role=dialog]' },
  ];
}

/** Goes to a stop and does what belongs to it; leaves the window still. */
export async function halt(page: Page, { hash, act, ready }: Stop): Promise<void> {
  await visit(page, hash);
  // Keys go to the screen that is shown, not to one that is on its way.
  await quiet(page);
  await act?.(page);
  await page.locator(ready).first().waitFor();
  await quiet(page);
}

/** Until nothing is being asked, loaded or redrawn. */
async function quiet(page: Page): Promise<void> {
  await page.evaluate(() => document.fonts.ready);
  await page.waitForFunction(() => document.querySelector('[aria-busy=true]') === null);
  await settled(page);
}

async function dropFile(page: Page, name: string, content: string): Promise<void> {
  await drop(page, name, content);
  await page.getByRole('heading', { name: `Import ${name}` }).waitFor();
  await page.getByRole('table').first().waitFor();
}
