import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MAX_RECORD_BYTES, RecordReader, type Dialect } from './records.ts';

/** [line, fields or problem] of every record; the text arrives in blocks of `size` bytes. */
function read(
  text: string | Uint8Array,
  dialect: Partial<Dialect> = {},
  size = Infinity,
): [number, string[] | string][] {
  const reader = new RecordReader({ delimiter: ',', quotes: true, ...dialect });
  const bytes = Buffer.from(text);
  const found: [number, string[] | string][] = [];
  const take = () => {
    while (reader.next())
      found.push([reader.line, reader.problem ?? Array.from({ length: reader.count }, (_, k) => reader.text(k))]);
  };
  for (let at = 0; at < bytes.length; at += size) {
    reader.feed(bytes.subarray(at, at + size));
    take();
  }
  reader.end();
  take();
  return found;
}

describe('records of delimited text', () => {
  it('knows the true line of each record, with quoted line ends and empty lines', () => {
    expect(read('a,b\n\n"x\ny",2\r\n\r\nc,d\re,f')).toEqual([
      [1, ['a', 'b']],
      [3, ['x\ny', '2']],
      [6, ['c', 'd']],
      [7, ['e', 'f']],
    ]);
  });

  it('reads doubled quotes, empty fields, and blanks around enclosed fields', () => {
    expect(read('"a ""b""",,\n "c, d" ,"", e \n')).toEqual([
      [1, ['a "b"', '', '']],
      [2, ['c, d', '', ' e ']],
    ]);
  });

  it('reads delimiters of several bytes, and quotes as characters where they enclose nothing', () => {
    expect(read('1::"Weird Al"::a:b:\n', { delimiter: '::', quotes: false })).toEqual([
      [1, ['1', '"Weird Al"', 'a:b:']],
    ]);
  });

  it('gives up one line for a broken one', () => {
    expect(read('a,"b" c\nd,e\n"f,g\nh,i\n')).toEqual([
      [1, 'text follows a closing quote: write a quote inside a text twice'],
      [2, ['d', 'e']],
      [3, 'a quote is opened and never closed: close it, or take it out'],
      [4, ['h', 'i']],
    ]);
    expect(read(Buffer.from([0x61, 0xff, 0x2c, 0x62, 0x0a, 0x63, 0x2c, 0x64]))).toEqual([
      [1, 'not valid UTF-8: choose the encoding that the file has'],
      [2, ['c', 'd']],
    ]);
  });

  it('does not wait for the end of a quote for ever', () => {
    const text = `"a,b\n${'x,y\n'.repeat(MAX_RECORD_BYTES / 2)}`;
    const found = read(text, {}, 65536);
    expect(found[0]).toEqual([1, 'a quote is opened and never closed: close it, or take it out']);
    expect(found).toHaveLength(1 + MAX_RECORD_BYTES / 2);
    expect(found.at(-1)).toEqual([1 + MAX_RECORD_BYTES / 2, ['x', 'y']]);
  });

  it('reads the same however the text is cut into blocks', () => {
    const piece = fc.constantFrom('a', 'é', '"', '""', ',', ' ', '\n', '\r', '\r\n', '::');
    fc.assert(
      fc.property(
        fc.array(piece, { maxLength: 40 }),
        fc.integer({ min: 1, max: 7 }),
        fc.boolean(),
        (pieces, size, quotes) => {
          const text = pieces.join('');
          for (const delimiter of [',', '::'])
            expect(read(text, { quotes, delimiter }, size)).toEqual(read(text, { quotes, delimiter }));
        },
      ),
      { numRuns: 500 },
    );
  });

  it('reads back what was written by the rules', () => {
    const field = fc.string({ unit: fc.constantFrom('a', 'é', '"', ',', '\n', '\r', ' ', '😀') });
    fc.assert(
      fc.property(fc.array(fc.array(field, { minLength: 2, maxLength: 4 }), { minLength: 1, maxLength: 5 }), (rows) => {
        const text = rows.map((row) => row.map((value) => `"${value.replaceAll('"', '""')}"`).join(',')).join('\n');
        expect(read(text).map(([, fields]) => fields)).toEqual(rows);
      }),
    );
  });
});
