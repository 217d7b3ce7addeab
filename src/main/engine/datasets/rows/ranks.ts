import { mergeSort, STEP, type Look } from './sort.ts';

/**
 * The rank of each text in natural order, [n] from 0, equal texts alike: by what stands before the first number, then
 * by that number, then letter by letter, so that "u2" comes before "u10".
 */
export function naturalRanks(texts: readonly string[], look: Look): Uint32Array {
  const { length } = texts;
  const heads = new Map<string, number>();
  const head = new Uint32Array(length);
  const number = new Float64Array(length);
  for (let n = 0; n < length; n++) {
    if (n % STEP === 0) look();
    const [, before, digits] = NATURAL.exec(texts[n])!;
    let known = heads.get(before);
    if (known === undefined) heads.set(before, (known = heads.size));
    head[n] = known;
    number[n] = digits === '' ? -1 : Number(digits);
  }
  const headTexts = [...heads.keys()];
  const all = (count: number) => Uint32Array.from({ length: count }, (_, n) => n);
  const byText = mergeSort(all(headTexts.length), (a, b) => order(headTexts[a], headTexts[b]), look);
  const rankOfHead = new Uint32Array(headTexts.length);
  byText.forEach((known, rank) => (rankOfHead[known] = rank));
  for (let n = 0; n < length; n++) head[n] = rankOfHead[head[n]];

  const compare = (a: number, b: number) => head[a] - head[b] || number[a] - number[b] || order(texts[a], texts[b]);
  const sorted = mergeSort(all(length), compare, look);
  const ranks = new Uint32Array(length);
  for (let n = 1, rank = 0; n < length; n++) {
    if (texts[sorted[n]] !== texts[sorted[n - 1]]) rank++;
    ranks[sorted[n]] = rank;
  }
  return ranks;
}

/** What stands before the first digit, then at most so many digits as a number holds exactly. */
const NATURAL = /^([^0-9]*)([0-9]{0,15})/;

const order = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** Case and accents do not count in the order of titles. */
export const folded = (title: string): string => title.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();
