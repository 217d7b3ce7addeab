import { expect, test } from 'vitest';
import { inAll, moveFrom, ranks, shared, timesListed } from './compare.ts';
import { readPlace, writePlace, type Place } from './place.ts';

const nowhere: Place = { runs: [], user: null, item: null, segment: 'all', drop: [], add: [] };

function throughAddress(place: Place): Place {
  const params = new URLSearchParams();
  for (const [name, value] of Object.entries(writePlace(place))) if (value !== null) params.set(name, value);
  return readPlace(new URLSearchParams(params.toString()));
}

test('a place goes through the address and back, whatever ids look like', () => {
  const place: Place = {
    runs: ['run-a', 'run-b', 'run-c'],
    user: 'a,b & c=d',
    item: '00"7',
    segment: 'missed',
    drop: ['x,y', '[]'],
    add: ['Amélie ü'],
  };
  expect(throughAddress(place)).toEqual(place);
  expect(throughAddress(nowhere)).toEqual(nowhere);
});

test('an address that makes no sense is read as far as it goes', () => {
  const params = new URLSearchParams('run=a&runs=b,,a,c,d,e&segment=nobody&without={&with=[1,"x"]');
  expect(readPlace(params)).toEqual({ ...nowhere, runs: ['a', 'b', 'c', 'd'], add: ['x'] });
});

const list = (...items: string[]) => items.map((item) => ({ item }));

test('overlap: what all lists hold, what two share', () => {
  const lists = [list('a', 'b', 'c'), list('c', 'a', 'd'), list('a', 'e', 'c')];
  expect(inAll(lists)).toBe(2);
  expect(inAll([])).toBe(0);
  expect(shared(lists[0], lists[1])).toBe(2);
  expect(shared(lists[0], [])).toBe(0);
  expect(timesListed(lists).get('d')).toBe(1);
  expect(timesListed(lists).get('a')).toBe(3);
});

test('moves are told from the place before', () => {
  const before = ranks(list('a', 'b', 'c'));
  expect(before.get('c')).toBe(3);
  expect(moveFrom(3, 1)).toEqual({ kind: 'up', by: 2 });
  expect(moveFrom(1, 4)).toEqual({ kind: 'down', by: 3 });
  expect(moveFrom(2, 2)).toEqual({ kind: 'same' });
  expect(moveFrom(null, 5)).toEqual({ kind: 'new' });
});
