import { expect, test } from 'vitest';
import { csv, csvFile } from './csv.ts';

test('a file of values separated by commas: numbers in full, quotes doubled, no formulas', async () => {
  const rows = [
    [1, 0.123456789012345],
    [2, null],
    [3, NaN],
    ['say "hi"', '=HYPERLINK(1)'],
    ['-1', -1],
  ];
  expect(csv(['epoch', 'loss, smoothed'], rows).split('\r\n')).toEqual([
    'epoch,"loss, smoothed"',
    '1,0.123456789012345',
    '2,',
    '3,',
    `"say ""hi""",'=HYPERLINK(1)`,
    `'-1,-1`,
    '',
  ]);
  const bytes = new Uint8Array(await csvFile(['a'], []).arrayBuffer());
  expect([...bytes]).toEqual([0xef, 0xbb, 0xbf, 0x61, 0x0d, 0x0a]);
});
