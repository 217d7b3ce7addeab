import { guessDecimal, guessTime, readNumber } from './values.ts';

/** A column as role guessing sees it: its name where the file has a header, and texts of the first rows. */
export interface ColumnSample {
  readonly name: string | null;
  readonly texts: readonly string[];
}

export interface Roles {
  user: number | null; // 0-based positions
  item: number | null;
  value: number | null;
  time: number | null;
}

// Names as they occur in MovieLens, Goodbooks, Book-Crossing, Amazon, Yelp, Last.fm, Steam, retail exports and RecBole
// files, best first, without case, blanks and punctuation.
const USER_NAMES =
  'userid user uid usersha1 reviewerid customerid customer customernumber customerno customercode clientid client memberid member visitorid visitor accountid account profileid personid person playerid player buyerid shopperid subscriberid readerid listenerid patientid username reviewername sessionid session'.split(
    ' ',
  );
const ITEM_NAMES =
  'itemid item movieid movie filmid film bookid book productid product productcode parentasin asin stockcode sku articleid article animeid gameid game appid artistid artmbid artistmbid musicbrainzartistid songid song trackid track traid albumid album businessid business restaurantid venueid venue poiid recipeid courseid courseid jokeid postid videoid showid newsid propertyid hotelid listingid isbn ean gtin upc artistname artist trackname title'.split(
    ' ',
  );
const VALUE_NAMES =
  'rating ratings ratingvalue score value stars star overall bookrating userrating reviewscore preference grade label quantity qty amount plays playcount playcounts numplays weight listens listencount count clicks views purchases watchratio hours playtime'.split(
    ' ',
  );
const TIME_NAMES =
  'timestamp time unixreviewtime unixtime ts datetime date eventtime createdat ratedat reviewtime reviewdate invoicedate orderdate purchasedate transactiondate ratingtimestamp dateadded playedat dateupdated day'.split(
    ' ',
  );
const TITLE_NAMES =
  'title name movietitle moviename filmname booktitle itemname itemtitle productname producttitle description artistname trackname songname originaltitle gamename anime'.split(
    ' ',
  );
const ATTRIBUTE_NAMES =
  'genres genre authors author artist director directors year releaseyear originalpublicationyear category categories maincategory brand language languagecode publisher country type tags store department'.split(
    ' ',
  );

/** `user_id:token` (RecBole), ` User-ID ` and `userId` are the same name. */
export const normalised = (name: string): string =>
  name
    .replace(/:(token|token_seq|float|float_seq)$/, '')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]/gu, '');

export function isKnownName(name: string): boolean {
  const plain = normalised(name);
  return [USER_NAMES, ITEM_NAMES, VALUE_NAMES, TIME_NAMES, TITLE_NAMES, ATTRIBUTE_NAMES, ['id']].some((names) =>
    names.includes(plain),
  );
}

/** Position of the column with the best known name among those that are free. */
function byName(columns: readonly ColumnSample[], names: readonly string[], taken: ReadonlySet<number>): number | null {
  const plain = columns.map((column) => (column.name === null ? '' : normalised(column.name)));
  for (const name of names) {
    const at = plain.findIndex((candidate, index) => candidate === name && !taken.has(index));
    if (at >= 0) return at;
  }
  return null;
}

/** A header says that a column holds users. */
export const namesUser = (columns: readonly ColumnSample[]): boolean => byName(columns, USER_NAMES, new Set()) !== null;

const filled = (column: ColumnSample) => column.texts.filter((text) => text !== '');
const isNumeric = (column: ColumnSample, enough = 0.9): boolean => {
  const texts = filled(column);
  const decimal = guessDecimal(texts);
  return texts.length > 0 && texts.filter((text) => readNumber(text, decimal) !== null).length >= enough * texts.length;
};

/**
 * Guesses which columns are user, item, value and time; what is given (a position, or null for "none") stays.
 * Names decide first; what they leave open is read off the contents: users stand before items, times look like times,
 * values are numbers that repeat.
 */
export function guessRoles(columns: readonly ColumnSample[], given: Partial<Roles>): Roles {
  const roles: Roles = { user: null, item: null, value: null, time: null, ...given };
  const taken = new Set(Object.values(given).filter((position) => position !== null));
  const take = (role: keyof Roles, position: number | null) => {
    if (given[role] !== undefined || roles[role] !== null || position === null) return;
    roles[role] = position;
    taken.add(position);
  };
  take('user', byName(columns, USER_NAMES, taken));
  take('item', byName(columns, ITEM_NAMES, taken));
  // A column called "value" or "date" that mostly holds something else is none.
  const value = byName(columns, VALUE_NAMES, taken);
  if (value !== null && isNumeric(columns[value], HALF)) take('value', value);
  for (const name of TIME_NAMES) {
    const time = byName(columns, [name], taken);
    if (time === null) continue;
    // Counts of something else than seconds since 1970 keep the order all the same; dates must be readable.
    const counts = !/date|day/.test(name) && isNumeric(columns[time], HALF);
    if (counts || guessTime(columns[time].texts, HALF)) take('time', time);
  }
  const free = () => columns.map((_, index) => index).filter((index) => !taken.has(index));
  const times = free().filter((index) => isTime(columns[index], index));
  // Names that say nothing are as good as none. Where some are known, the others mean something else.
  const speaking = columns.some(({ name }) => name !== null && isKnownName(name));
  if (!speaking) {
    if (columns.length > 2) take('time', times[0] ?? null);
    const [first, second] = free();
    if (first !== undefined && second !== undefined && itemsFirst(columns[first], columns[second])) {
      take('item', first);
      take('user', second);
    }
  }
  if (!speaking || columns.length <= NARROW) {
    // Texts are ids only where nothing after them looks more like one.
    const id = () => {
      const [next, ...later] = free().filter((index) => !times.includes(index));
      if (next === undefined) return free()[0] ?? null;
      if (!isText(columns[next])) return next;
      return later.find((index) => !isText(columns[index]) && !isNumeric(columns[index])) ?? next;
    };
    take('user', id());
    take('item', id());
  }
  if (!speaking) take('value', free().find((index) => isNumeric(columns[index])) ?? null);
  else take('time', times.find((index) => !taken.has(index)) ?? null);
  return roles;
}

/** Where the name says it already, so much of a column must agree. */
const HALF = 0.5;
/** In a table wider than this, a user or item that no name tells is not guessed from its place. */
const NARROW = 5;

/** Numbers among the first two columns are ids, however much they look like times; so are numbers that start with 0. */
function isTime(column: ColumnSample, position: number): boolean {
  const guess = guessTime(column.texts);
  if (guess === null) return false;
  const numbers = guess.format === 'seconds' || guess.format === 'milliseconds';
  return numbers ? position > 1 && !filled(column).some((text) => text.startsWith('0')) : true;
}

/** Free text: names and descriptions, not ids. */
export function isText(column: ColumnSample): boolean {
  const texts = filled(column);
  return texts.length > 0 && texts.filter((text) => /\s/.test(text.trim())).length > texts.length / 4;
}

/** Amazon's newer rating files have the product before the reviewer, and no header. */
function itemsFirst(first: ColumnSample, second: ColumnSample): boolean {
  const share = (column: ColumnSample, pattern: RegExp) =>
    filled(column).filter((text) => pattern.test(text)).length / Math.max(1, filled(column).length);
  return share(first, /^(?:B[0-9A-Z]{9}|\d{9}[\dX])$/) > 0.9 && share(second, /^A[0-9A-Z]{9,27}$/) > 0.9;
}

export interface ItemRoles {
  id: number | null;
  title: number | null;
  /** Attribute name -> position. */
  attributes: Record<string, number>;
}

/** The same for a file of items: id, title, attributes. */
export function guessItemRoles(
  columns: readonly ColumnSample[],
  given: { id?: number; title?: number | null; attributes?: Record<string, number> },
): ItemRoles {
  const taken = new Set<number>();
  if (given.id !== undefined) taken.add(given.id);
  if (given.title !== undefined && given.title !== null) taken.add(given.title);
  for (const position of Object.values(given.attributes ?? {})) taken.add(position);
  const first = <T>(value: T | null): T | null => {
    if (typeof value === 'number') taken.add(value);
    return value;
  };
  const named = columns.some((column) => column.name !== null);
  const id =
    given.id ??
    first(byName(columns, ITEM_NAMES, taken) ?? byName(columns, ['id'], taken) ?? freeAt(columns, taken, 0));
  const title =
    given.title !== undefined
      ? given.title
      : first(byName(columns, TITLE_NAMES, taken) ?? (named ? null : freeAt(columns, taken, 1)));
  if (given.attributes) return { id, title, attributes: given.attributes };
  const attributes: Record<string, number> = {};
  columns.forEach((column, position) => {
    if (taken.has(position)) return;
    const name = column.name === null ? null : normalised(column.name);
    if (name !== null && ATTRIBUTE_NAMES.includes(name)) attributes[column.name!.replace(/:\w+$/, '')] = position;
    else if (name === null && columns.length <= 6 && isList(column)) attributes['genres'] ??= position;
  });
  return { id, title, attributes };
}

function freeAt(columns: readonly ColumnSample[], taken: ReadonlySet<number>, from: number): number | null {
  for (let position = from; position < columns.length; position++) if (!taken.has(position)) return position;
  return null;
}

/** `Action|Comedy`. */
function isList(column: ColumnSample): boolean {
  const texts = filled(column);
  return texts.length > 0 && texts.filter((text) => text.includes('|')).length > texts.length / 4;
}
