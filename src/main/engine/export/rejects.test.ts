import { expect, test } from 'vitest';
import { rejectsCsv } from './rejects.ts';

const reject = (value: string, column: string | null = 'rating') => ({
  file: 'a.csv',
  line: 7,
  column,
  value,
  reason: 'not a number',
});

test.each([
  ['=HYPERLINK("http://evil")', `"'=HYPERLINK(""http://evil"")"`],
  ['+1', "'+1"],
  ['-1', "'-1"],
  ['@SUM(A1)', "'@SUM(A1)"],
  ['\t=1', "'\t=1"],
  ['a,b', '"a,b"'],
  ['line\nbreak', '"line\nbreak"'],
  ['say "x"', '"say ""x"""'],
  ['plain', 'plain'],
  ['', ''],
])('a rejected value %j cannot become a formula or another cell', (value, cell) => {
  expect(rejectsCsv([reject(value)])).toBe(`file,line,column,value,reason\r\na.csv,7,rating,${cell},not a number\r\n`);
});

test('a whole line has no column', () => {
  expect(rejectsCsv([reject('x', null)])).toContain('a.csv,7,,x,');
});
