import { expect, test } from 'vitest';
import { csvLine } from './csv.ts';

test('cells with marks are quoted, nothing is empty, numbers stay as they are', () => {
  expect(csvLine(['a,b', 'say "x"', 'two\nlines', null, NaN, -0.5, 'plain'])).toBe(
    '"a,b","say ""x""","two\nlines",,,-0.5,plain',
  );
});

test('a guard keeps text, and only text, from being a formula', () => {
  expect(csvLine(['=1+1', '+1', '-1', '@x', '\t=1', -1], true)).toBe("'=1+1,'+1,'-1,'@x,'\t=1,-1");
  expect(csvLine(['=1+1', '-1'])).toBe('=1+1,-1');
});
