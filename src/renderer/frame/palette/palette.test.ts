import { expect, test } from 'vitest';
import type { Entry } from './entries.ts';
import { rank } from './palette.svelte.ts';
import { searchable, words } from './rank.ts';

const entry = (kind: Entry['kind'], label: string, also = ''): Parameters<typeof rank>[0][number] => ({
  entry: {
    ...{ id: `${kind} ${label}`, kind, label, also, detail: () => '', caps: [], facts: () => [] },
    ...({ icon: null, deeds: [] } as unknown as Pick<Entry, 'icon' | 'deeds'>),
  },
  label: searchable(label),
  beside: searchable(also),
});
const asked = (query: string, ...entries: Parameters<typeof rank>[0]) =>
  rank(entries, words(query)).map(({ kind, lines, hidden }) => [kind, lines.map((line) => line.entry.label), hidden]);

test('acts come first, then things by their kind, best match first', () => {
  expect(
    asked(
      'ease',
      entry('run', 'Blend: EASE + RP3β'),
      entry('run', 'EASE λ 500'),
      entry('dataset', 'Leases'),
      entry('act', 'Train EASE'),
      entry('act', 'Go to runs'),
    ),
  ).toEqual([
    ['act', ['Train EASE'], 0],
    ['dataset', ['Leases'], 0],
    ['run', ['EASE λ 500', 'Blend: EASE + RP3β'], 0],
  ]);
});

test('a slip counts only where nothing matches as typed', () => {
  const entries = [entry('act', 'Train BPR'), entry('run', 'Trian')];
  expect(asked('trian', ...entries)).toEqual([['run', ['Trian'], 0]]);
  expect(asked('trian', entries[0])).toEqual([['act', ['Train BPR'], 0]]);
});

test('of many, a few are shown and the rest is counted', () => {
  const runs = Array.from({ length: 500 }, (_, k) => entry('run', `Run ${k}`, 'BPR matrix factorisation'));
  const [[kind, shown, hidden]] = asked('bpr', ...runs);
  expect([kind, (shown as string[]).length, hidden]).toEqual(['run', 8, 492]);
});
