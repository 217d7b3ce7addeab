import { describe, expect, test } from 'vitest';
import { cookieHeader, cookieName, createToken, readCookie, sameToken } from './token.ts';

describe('token', () => {
  test('is long, safe in a URL, and another one each time', () => {
    const tokens = Array.from({ length: 100 }, createToken);
    for (const token of tokens) expect(token).toMatch(/^[A-Za-z0-9_-]{43}$/);
    expect(new Set(tokens).size).toBe(100);
  });

  test.each([
    ['secret', 'secret', true],
    ['secret', 'secreT', false],
    ['', 'secret', false],
    ['secret and more', 'secret', false],
    ['s', 'secret', false],
  ])('%j against %j: %s', (given, expected, same) => {
    expect(sameToken(given, expected)).toBe(same);
  });
});

describe('cookie', () => {
  test('is closed to scripts and to other sites', () => {
    expect(cookieHeader(cookieName(8080), 'abc')).toBe('recsmith-8080=abc; HttpOnly; SameSite=Strict; Path=/');
  });

  test.each([
    ['recsmith-1=abc', 'abc'],
    ['other=1; recsmith-1=abc; more=2', 'abc'],
    ['recsmith-1=a=b', 'a=b'],
    ['recsmith-12=abc', null],
    ['xrecsmith-1=abc', null],
    ['recsmith-1', null],
    ['', null],
    [undefined, null],
  ])('in %j', (header, value) => {
    expect(readCookie(header, 'recsmith-1')).toBe(value);
  });
});
