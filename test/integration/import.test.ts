import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sampleImport, samples } from '../../src/main/engine/datasets/import/samples.ts';
import { GZIP_LIMITS } from '../../src/main/engine/datasets/import/text.ts';
import { previewImport } from '../../src/main/engine/datasets/import/preview.ts';
import type { RecsmithError } from '../../src/shared/errors.ts';
import type { JobContext } from '../../src/main/engine/jobs/job.ts';
import { openBench, type Bench, type Input } from './import-support.ts';

// Real files through DuckDB or the exact reader into a real workspace.
let bench: Bench;
beforeAll(async () => {
  bench = await openBench();
});
afterAll(() => bench.close());

const failure = async (input: Input): Promise<RecsmithError> =>
  bench.run(input).then(
    () => expect.fail('the import did not fail'),
    (error: unknown) => error as RecsmithError,
  );

/** 400 rows with accents, leading zeros, blanks in ids; no quotes needed but for `enclosed`. */
const ROWS = Array.from({ length: 400 }, (_, n) => [
  ['007', 'Zoë', 'user 3', '12', 'ünï'][n % 5],
  `item ${(n * 7) % 97}é`,
  String((n % 9) / 2),
  String(1_381_945_744 + 61 * n),
]);
const NAMES = ['user', 'item', 'rating', 'timestamp'];
const text = (delimiter: string, { header = true, end = '\n', comma = false, enclosed = false } = {}) =>
  [...(header ? [NAMES] : []), ...ROWS]
    .map((row) =>
      row
        .map((field, k) => (comma && k === 2 ? field.replace('.', ',') : field))
        .map((field) => (enclosed ? `"${field}"` : field))
        .join(delimiter),
    )
    .map((line) => line + end)
    .join('');

function windows1252(from: string): Buffer {
  return Buffer.from(from, 'latin1'); // the accents of ROWS lie where both agree
}
const utf16 = (from: string, bigEndian = false) => {
  const bytes = Buffer.from(`\ufeff${from}`, 'utf16le');
  return bigEndian ? bytes.swap16() : bytes;
};

describe('one content, many ways to write it', () => {
  let reference = '';
  beforeAll(async () => {
    reference = (await bench.run({ file: bench.file('reference.csv', text(',')) })).dataset.contentHash;
  });

  it.each<[string, string | Uint8Array, Partial<Input>?]>([
    ['tabs', text('\t')],
    ['semicolons and decimal commas', text(';', { comma: true })],
    ['bars', text('|')],
    ['::', text('::')],
    ['no header', text(',', { header: false })],
    [':: without header', text('::', { header: false })],
    ['CR LF', text(',', { end: '\r\n' })],
    ['CR', text(',', { end: '\r' })],
    ['all fields enclosed', text(',', { enclosed: true })],
    ['no line end at the end', text(',').trimEnd()],
    ['empty lines at the end', `${text(',')}\n\n`],
    ['a byte order mark', `\ufeff${text(',')}`],
    ['Windows-1252 with semicolons', windows1252(text(';'))],
    ['Windows-1252, said', windows1252(text(',')), { format: { encoding: 'windows-1252' } }],
    ['Latin-1, said', windows1252(text(',')), { format: { encoding: 'latin-1' } }],
    ['UTF-16 LE', utf16(text('\t'))],
    ['UTF-16 BE', utf16(text(','), true)],
    ['UTF-16 without mark', utf16(text(',')).subarray(2)],
    ['gzip', gzipSync(text(','))],
    ['gzip of UTF-16', gzipSync(utf16(text(',')))],
    ['two gzip members', Buffer.concat([gzipSync(text(',').slice(0, 500)), gzipSync(text(',').slice(500))])],
    ['columns of another order', [NAMES, ...ROWS].map(([u, i, v, t]) => [t, v, i, u].join(',')).join('\n')],
    ['a delimiter only the exact reader knows', text('<<>>>'), { format: { delimiter: '<<>>>' } }],
    [
      'milliseconds',
      [NAMES, ...ROWS].map(([u, i, v, t]) => [u, i, v, /^\d/.test(t) ? `${t}000` : t].join(',')).join('\n'),
    ],
    [
      'dates',
      [NAMES, ...ROWS]
        .map(([u, i, v, t]) =>
          [u, i, v, /^\d/.test(t) ? new Date(+t * 1000).toISOString().slice(0, 19).replace('T', ' ') : t].join(','),
        )
        .join('\n'),
    ],
  ])('%s', async (name, content, more = {}) => {
    const file = bench.file(`${name.replace(/\W/g, '-')}.txt`, content);
    const result = await bench.run({ file, ...more });
    expect(result.rejects).toEqual([]);
    expect(result.dataset.contentHash).toBe(reference);
  });

  it('tells contents apart', async () => {
    const other = await bench.run({ file: bench.file('other.csv', text(',').replace(',0.5,', ',1.5,')) });
    expect(other.dataset.contentHash).not.toBe(reference);
  });

  it('keeps ids as they are, in order of appearance', async () => {
    const result = await bench.run({ file: bench.file('ids.csv', text(',')) });
    const { datasets } = bench.storage.services;
    expect(await datasets.userIds(result.dataset.id, Uint32Array.of(0, 1, 2, 3, 4))).toEqual([
      '007',
      'Zoë',
      'user 3',
      '12',
      'ünï',
    ]);
    expect((await datasets.itemsAt(result.dataset.id, Uint32Array.of(0, 1))).map(({ id }) => id)).toEqual([
      'item 0é',
      'item 7é',
    ]);
    const { rows, start } = await datasets.interactions(result.dataset.id, 'all');
    expect([...rows.subarray(0, start[1])].slice(0, 3)).toEqual([0, 5, 10]);
  });
});

describe('bad rows', () => {
  it('names line, column, value and reason, and counts quoted line ends', async () => {
    const good = Array.from({ length: 3000 }, (_, n) => `u${n % 50},i${n},${n % 5}`);
    good[10] = '"two\nlines",i,3'; // lines 12 and 13
    good[20] = 'u1,i1,abc';
    good[30] = 'u1,i1';
    good[40] = 'u1,,4';
    good[50] = 'u1,"x"y,4';
    good[60] = 'u1,i1,NaN';
    good[70] = 'u1,i1,3,4';
    const result = await bench.run({ file: bench.file('bad.csv', `user,item,rating\n${good.join('\n')}\n`) });
    const file = 'bad.csv';
    const missing = 'add what is missing, or choose the separator';
    const more = 'put a text that holds the separator in quotes, or choose another separator';
    const quotes = 'write a quote inside a text twice';
    const expected = [
      { file, line: 23, column: 'rating', value: 'abc', reason: 'not a finite number: write it in digits' },
      { file, line: 33, column: null, value: 'u1,i1', reason: `2 columns instead of 3: ${missing}` },
      { file, line: 43, column: 'item', value: '', reason: 'empty: an interaction needs a user and an item' },
      { file, line: 53, column: null, value: 'u1,"x"y,4', reason: `text follows a closing quote: ${quotes}` },
      { file, line: 63, column: 'rating', value: 'NaN', reason: 'not a finite number: write it in digits' },
      { file, line: 73, column: null, value: 'u1,i1,3,4', reason: `4 columns instead of 3: ${more}` },
    ];
    expect(result.rejects).toEqual(expected);
    expect(result.rejected).toBe(6);
    expect(await bench.storage.services.datasets.rejects(result.dataset.id)).toEqual(expected);
    expect(await bench.storage.services.datasets.rejectsPage(result.dataset.id, 4, 10)).toEqual(expected.slice(4));
    expect(result.dataset.interactions).toBe(2994);
    // File rows count rejected rows too.
    const { rows } = await bench.storage.services.datasets.interactions(result.dataset.id, 'all');
    expect(Math.max(...rows)).toBe(2999);
  });

  it('stops where more rows are bad than allowed, and shows the first ones', async () => {
    const file = bench.file('limit.csv', 'user,item,rating\nu,i,1\nu,j,x\nu,k,y\nu,l,4\n');
    const error = await failure({ file, maxRejects: { rows: 1 } });
    expect(error.code).toBe('BAD_DATA');
    expect(error.details).toMatchObject({
      where: 'limit.csv:3',
      rejects: [
        { line: 3, value: 'x' },
        { line: 4, value: 'y' },
      ],
      rejected: 2,
      allowed: { rows: 1 },
    });
    expect(await failure({ file })).toMatchObject({ code: 'BAD_DATA' });
    expect((await bench.run({ file, maxRejects: { rows: 2 } })).rejected).toBe(2);
    expect((await bench.run({ file, maxRejects: { share: 0.5 } })).dataset.interactions).toBe(2);
  });

  it.each<[string, string | Uint8Array, RegExp]>([
    ['empty', '', /cannot be imported/],
    ['only a header', 'user,item,rating\n', /no row/],
    ['one column', 'a\nb\nc\n', /only one column/],
    ['ZIP', 'PK\x03\x04rest', /cannot be imported/],
    ['truncated gzip', gzipSync(text(',')).subarray(0, 300), /damaged or incomplete/],
    ['not UTF-16', Buffer.concat([utf16('user,item\na,b\n'), Buffer.from([0x00, 0xd8])]), /cannot be imported/],
  ])('refuses: %s', async (name, content, message) => {
    const error = await failure({ file: bench.file(`${name}.csv`, content) });
    expect(error.code).toBe('BAD_DATA');
    expect(error.message).toMatch(message);
    expect(error.details.where).toContain(name);
    expect(error.details.next).toBeTruthy();
  });

  it('refuses a file that is not there, a folder, and columns that are not there', async () => {
    expect(await failure({ file: { path: join(bench.folder, 'nowhere.csv'), name: 'nowhere.csv' } })).toMatchObject({
      code: 'BAD_DATA',
    });
    expect(await failure({ file: { path: bench.folder, name: 'folder' } })).toMatchObject({ code: 'BAD_DATA' });
    const file = bench.file('names.csv', 'user,item\na,b\n');
    expect(await failure({ file, columns: { user: 'who' } })).toMatchObject({ code: 'BAD_INPUT' });
    expect(await failure({ file, columns: { user: 'item', item: 'item' } })).toMatchObject({ code: 'BAD_INPUT' });
  });

  it('refuses what decompresses without end', async () => {
    const saved = { ...GZIP_LIMITS };
    Object.assign(GZIP_LIMITS, { ratio: 50, ratioFrom: 2 ** 20 });
    try {
      const error = await failure({
        file: bench.file('bomb.csv.gz', gzipSync(`user,item\n${'a,b\n'.repeat(2 ** 21)}`)),
      });
      expect(error).toMatchObject({ code: 'BAD_DATA', message: expect.stringMatching(/grows beyond/) as string });
    } finally {
      Object.assign(GZIP_LIMITS, saved);
    }
  });

  it('reads Latin-1 that begins late in a file', async () => {
    const rows = Array.from({ length: 40_000 }, (_, n) => `user ${n % 100},item ${n},3`);
    rows[39_000] = 'café,item,4';
    const result = await bench.run({
      file: bench.file('late.csv', windows1252(`user,item,rating\n${rows.join('\n')}\n`)),
    });
    expect(result.rejected).toBe(0);
    expect(await bench.storage.services.datasets.userIndex(result.dataset.id, 'café')).toBe(100);
  });

  it('takes damaged UTF-8 for damaged, not for Latin-1', async () => {
    const rows = Array.from({ length: 1000 }, (_, n) => `é${n % 10},item ${n},3`);
    const bytes = Buffer.from(`user,item,rating\n${rows.join('\n')}\n`);
    bytes[bytes.indexOf('é5,item 505,') + 1] = 0x41;
    const result = await bench.run({ file: bench.file('damaged.csv', bytes) });
    expect(result.rejects).toMatchObject([
      { line: 507, column: null, reason: 'not valid UTF-8: choose the encoding that the file has' },
    ]);
  });
});

describe('repeated pairs', () => {
  const content = 'user,item,rating,timestamp\nu,a,1,300\nu,b,9,100\nu,a,5,200\nv,a,2,1\nu,a,3,300\n';
  it.each([
    ['last', ['u b 9 100', 'u a 3 300', 'v a 2 1']],
    ['first', ['u b 9 100', 'u a 5 200', 'v a 2 1']],
    ['max', ['u b 9 100', 'u a 5 200', 'v a 2 1']],
    ['mean', ['u b 9 100', 'u a 3 300', 'v a 2 1']],
    ['sum', ['u b 9 100', 'u a 9 300', 'v a 2 1']],
  ] as const)('%s', async (duplicates, rows) => {
    const result = await bench.run({ file: bench.file('repeated.csv', content), duplicates });
    expect(await bench.rows(result)).toEqual(rows);
    expect(result.dataset).toMatchObject({ duplicates: 2, interactions: 3 });
  });

  it('without times the order of the file decides', async () => {
    const file = bench.file('untimed.csv', 'user,item,rating\nu,a,1\nu,b,9\nu,a,5\n');
    expect(await bench.rows(await bench.run({ file }))).toEqual(['u b 9', 'u a 5']);
    expect(await bench.rows(await bench.run({ file, duplicates: 'first' }))).toEqual(['u a 1', 'u b 9']);
  });

  it('counts rows where there are no values to add', async () => {
    const file = bench.file('implicit.csv', 'user,item\nu,a\nu,b\nu,a\n');
    expect(await bench.rows(await bench.run({ file, duplicates: 'sum' }))).toEqual(['u b 1', 'u a 2']);
    expect(await bench.rows(await bench.run({ file }))).toEqual(['u b', 'u a']);
  });

  it('refuses them with their lines', async () => {
    const error = await failure({ file: bench.file('repeated.csv', content), duplicates: 'error' });
    expect(error).toMatchObject({
      code: 'BAD_DATA',
      details: { where: 'repeated.csv:4', pairs: [{ user: 'u', item: 'a', lines: [2, 4] }, { lines: [2, 6] }] },
    });
  });
});

describe('further files', () => {
  it('takes titles and attributes of the items that occur', async () => {
    const file = bench.file('ratings.dat', '1::0010::5\n1::20::4\n2::30::1\n');
    const items = bench.file(
      'movies.dat',
      windows1252('20::Amélie (2001)::Comedy|Romance\n0010::Heat (1995)::Action\n99::Nobody saw it::\n'),
    );
    const result = await bench.run({ file, items: { file: items, format: {}, columns: {} } });
    const { datasets } = bench.storage.services;
    expect(await datasets.itemsAt(result.dataset.id, Uint32Array.of(0, 1, 2))).toEqual([
      { id: '0010', title: 'Heat (1995)', attributes: { genres: 'Action', year: '1995' } },
      { id: '20', title: 'Amélie (2001)', attributes: { genres: 'Comedy|Romance', year: '2001' } },
      { id: '30', title: null, attributes: {} },
    ]);
    expect(result.dataset).toMatchObject({ items: 3, hasTitles: true });
    expect(result.warnings).toEqual(['1 of 3 items have no title in movies.dat.']);
    expect((await datasets.searchItems(result.dataset.id, 'amelie', 0, 5)).items.map(({ item }) => item)).toEqual([
      '20',
    ]);
  });

  it('keeps sets of the user’s own apart, with one numbering for all', async () => {
    const result = await bench.run({
      file: bench.file('train.csv', 'user,item,rating\nu,a,1\nv,b,2\n'),
      test: bench.file('test.csv', 'user,item,rating\nv,a,3\nnew,c,4\n'),
      validation: bench.file('validation.csv', 'u,b,5\n'),
    });
    expect(await bench.rows(result)).toEqual(['u a 1', 'v b 2']);
    expect(await bench.rows(result, 'test')).toEqual(['v a 3', 'new c 4']);
    expect(await bench.rows(result, 'validation')).toEqual(['u b 5']);
    expect(result.dataset).toMatchObject({ users: 3, items: 3, interactions: 2, given: { validation: 1, test: 2 } });
    const wrong = bench.file('wrong.csv', 'u,b\n');
    expect(await failure({ file: bench.file('train.csv', 'user,item,rating\nu,a,1\n'), test: wrong })).toMatchObject({
      code: 'BAD_DATA',
    });
  });

  it('reads candidates as NCF writes them, and as rows', async () => {
    const train = bench.file('ncf.train.rating', '0\t1\t5\t10\n0\t2\t4\t11\n1\t3\t3\t12\n1\t4\t3\t13\n');
    const test = bench.file('ncf.test.rating', '0\t3\t5\t20\n1\t1\t4\t21\n');
    const candidates = bench.file('ncf.test.negative', '(0,3)\t4\t2\n(1,1)\t2\t77\n');
    const result = await bench.run({ file: train, test, candidates });
    const { datasets } = bench.storage.services;
    const stored = (await datasets.candidates(result.dataset.id))!;
    const names = (await datasets.itemsAt(result.dataset.id, Uint32Array.from(stored.items))).map(({ id }) => id);
    expect([...stored.start]).toEqual([0, 3, 5]);
    expect(names).toEqual(['3', '4', '2', '1', '2']);
    expect(result.warnings[0]).toMatch(/^1 candidates/);
    expect(result.dataset.given).toEqual({ validation: 0, test: 2, candidateUsers: 2 });
    const rows = bench.file('candidates.csv', 'user,item\n0,3\n0,4\n0,2\n1,1\n1,2\n');
    const again = await bench.run({ file: train, test, candidates: rows });
    expect([...(await datasets.candidates(again.dataset.id))!.items]).toEqual([...stored.items]);
    expect(
      await failure({ file: train, test, candidates: bench.file('broken', '(0,3)\t4\nnonsense\t2\n') }),
    ).toMatchObject({
      details: { where: 'broken:2' },
    });
  });
});

describe('leaving nothing', () => {
  it('whenever it is cancelled', async () => {
    const own = await openBench();
    try {
      const rows = Array.from(
        { length: 150_000 },
        (_, n) => `user_${(n * 7919) % 20_011},item_${(n * 31) % 3001},${n % 5}`,
      );
      const clean = own.file('large.csv', `user,item,rating\n${rows.join('\n')}\n`);
      rows[149_000] = 'bad';
      const dirty = own.file('dirty.csv', `user,item,rating\n${rows.join('\n')}\n`);
      const packed = own.file('large.csv.gz', gzipSync(readFileSync(clean.path), { level: 1 }));
      const stages = ['Reading rows', 'Sorting by user', 'Storing'];
      for (const [file, during] of [
        [clean, ['Numbering users and items', ...stages]],
        [dirty, stages],
        [packed, ['Decompressing', ...stages]],
      ] as const)
        for (const stage of during)
          for (const after of [1, 3]) {
            const controller = new AbortController();
            let reports = 0;
            const report: JobContext['report'] = (progress) => {
              if (progress.stage === stage && ++reports === after) controller.abort();
            };
            const outcome = await own.run({ file }, { signal: controller.signal, report }).then(
              () => 'stored',
              (error: unknown) => (error instanceof Error && /abort/i.test(error.message) ? 'cancelled' : error),
            );
            // A stage may be over before its third sign of progress, and numbering, asked by the clock, before its first.
            if (after === 1 && stage !== 'Numbering users and items') expect(reports, stage).toBeGreaterThan(0);
            expect(outcome, stage).toBe(controller.signal.aborted ? 'cancelled' : 'stored');
            const left = await own.leftovers();
            if (controller.signal.aborted) expect(left, stage).toEqual({ datasets: [], files: [] });
            else for (const { id } of left.datasets) await own.storage.services.trash.delete(id);
          }
    } finally {
      await own.close();
    }
  });

  it('when it fails', async () => {
    const own = await openBench();
    try {
      const file = own.file('bad.csv', 'user,item,rating\nu,i,1\nu,j,x\n');
      await expect(own.run({ file })).rejects.toThrow();
      const items = own.file('empty.csv', '');
      const good = own.file('good.csv', 'user,item,rating\nu,i,1\n');
      await expect(own.run({ file: good, items: { file: items, format: {}, columns: {} } })).rejects.toThrow();
      expect(await own.leftovers()).toEqual({ datasets: [], files: [] });
    } finally {
      await own.close();
    }
  });
});

describe('samples', () => {
  it.each(samples().map((sample) => [sample.id, sample] as const))('%s is what its card says', async (id, sample) => {
    const { import: input, datasetName } = sampleImport(id);
    expect(datasetName).toBe(sample.title);
    const result = await bench.run(input);
    expect(result.dataset).toMatchObject({
      users: sample.users,
      items: sample.items,
      interactions: sample.interactions,
      hasTitles: true,
      hasValues: true,
      hasTime: true,
      rejected: 0,
    });
    expect(result.warnings).toEqual([]);
    // The rows on the card are the first ones of the file.
    const preview = await previewImport(input, new AbortController().signal);
    expect(preview.warnings).toEqual([]);
    const at = (role: string) => preview.columns.findIndex((column) => column.role === role);
    const titles = await bench.storage.services.datasets.itemsAt(
      result.dataset.id,
      Uint32Array.from(
        (await bench.storage.services.datasets.itemIndices(
          result.dataset.id,
          preview.rows.slice(0, 3).map((row) => row[at('item')]!),
        )) as number[],
      ),
    );
    expect(
      preview.rows.slice(0, 3).map((row, k) => ({
        user: row[at('user')],
        title: titles[k].title,
        value: row[at('value')],
        date: new Date(1000 * Number(row[at('time')])).toISOString().slice(0, 10),
      })),
    ).toEqual(sample.firstRows);
  });

  it('carry their notices', () => {
    const folder = join(import.meta.dirname, '../../resources/samples');
    for (const file of ['movietweetings/LICENSE', 'movietweetings/NOTICE.md', 'online-retail/NOTICE.md'])
      expect(existsSync(join(folder, file)), file).toBe(true);
    expect(readFileSync(join(folder, 'movietweetings/NOTICE.md'), 'utf8')).toContain('CrowdRec at RecSys 2013');
  });
});

const data = process.env.RECSMITH_DATA ?? '';
const movieLens = join(data, 'ml-1m/ratings-notime.csv');
const there = data !== '' && existsSync(movieLens);
if (!there && process.env.REQUIRE_DATA === '1') throw new Error(`REQUIRE_DATA=1, but ${movieLens} is missing`);
if (!there) console.log('skipped: MovieLens 1M (name the folder of the data sets by RECSMITH_DATA)');

describe.skipIf(!there)('MovieLens 1M', () => {
  it('is the same import from four kinds of file', async () => {
    const comma = readFileSync(movieLens, 'utf8');
    const colons = comma.slice(comma.indexOf('\n') + 1).replaceAll(',', '::');
    const files = [
      { path: movieLens, name: 'ratings-notime.csv' },
      bench.file('ratings.dat', colons),
      bench.file('ratings.csv.gz', gzipSync(comma, { level: 1 })),
      bench.file('semicolons.csv', windows1252(comma.replaceAll(',', ';').replaceAll('\n', '\r\n'))),
    ];
    const hashes = new Set<string>();
    for (const file of files) {
      // ASCII could be any encoding: the last one is said, to go the way of transcoding.
      const format = file.name === 'semicolons.csv' ? { encoding: 'windows-1252' as const } : {};
      const { dataset } = await bench.run({ file, format });
      expect(dataset).toMatchObject({ interactions: 1_000_209, users: 6040, items: 3706, rejected: 0, duplicates: 0 });
      hashes.add(dataset.contentHash);
    }
    expect(hashes.size).toBe(1);
  });
});
