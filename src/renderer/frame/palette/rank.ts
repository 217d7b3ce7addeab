/** A text made ready for searching: without accents and case, and where each of its characters came from. */
export interface Searchable {
  readonly text: string;
  readonly folded: string;
  /** Index in `text` of each character of `folded`; null where they are the same. */
  readonly origins: readonly number[] | null;
  /** Where words start in `folded`. */
  readonly starts: readonly number[];
}

export interface Match {
  readonly score: number;
  /** Parts of the label that were found, in order: [from, to). */
  readonly ranges: readonly (readonly [number, number])[];
  /** Found with a slip of one letter only. */
  readonly weak: boolean;
}

const WORD = /[\p{L}\p{N}]/u;
const MARKS = /\p{M}/gu;

const PLAIN = /^[\x20-\x7e]*$/;
const PLAIN_WORD = /[a-z0-9]+/g;

export function searchable(text: string): Searchable {
  // Most labels; hundreds of them are prepared between two frames.
  if (PLAIN.test(text)) {
    const folded = text.toLowerCase();
    return { text, folded, origins: null, starts: Array.from(folded.matchAll(PLAIN_WORD), ({ index }) => index) };
  }
  let folded = '';
  const origins: number[] = [];
  const starts: number[] = [];
  let inside = false;
  for (let at = 0; at < text.length;) {
    const letter = String.fromCodePoint(text.codePointAt(at)!);
    const plain = letter.normalize('NFD').replace(MARKS, '').toLowerCase();
    const word = WORD.test(letter);
    if (word && !inside) starts.push(folded.length);
    inside = word;
    for (let k = 0; k < plain.length; k++) origins.push(at);
    folded += plain;
    at += letter.length;
  }
  return { text, folded, origins, starts };
}

/** The words of a question, as they are looked for. */
export const words = (query: string): string[] => searchable(query).folded.split(/\s+/).filter(Boolean);

/**
 * Every word of the question must be found in the label or beside it. The start of the label counts most, then the
 * start of a word, then its inside; what only stands beside the label counts least. A word of four letters or more may
 * differ by one letter from what a word of the label begins with; such matches are `weak`.
 */
export function match(query: readonly string[], label: Searchable, beside: Searchable | null = null): Match | null {
  let score = 0;
  let weak = false;
  const ranges: [number, number][] = [];
  for (const word of query) {
    const place = find(word, label);
    if (place) {
      score += place.score;
      ranges.push(span(label, place.at, word.length));
      continue;
    }
    if (beside && find(word, beside)) {
      score += 20;
      continue;
    }
    const near = nearly(word, label);
    if (!near) return null;
    weak = true;
    score += 5;
    ranges.push(span(label, near.at, near.length));
  }
  // Of two that match alike, the shorter one is meant.
  return { score: score - label.folded.length / 100, ranges: merged(ranges), weak };
}

function find(word: string, { folded, starts }: Searchable): { at: number; score: number } | null {
  const first = folded.indexOf(word);
  if (first < 0) return null;
  if (first === 0) return { at: 0, score: folded.length === word.length ? 200 : 100 };
  const start = starts.find((at) => folded.startsWith(word, at));
  return start === undefined ? { at: first, score: 40 } : { at: start, score: 80 };
}

function nearly(word: string, { folded, starts }: Searchable): { at: number; length: number } | null {
  if (word.length < 4) return null;
  for (const at of starts)
    for (const length of [word.length, word.length - 1, word.length + 1])
      if (at + length <= folded.length && oneApart(word, folded.slice(at, at + length))) return { at, length };
  return null;
}

/** Whether one letter inserted, left out, replaced or swapped with its neighbour makes one text of the other. */
function oneApart(a: string, b: string): boolean {
  let start = 0;
  while (start < a.length && a[start] === b[start]) start++;
  let tail = 0;
  while (tail < Math.min(a.length, b.length) - start && a.at(-1 - tail) === b.at(-1 - tail)) tail++;
  const [x, y] = [a.slice(start, a.length - tail), b.slice(start, b.length - tail)];
  if (x.length + y.length <= 1 || (x.length === 1 && y.length === 1)) return true;
  return x.length === 2 && x === `${y.at(1) ?? ''}${y.at(0) ?? ''}`;
}

function span({ text, origins }: Searchable, at: number, length: number): [number, number] {
  if (!origins) return [at, at + length];
  return [origins[at], at + length < origins.length ? origins[at + length] : text.length];
}

function merged(ranges: readonly [number, number][]): [number, number][] {
  const result: [number, number][] = [];
  for (const [from, to] of [...ranges].sort((a, b) => a[0] - b[0])) {
    const last = result.at(-1);
    if (last && from <= last[1]) last[1] = Math.max(last[1], to);
    else result.push([from, to]);
  }
  return result;
}

/** The label cut at the found parts, for drawing. */
export function pieces(label: string, ranges: Match['ranges']): { text: string; found: boolean }[] {
  const result: { text: string; found: boolean }[] = [];
  let at = 0;
  for (const [from, to] of ranges) {
    if (from > at) result.push({ text: label.slice(at, from), found: false });
    result.push({ text: label.slice(from, to), found: true });
    at = to;
  }
  if (at < label.length) result.push({ text: label.slice(at), found: false });
  return result;
}
