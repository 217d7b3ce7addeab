import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { cleanly, exactly, fileOf, known, rowsOf } from './testing.ts';

const folder = mkdtempSync(join(tmpdir(), 'recsmith-duck-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('reading clean files with DuckDB', () => {
  it('numbers ids by first appearance and keeps the order of the file', async () => {
    const layout = await known(fileOf(folder, 'a.csv', 'user,item,rating\nb,x,1\n007,"y ""z""",2.5\nb,ü,3\n'));
    const read = (await cleanly(layout, folder))!;
    expect(read.users.ids).toEqual(['b', '007']);
    expect(read.items.ids).toEqual(['x', 'y "z"', 'ü']);
    expect(rowsOf(read.columns, read.users.ids, read.items.ids)).toEqual([
      [0, 'b', 'x', 1, null],
      [1, '007', 'y "z"', 2.5, null],
      [2, 'b', 'ü', 3, null],
    ]);
  });

  it('reads exactly the file it is given, although its path looks like a pattern', async () => {
    const odd = join(folder, "we[i]rd *'?");
    mkdirSync(odd);
    mkdirSync(join(folder, 'weird xx'));
    const layout = await known(fileOf(odd, 'a[1]*.csv', 'user,item\nu,right\n'));
    writeFileSync(join(odd, 'a1x.csv'), 'user,item\nu,wrong\n');
    expect((await cleanly(layout, folder))!.items.ids).toEqual(['right']);
  });

  it('leaves files with a bad row to the exact reader', async () => {
    for (const bad of [
      'u,i\n',
      'u,i,x,4\n',
      'u,i,abc\n',
      ',i,3\n',
      'u,"",3\n',
      'u,i,NaN\n',
      'u,i,1e999\n',
      'u\0,i,3\n',
      'u,i,\n',
    ])
      expect(
        await cleanly(await known(fileOf(folder, 'b.csv', `user,item,rating\nu,i,1\n${bad}`)), folder),
        bad,
      ).toBeNull();
  });

  it('gives the same for any number of threads', async () => {
    const rows = Array.from(
      { length: 60_000 },
      (_, n) => `user ${(n * 7919) % 5003},item ${(n * 104729) % 701},${n % 5}`,
    );
    const layout = await known(fileOf(folder, 'c.csv', `user,item,rating\n${rows.join('\n')}\n`));
    const [one, three] = [(await cleanly(layout, folder, 1))!, (await cleanly(layout, folder, 3))!];
    expect(three.users.ids).toEqual(one.users.ids);
    expect(three.columns).toEqual(one.columns);
    expect(one.columns.count).toBe(60_000);
  });

  it('ends when it is cancelled', async () => {
    const layout = await known(fileOf(folder, 'd.csv', 'user,item\nu,i\n'));
    await expect(
      import('./duck.ts').then(({ readClean }) =>
        readClean({
          layout,
          path: layout.table.raw.file.path,
          folder,
          threads: 1,
          signal: AbortSignal.abort(),
          progress: () => undefined,
        }),
      ),
    ).rejects.toThrow(/abort/i);
  });

  // The heart of the matter: two readers, one meaning.
  it('accepts only what the exact reader accepts too, with the same result', async () => {
    const odd = fc.constantFrom(
      ...[
        'a',
        ' ',
        '"',
        '""',
        '\n',
        '\r\n',
        '\r',
        ',',
        ';',
        '\t',
        '::',
        '1',
        '2.5',
        '1e3',
        'NaN',
        'inf',
        '0x10',
        '1_000',
        '_',
        '+4',
      ],
      ...[
        '.5',
        '5.',
        'é',
        '\0',
        '\u00a0',
        '2013-10-16',
        '2013-02-30',
        '16/10/2013 17:49',
        '-1',
        '99999999999999',
        'NULL',
        '\\',
        "'",
        '#',
      ],
    );
    const mostly = (...good: string[]) =>
      fc.oneof({ weight: 8, arbitrary: fc.constantFrom(...good) }, { weight: 1, arbitrary: odd });
    const times = {
      seconds: mostly('1381945744', '-1', '1381945744.5', '0'),
      milliseconds: mostly('1381945744123', '0'),
      iso: mostly('2013-10-16', '2013-10-16 17:49:04', '2013-10-16T17:49:04Z', '2013-10-16 17:49'),
      'day-first': mostly('6/10/2013 17:49', '1/2/2013', '01.02.2013', '6/10/2013 17:49:04'),
      'month-first': mostly('6/10/2013 17:49', '1/2/2013', '01-02-2013'),
    };
    const table = fc.constantFrom(...(Object.keys(times) as (keyof typeof times)[])).chain((timeFormat) =>
      fc.record({
        timeFormat: fc.constant(timeFormat),
        decimal: fc.constantFrom('.' as const, ',' as const),
        delimiter: fc.constantFrom(',', ';', '\t', '::', '|'),
        header: fc.boolean(),
        rows: fc.array(
          fc.tuple(
            fc.constantFrom('u1', 'u2', '"u,3"', '"u""4"', ' u5', '007'),
            fc.constantFrom('i1', 'i2', 'é', '"x\ny"'),
            mostly('1', '2.5', '-3', '1e3'),
            times[timeFormat],
          ),
          { minLength: 1, maxLength: 6 },
        ),
        changes: fc.array(fc.tuple(fc.nat(200), odd), { maxLength: 2 }),
      }),
    );
    let accepted = 0;
    await fc.assert(
      fc.asyncProperty(table, async ({ rows, changes, header, delimiter, decimal, timeFormat }) => {
        const lines = rows.map((row) =>
          row.map((text, k) => (k === 2 ? text.replace('.', decimal) : text)).join(delimiter),
        );
        let text = `${header ? `${['user', 'item', 'rating', 'time'].join(delimiter)}\n` : ''}${lines.join('\n')}\n`;
        for (const [at, odd] of changes) {
          const cut = at % (text.length + 1);
          text = text.slice(0, cut) + odd + text.slice(cut);
        }
        const columns = { user: '1', item: '2', value: '3', time: '4' };
        const file = fileOf(folder, 'p.csv', text);
        const layout = await known(file, { header, delimiter, decimal, timeFormat, encoding: 'utf-8' }, columns).catch(
          () => null,
        );
        const clean = layout && (await cleanly(layout, folder));
        if (!clean) return;
        accepted++;
        const exact = await exactly(layout);
        expect(exact.firstRejects).toEqual([]);
        expect(rowsOf(exact.columns, exact.users, exact.items)).toEqual(
          rowsOf(clean.columns, clean.users.ids, clean.items.ids),
        );
        expect([clean.users.ids, clean.items.ids]).toEqual([exact.users, exact.items]);
      }),
      { numRuns: process.env.SOAK === '1' ? 5000 : 120, seed: 1 },
    );
    expect(accepted).toBeGreaterThan(10);
  }, 600_000);
});
