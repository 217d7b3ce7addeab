import { describe, expect, it } from 'vitest';
import { guessItemRoles, guessRoles, type ColumnSample } from './roles.ts';

/** Columns from a header line (null for none) and rows. */
function columns(header: string | null, ...rows: string[]): ColumnSample[] {
  const split = rows.map((row) => row.split(';'));
  const names = header?.split(';');
  return split[0].map((_, k) => ({ name: names?.[k] ?? null, texts: split.map((row) => row[k]) }));
}

/** The roles by name or 1-based position: user, item, value, time. */
function roles(header: string | null, ...rows: string[]): (string | number | null)[] {
  const { user, item, value, time } = guessRoles(columns(header, ...rows), {});
  const names = header?.split(';');
  return [user, item, value, time].map((at) => (at === null ? null : (names?.[at] ?? at + 1)));
}

describe('roles from names', () => {
  it.each([
    [
      'MovieLens',
      'userId;movieId;rating;timestamp',
      '1;31;2.5;1260759144',
      ['userId', 'movieId', 'rating', 'timestamp'],
    ],
    ['Goodbooks v1', 'book_id;user_id;rating', '1;314;5', ['user_id', 'book_id', 'rating', null]],
    ['Book-Crossing', 'User-ID;ISBN;Book-Rating', '276725;034545104X;0', ['User-ID', 'ISBN', 'Book-Rating', null]],
    [
      'Amazon reviews',
      'reviewerID;asin;overall;unixReviewTime',
      'A1;B0;5.0;1252800000',
      ['reviewerID', 'asin', 'overall', 'unixReviewTime'],
    ],
    [
      'Amazon 2023',
      'user_id;parent_asin;rating;timestamp',
      'AG;B0;5.0;1588687728923',
      ['user_id', 'parent_asin', 'rating', 'timestamp'],
    ],
    ['Last.fm', 'userID;artistID;weight', '2;51;13883', ['userID', 'artistID', 'weight', null]],
    [
      'RecBole',
      'user_id:token;item_id:token;rating:float;timestamp:float',
      '1;2;3;881250949',
      ['user_id:token', 'item_id:token', 'rating:float', 'timestamp:float'],
    ],
    [
      'Online Retail',
      'InvoiceNo;StockCode;Description;Quantity;InvoiceDate;UnitPrice;CustomerID;Country',
      '536365;85123A;WHITE HOLDER;6;12/1/2010 8:26;2.55;17850;United Kingdom',
      ['CustomerID', 'StockCode', 'Quantity', 'InvoiceDate'],
    ],
    [
      'Yelp',
      'review_id;user_id;business_id;stars;date;text',
      'r;u;b;4;2016-05-07 20:11:12;nice place',
      ['user_id', 'business_id', 'stars', 'date'],
    ],
    ['any order', 'when;product;customer', '2020-01-01;p1;c1', ['customer', 'product', null, 'when']],
  ])('%s', (_, header, row, expected) => expect(roles(header, row)).toEqual(expected));

  it('takes no value or time whose contents are something else', () => {
    expect(roles('user;item;rating;date', 'u1;i1;good;yesterday', 'u2;i2;bad;today')).toEqual([
      'user',
      'item',
      null,
      null,
    ]);
  });

  it('keeps what was given, and guesses the rest from what is left', () => {
    const table = columns('a;user;item;rating', '1;2;3;4');
    expect(guessRoles(table, { user: 0 })).toEqual({ user: 0, item: 2, value: 3, time: null });
    expect(guessRoles(table, { value: null })).toMatchObject({ user: 1, item: 2, value: null });
  });

  it('does not invent users for a wide table', () => {
    const header = 'book_id;best_book_id;work_id;books_count;isbn;pages';
    expect(roles(header, '1;2;3;4;5;6')[0]).toBeNull();
  });
});

describe('roles from contents', () => {
  it.each([
    ['MovieLens ratings.dat', ['1;1193;5;978300760', '1;661;3;978302109'], [1, 2, 3, 4]],
    ['without time', ['1;1193;5', '2;661;3'], [1, 2, 3, null]],
    ['time but no value', ['1;1193;978300760', '2;661;978302109'], [1, 2, null, 3]],
    ['pairs', ['1;1193', '2;661'], [1, 2, null, null]],
    ['Amazon, reviewer first', ['A2CX7LUOHB2NDG;0321732944;5.0;1341100800'], [1, 2, 3, 4]],
    ['Amazon, product first', ['B0001713353;x;5.0;1112140800'], [1, 2, 3, 4]],
    [
      'Amazon 2018',
      ['0001713353;A1C6M8LCIX4M6M;5.0;1123804800', 'B00004TIZ5;A3478QRKQDOPQ2;4.0;1123804800'],
      [2, 1, 3, 4],
    ],
    [
      'Last.fm 360K',
      ['00000c28;3bd73256-3905;the smiths;2137', '00000c29;f2fb0ff0-5679;die ärzte;1099'],
      [1, 2, 4, null],
    ],
    [
      'Last.fm 1K',
      [
        'user_000001;2009-05-04T23:08:57Z;f1b1cf71-bd35;Deep Dish',
        'user_000001;2009-05-04T13:54:10Z;a7f7df4a-77d8;Underworld',
      ],
      [1, 3, null, 2],
    ],
    ['generated', ['user_288980;item_26747;1;1399927494'], [1, 2, 3, 4]],
    ['ids that look like times', ['1381945744;1382400295;5', '1381945745;1382400296;4'], [1, 2, 3, null]],
  ])('%s', (_, rows, expected) => expect(roles(null, ...rows)).toEqual(expected));

  it('reads a header that says nothing like none', () => {
    expect(roles('a;b;c;d', '1;1193;5;978300760')).toEqual(['a', 'b', 'c', 'd']);
  });
});

describe('roles of an items file', () => {
  it.each([
    [
      'MovieLens movies.csv',
      'movieId;title;genres',
      '1;Toy Story (1995);A|B',
      { id: 0, title: 1, attributes: { genres: 2 } },
    ],
    ['MovieLens movies.dat', null, '1;Toy Story (1995);A|B', { id: 0, title: 1, attributes: { genres: 2 } }],
    ['products', 'product;title', 'p1;Lamp', { id: 0, title: 1, attributes: {} }],
    ['id and name', 'name;id;brand', 'Lamp;7;Acme', { id: 1, title: 0, attributes: { brand: 2 } }],
    [
      'Goodbooks',
      'book_id;goodreads_book_id;authors;original_title;title',
      '1;2767052;Collins;The Hunger Games;The Hunger Games (1)',
      { id: 0, title: 4, attributes: { authors: 2 } },
    ],
  ])('%s', (_, header, row, expected) => expect(guessItemRoles(columns(header, row), {})).toEqual(expected));

  it('keeps what was given', () => {
    const table = columns('movieId;title;genres', '1;Toy Story;A|B');
    expect(guessItemRoles(table, { title: null, attributes: { kind: 2 } })).toEqual({
      id: 0,
      title: null,
      attributes: { kind: 2 },
    });
  });
});
