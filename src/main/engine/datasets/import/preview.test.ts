import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, describe, expect, it } from 'vitest';
import type { Preview } from '../../../../shared/contract/imports.ts';
import { UNCLOSED } from './records.ts';
import { previewImport } from './preview.ts';
import { fileOf } from './testing.ts';
import type { ResolvedImportInput } from './input.ts';

const folder = mkdtempSync(join(tmpdir(), 'recsmith-preview-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function preview(
  content: string | Uint8Array,
  more: Partial<ResolvedImportInput> = {},
  name = 'a.csv',
): Promise<Preview> {
  const input = { format: {}, columns: {}, duplicates: 'last' as const, maxRejects: { share: 0.01 }, ...more };
  return previewImport({ file: fileOf(folder, name, content), ...input }, new AbortController().signal);
}

const roles = ({ columns }: Preview) => columns.map(({ role }) => role);
const lines = (count: number, line: (n: number) => string) =>
  Array.from({ length: count }, (_, n) => `${line(n)}\n`).join('');

describe('how a file is written', () => {
  it.each([
    ['MovieLens', '1::1193::5::978300760\n1::661::3::978302109\n', '::', false],
    ['ML-100K', '196\t242\t3\t881250949\n186\t302\t3\t891717742\n', '\t', false],
    ['tabs, with commas in texts', 'user\titem\tname\n1\tLast, First\tx\n2\tDoe, Jane\ty\n', '\t', true],
    ['semicolons with decimal commas', 'user;item;rating\n1;2;3,5\n1;3;4,0\n', ';', true],
    ['commas, with bars in texts', 'movieId,title,genres\n1,Heat,Action|Crime\n2,Big,Comedy\n', ',', true],
    ['bars', 'a|b|5\nc|d|4\n', '|', false],
    ['one bad row', `user,item,rating\n1,2,3\n1|2|3|4|5\n${lines(20, (n) => `1,${n},3`)}`, ',', true],
    ['text ids without header', 'alice,book1\nbob,book2\n', ',', false],
    ['unknown names over numbers', 'foo,bar,baz\n1,2,3\n4,5,6\n', ',', true],
  ])('%s', async (_, content, delimiter, header) => {
    expect((await preview(content)).format).toMatchObject({ delimiter, header });
  });

  it('says encoding, decimal sign and time format', async () => {
    const content = 'user;item;rating;date\nZoë;a;3,5;16.10.2013\nZoë;b;4;17.10.2013\n';
    expect((await preview(content)).format).toEqual({
      delimiter: ';',
      header: true,
      encoding: 'utf-8',
      decimal: ',',
      timeFormat: 'day-first',
    });
    expect((await preview(Buffer.from(content, 'latin1'))).format.encoding).toBe('latin-1');
    expect((await preview(Buffer.from(content.replace('Zoë', 'Zo\x93'), 'latin1'))).format.encoding).toBe(
      'windows-1252',
    );
    expect((await preview(Buffer.from(content, 'utf16le'))).format.encoding).toBe('utf-16');
    expect((await preview('user,item\na,b\n')).format.timeFormat).toBe('auto');
  });

  it('takes quotes in texts of a tab file for quotes, and enclosed fields for enclosed', async () => {
    const bare = await preview('u1\t"Weird Al" Yankovic\t3\nu2\t"Heroes"\t4\n');
    expect(bare.rows[0][1]).toBe('"Weird Al" Yankovic');
    expect(bare.warnings.join()).toContain('Quotes are read as ordinary characters');
    expect((await preview('"u 1"\t"a\tb"\t"3"\n"u2"\t"c"\t"4"\n')).rows[0]).toEqual(['u 1', 'a\tb', '3']);
  });

  it('looks at the end of a file before it decides between day and month', async () => {
    const early = lines(20_000, (n) => `u${n},i,12/1/2010 8:26`);
    const read = await preview(`user,item,date\n${early}u,i,12/13/2010 9:00\n`);
    expect(read.format.timeFormat).toBe('month-first');
    expect(read.warnings).toEqual([]);
    const never = await preview('user,item,date\na,b,1/12/2010\na,c,2/12/2010\n');
    expect(never.format.timeFormat).toBe('day-first');
    expect(never.warnings).toEqual(['The dates could be read in two ways; they are read with the day first.']);
  });
});

describe('what an import would give', () => {
  it('counts, ranges, first rows and samples of a whole file', async () => {
    const read = await preview(
      'userId,movieId,rating,timestamp\n1,31,2.5,1260759144\n1,1029,3,1260759179\n7,31,4,1260759182\n',
    );
    expect(roles(read)).toEqual(['user', 'item', 'value', 'time']);
    expect(read.counts).toEqual({ rows: 3, users: 2, items: 2, repeated: 0, wholeFile: true });
    expect(read.values).toEqual({ min: 2.5, max: 4, distinct: 3 });
    expect(read.times).toEqual({ from: 1260759144, to: 1260759182 });
    expect(read.rows[1]).toEqual(['1', '1029', '3', '1260759179']);
    expect(read.columns[2]).toEqual({ name: 'rating', position: 3, role: 'value', sample: ['2.5', '3', '4'] });
    expect(read.warnings).toEqual([]);
  });

  it('reads no more than the beginning of a large file, compressed or not', async () => {
    const large = `user,item,rating\n${lines(200_000, (n) => `user ${n},item ${n % 1000},${n % 5}`)}`;
    for (const content of [large, gzipSync(large)]) {
      const read = await preview(content);
      expect(read.rows).toHaveLength(100);
      expect(read.counts).toMatchObject({ wholeFile: false, items: 1000 });
      expect(read.counts!.rows).toBeLessThan(40_000);
    }
  });

  it('changes with what was chosen', async () => {
    const content = 'a,b,c\n1,2,3\n4,5,6\n';
    expect(roles(await preview(content, { columns: { user: 'c', item: 'A', value: null } }))).toEqual([
      'item',
      'ignore',
      'user',
    ]);
    expect((await preview(content, { format: { header: false } })).rows[0]).toEqual(['a', 'b', 'c']);
    expect((await preview(content, { format: { header: false } })).columns[1].name).toBe('column 2');
    const wrong = await preview(content, { format: { delimiter: ';' } });
    expect(wrong.counts).toBeNull();
    expect(wrong.warnings[0]).toMatch(/With the delimiter ";" the file has one column/);
    await expect(preview(content, { columns: { user: 'd' } })).rejects.toMatchObject({ code: 'BAD_INPUT' });
  });

  it('shows rejects with their lines, and warns', async () => {
    const read = await preview(`user,item,rating\n${lines(20, (n) => `u,i${n},3`)}u,i,"x\nv,j\nv,k,oops\n`);
    expect(read.rejects).toEqual([
      { file: 'a.csv', line: 22, column: null, value: 'u,i,"x', reason: UNCLOSED },
      {
        ...{ file: 'a.csv', line: 23, column: null, value: 'v,j' },
        reason: '2 columns instead of 3: add what is missing, or choose the separator',
      },
      { file: 'a.csv', line: 24, column: 'rating', value: 'oops', reason: 'not a finite number: write it in digits' },
    ]);
    expect(read.warnings).toEqual([
      'In line 22 a quote is opened and never closed; the line cannot be read.',
      '3 of the first 23 rows cannot be read and would be left out.',
    ]);
    const comma = await preview('user;item;rating\na;b;3,5\na;c;4\n', { format: { decimal: '.' } });
    expect(comma.warnings[0]).toMatch(/decimal comma, choose it/);
  });

  it('tells what becomes of each row, with its true line, and counts repeated pairs', async () => {
    const read = await preview('user,item,rating,date\nu,i,"3,5",6.11.2013\n\nv,j,x,7.11.2013\nu,i,"4,0",8.11.2013\n');
    expect(read.lines).toEqual([2, 4, 5]);
    expect(read.read).toEqual([
      { value: 3.5, time: Date.UTC(2013, 10, 6) / 1000, title: null },
      null,
      { value: 4, time: Date.UTC(2013, 10, 8) / 1000, title: null },
    ]);
    expect(read.counts).toMatchObject({ rows: 2, repeated: 1 });
    const point = await preview('user;item;rating\nu;i;3,5\nu;j;4,5\n', { format: { decimal: '.' } });
    expect(point.rejects[0].reason).toBe('not a finite number: choose the decimal comma if all are written so');
    expect(point.read).toEqual([null, null]);
  });

  it('joins the items file', async () => {
    const items = fileOf(folder, 'movies.dat', '1::Toy Story (1995)::Animation|Comedy\n2::Heat (1995)::Action\n');
    const more = { items: { file: items, format: {}, columns: {} } };
    const read = await preview('9::1::5\n9::3::4\n', more);
    expect(read.items).toMatchObject({
      fileName: 'movies.dat',
      withTitle: 1,
      format: { delimiter: '::', header: false },
    });
    expect(read.read.map((row) => row?.title)).toEqual(['Toy Story (1995)', null]);
    expect(read.items!.columns.map(({ role }) => role)).toEqual(['id', 'title', 'attribute']);
    expect((await preview('9::7::5\n9::8::4\n', more)).warnings[0]).toMatch(/No item of the first rows has a title/);
  });

  it('refuses what is no table', async () => {
    for (const content of ['', 'PK\x03\x04', Buffer.from('SQLite format 3\0')])
      await expect(preview(content)).rejects.toMatchObject({ code: 'BAD_DATA' });
  });
});
