import { describe, expect, test } from 'vitest';
import { hostAllowed, hostName, isLoopback, originAllowed } from './origin.ts';

describe('Host', () => {
  test.each([
    ['127.0.0.1:4000', true],
    ['127.0.0.1', true],
    ['localhost:9', true],
    ['LOCALHOST:9', true],
    ['[::1]:4000', true],
    ['127.9.9.9:1', true],
    ['evil.example:4000', false],
    ['127.0.0.1.evil.example', false],
    ['localhost.evil.example', false],
    ['evil.example@127.0.0.1', false],
    ['127.0.0.1:4000/x', false],
    ['127.0.0.1:4000, evil.example', false],
    ['192.168.0.5:4000', false],
    ['', false],
    [undefined, false],
  ])('%j is answered: %s', (host, allowed) => {
    expect(hostAllowed(host)).toBe(allowed);
  });

  test('other names only where the server was told to have them', () => {
    expect(hostAllowed('192.168.0.5:4000', ['192.168.0.5'])).toBe(true);
    expect(hostAllowed('box.local:4000', ['BOX.local'])).toBe(true);
    expect(hostAllowed('box.local.evil.example:4000', ['box.local'])).toBe(false);
  });

  test('name without port and brackets', () => {
    expect(hostName('[::1]:80')).toBe('::1');
    expect(hostName('A.b:80')).toBe('a.b');
    expect(hostName('a:b:c')).toBeNull();
  });

  test('loopback addresses', () => {
    expect(['127.0.0.1', '127.1.2.3', '::1'].every(isLoopback)).toBe(true);
    expect(['0.0.0.0', '10.0.0.1', '::', '127.example.org', ''].some(isLoopback)).toBe(false);
  });
});

describe('Origin', () => {
  test.each([
    ['http://127.0.0.1:4000', '127.0.0.1:4000', true],
    ['http://localhost:9000', 'localhost:9000', true],
    ['http://localhost:9000', '127.0.0.1:9000', false],
    ['http://127.0.0.1:4001', '127.0.0.1:4000', false],
    ['https://127.0.0.1:4000', '127.0.0.1:4000', false],
    ['http://evil.example', '127.0.0.1:4000', false],
    ['http://127.0.0.1:4000.evil.example', '127.0.0.1:4000', false],
    ['null', '127.0.0.1:4000', false],
    ['', '127.0.0.1:4000', false],
    ['http://127.0.0.1:4000', undefined, false],
  ])('%j to %j: %s', (origin, host, allowed) => {
    expect(originAllowed(origin, host, false)).toBe(allowed);
    expect(originAllowed(origin, host, true)).toBe(allowed);
  });

  test('may be absent where it is only read', () => {
    expect(originAllowed(undefined, 'localhost', false)).toBe(true);
    expect(originAllowed(undefined, 'localhost', true)).toBe(false);
  });
});
