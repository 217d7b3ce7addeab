import { basename } from 'node:path';
import { RecsmithError } from '../../../../shared/errors.ts';
import type { Sample } from '../../../../shared/contract/imports.ts';
import { resource } from '../../paths.ts';
import type { ImportJobInput, ResolvedImportInput } from './input.ts';

/** A sample and how its files are read; they lie in `resources/samples`, made by `scripts/samples.mjs`. */
interface BundledSample {
  readonly about: Sample;
  readonly interactions: readonly [folder: string, file: string];
  readonly items: readonly [folder: string, file: string];
  readonly import: Pick<ResolvedImportInput, 'format' | 'columns' | 'duplicates'>;
  readonly itemImport: Pick<NonNullable<ResolvedImportInput['items']>, 'format' | 'columns'>;
}

const BUNDLED: readonly BundledSample[] = [
  {
    about: {
      id: 'movietweetings',
      title: 'MovieTweetings',
      kind: 'ratings',
      summary: 'Films rated 0 to 10 in public tweets of 2013, with titles, genres and times.',
      users: 21_081,
      items: 12_611,
      interactions: 141_695,
      itemNoun: 'film',
      firstRows: [
        { user: '1', title: 'The Four Horsemen of the Apocalypse (1962)', value: '9', date: '2013-10-16' },
        { user: '2', title: 'Star Trek Into Darkness (2013)', value: '10', date: '2013-10-22' },
        { user: '3', title: 'The Godfather (1972)', value: '10', date: '2013-10-12' },
      ],
      licence: 'MIT, Simon Dooms. S. Dooms, T. De Pessemier, L. Martens: MovieTweetings, CrowdRec at RecSys 2013.',
    },
    interactions: ['movietweetings', 'ratings.dat.gz'],
    items: ['movietweetings', 'movies.dat.gz'],
    import: {
      format: { delimiter: '::', header: false, encoding: 'utf-8', decimal: '.', timeFormat: 'seconds' },
      columns: { user: '1', item: '2', value: '3', time: '4' },
      duplicates: 'last',
    },
    itemImport: {
      format: { delimiter: '::', header: false, encoding: 'utf-8' },
      columns: { id: '1', title: '2', attributes: { genres: '3' } },
    },
  },
  {
    about: {
      id: 'online-retail',
      title: 'Online Retail',
      kind: 'purchases',
      summary: 'What customers of a British gift shop bought in 2011: quantities, times and product names, no ratings.',
      users: 4_339,
      items: 3_665,
      interactions: 266_802,
      itemNoun: 'product',
      firstRows: [
        { user: '17850', title: 'WHITE HANGING HEART T-LIGHT HOLDER', value: '6', date: '2010-12-01' },
        { user: '17850', title: 'WHITE METAL LANTERN', value: '6', date: '2010-12-01' },
        { user: '17850', title: 'CREAM CUPID HEARTS COAT HANGER', value: '8', date: '2010-12-01' },
      ],
      licence: 'CC0 1.0. Daqing Chen, Online Retail, UCI Machine Learning Repository.',
    },
    interactions: ['online-retail', 'purchases.csv.gz'],
    items: ['online-retail', 'products.csv.gz'],
    import: {
      format: { delimiter: ',', header: true, encoding: 'utf-8', decimal: '.', timeFormat: 'seconds' },
      columns: { user: 'customer', item: 'product', value: 'quantity', time: 'time' },
      duplicates: 'sum',
    },
    itemImport: {
      format: { delimiter: ',', header: true, encoding: 'utf-8' },
      columns: { id: 'product', title: 'title', attributes: {} },
    },
  },
];

export function samples(): Sample[] {
  return BUNDLED.map(({ about }) => about);
}

/**
 * The import of a bundled sample.
 * @param name of the dataset; without it, the sample's title
 * @throws RecsmithError NOT_FOUND for an unknown id; Error where the installation lacks its files
 */
export function sampleImport(id: string, name?: string): ImportJobInput {
  const sample = BUNDLED.find(({ about }) => about.id === id);
  if (!sample)
    throw new RecsmithError('NOT_FOUND', `There is no sample "${id}".`, {
      why: `The samples are ${BUNDLED.map(({ about }) => about.id).join(', ')}.`,
    });
  const file = (parts: readonly string[]) => {
    const path = resource('samples', ...parts);
    return { path, name: basename(path) };
  };
  return {
    datasetName: name ?? sample.about.title,
    import: {
      ...sample.import,
      file: file(sample.interactions),
      items: { ...sample.itemImport, file: file(sample.items) },
      maxRejects: { rows: 0 },
    },
  };
}
