import { afterAll, beforeAll, expect, it } from 'vitest';
import { temporaryFolder } from '../../storage/testing.ts';
import { recognise } from './recognise.ts';
import { fileOf } from './testing.ts';

let folder = '';
let dispose = () => {};
beforeAll(() => ({ folder, dispose } = temporaryFolder()));
afterAll(() => dispose());

const ratings = (n: number, delimiter = ',', header = 'userId,movieId,rating') =>
  `${header}\n${Array.from({ length: n }, (_, k) => [k % 7, k % 11, k % 5].join(delimiter)).join('\n')}\n`;
const MOVIES = 'movieId,title,genres\n1,Toy Story (1995),Animation\n2,Heat (1995),Action\n3,Sabrina (1995),Comedy\n';

async function kinds(files: Record<string, string | Uint8Array>): Promise<Record<string, string>> {
  const named = Object.entries(files).map(([name, content]) => ({ handle: name, file: fileOf(folder, name, content) }));
  const found = await recognise(named, new AbortController().signal);
  return Object.fromEntries(
    found.map(({ file, kind, reason }) => [file, reason === null ? kind : `${kind}: ${reason}`]),
  );
}

it.each<[string, Record<string, string | Uint8Array>, Record<string, string>]>([
  [
    'items that are longer than the interactions',
    { 'a.csv': ratings(20), 'b.csv': MOVIES.repeat(1) + '4,A long name,x\n'.padEnd(900, 'x') },
    { 'a.csv': 'interactions', 'b.csv': 'items' },
  ],
  [
    'MovieLens without headers',
    {
      'movies.dat': '1::Toy Story (1995)::Animation|Comedy\n2::Heat (1995)::Action\n',
      'ratings.dat': '1::1::5::978300760\n1::2::3::978302109\n2::1::4::978301968\n',
    },
    { 'movies.dat': 'items', 'ratings.dat': 'interactions' },
  ],
  [
    'sets of the user’s own, by size and name',
    { 'test.csv': ratings(9), 'train.csv': ratings(60), 'valid.csv': ratings(8), 'more.csv': ratings(10) },
    {
      'test.csv': 'test',
      'train.csv': 'interactions',
      'valid.csv': 'validation',
      'more.csv': 'unknown: Another of the files holds the same.',
    },
  ],
  [
    'candidates, and what is no table',
    {
      'ncf.test.negative': '(0,3)\t4\t2\n(1,1)\t2\t5\n',
      'ncf.train': ratings(30, '\t'),
      'x.xlsx': 'PK\x03\x04',
      'notes.txt': 'hello\nyou\n',
    },
    {
      'ncf.test.negative': 'candidates',
      'ncf.train': 'interactions',
      'x.xlsx': 'unknown: This is a ZIP archive or an Excel workbook, not a text file.',
      'notes.txt': 'unknown: It has only one column.',
    },
  ],
])('%s', async (_name, files, expected) => {
  expect(await kinds(files)).toEqual(expected);
});
