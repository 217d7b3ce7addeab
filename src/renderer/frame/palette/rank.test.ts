import { describe, expect, test } from 'vitest';
import { match, pieces, searchable, words } from './rank.ts';

const score = (query: string, label: string, beside?: string) =>
  match(words(query), searchable(label), beside === undefined ? null : searchable(beside))?.score ?? null;
const found = (query: string, label: string) => {
  const hit = match(words(query), searchable(label));
  return (
    hit &&
    pieces(label, hit.ranges)
      .map(({ text, found: is }) => (is ? `[${text}]` : text))
      .join('')
  );
};

describe('what is typed', () => {
  test.each([
    ['ease', 'EASE λ 500', '[EASE] λ 500'],
    ['ease', 'Grease (1978)', 'Gr[ease] (1978)'],
    ['amelie', 'Amélie (2001)', '[Amélie] (2001)'],
    ['AMÉLIE', 'Amelie', '[Amelie]'],
    ['500 ease', 'EASE λ 500', '[EASE] λ [500]'],
    ['go run', 'Go to runs', '[Go] to [run]s'],
    ['', 'Go to runs', 'Go to runs'],
    ['trian bpr', 'Train BPR', '[Train] [BPR]'],
    ['tran', 'Train BPR', '[Trai]n BPR'],
    ['ﬁlm', 'ﬁlms', '[ﬁlm]s'],
    ['İstanbul', 'İstanbul film', '[İstanbul] film'],
  ])('%o is found in %o', (query, label, drawn) => {
    expect(found(query, label)).toBe(drawn);
  });

  test.each([
    ['ease x', 'EASE λ 500'],
    ['eal', 'EASE λ 500'],
    ['zzzz', 'EASE λ 500'],
    ['banana', 'Train BPR'],
  ])('%o is not found in %o', (query, label) => {
    expect(found(query, label)).toBeNull();
  });

  test('ranks the whole, the start, the start of a word, the inside and what stands beside, in this order', () => {
    const scores = [
      score('ease', 'EASE'),
      score('ease', 'EASE λ'),
      score('ease', 'My EASE'),
      score('ease', 'Grease!'),
      score('ease', 'A linear model', 'ease'),
    ];
    expect(scores).toEqual([...scores].sort((a, b) => b! - a!));
    expect(new Set(scores).size).toBe(5);
    expect(score('run', 'Runs')).toBeGreaterThan(score('run', 'Runs of the last month')!);
  });

  test('a slip of one letter is a weak match, a longer label or a short word none', () => {
    expect(match(words('populairty'), searchable('Popularity'))).toMatchObject({ weak: true });
    expect(match(words('popularity'), searchable('Popularity'))).toMatchObject({ weak: false });
    expect(match(words('eas3'), searchable('EASE'))).toMatchObject({ weak: true });
    expect(match(words('eis'), searchable('EASE'))).toBeNull();
    expect(match(words('populxxity'), searchable('Popularity'))).toBeNull();
  });
});
