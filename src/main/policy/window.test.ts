import { describe, expect, test } from 'vitest';
import { CONTENT_SECURITY_POLICY } from './headers.ts';
import { classifyNavigation, isAppUrl, requestAllowed } from './navigation.ts';
import { permissionAllowed } from './permissions.ts';
import { senderAllowed } from './sender.ts';
import { uploadName } from './upload.ts';

describe('addresses of the window', () => {
  test.each([
    ['app://recsmith/index.html', true],
    ['app://recsmith/#/train', true],
    ['app://evil/index.html', false],
    ['app://recsmith.evil/', false],
    ['app://user@recsmith/', false],
    ['https://recsmith/', false],
    ['file:///etc/passwd', false],
    ['javascript:alert(1)', false],
    ['', false],
  ])('%j is ours: %s', (url, ours) => {
    expect(isAppUrl(url)).toBe(ours);
    expect(classifyNavigation(url, 'navigate')).toBe(ours ? 'allow' : 'deny');
    expect(requestAllowed(url, true)).toBe(ours);
  });

  test.each([
    ['https://arxiv.org/abs/1205.2618', 'open-in-browser'],
    ['mailto:someone@example.org', 'open-in-browser'],
    ['http://example.org', 'deny'],
    ['file:///etc/passwd', 'deny'],
    ['app://recsmith/', 'deny'],
    ['smb://host/share', 'deny'],
    ['javascript:alert(1)', 'deny'],
    ['no url', 'deny'],
  ] as const)('a new window for %j: %s', (url, verdict) => {
    expect(classifyNavigation(url, 'new-window')).toBe(verdict);
  });
});

test('a page may copy, and nothing else', () => {
  expect(permissionAllowed('clipboard-sanitized-write', true)).toBe(true);
  expect(permissionAllowed('clipboard-sanitized-write', false)).toBe(false);
  for (const permission of ['clipboard-read', 'media', 'geolocation', 'notifications', 'openExternal', 'fileSystem'])
    expect(permissionAllowed(permission, true)).toBe(false);
});

test('only the top frame of our own page is listened to', () => {
  expect(senderAllowed({ url: 'app://recsmith/index.html', isEmbedded: false })).toBe(true);
  expect(senderAllowed({ url: 'app://recsmith/index.html', isEmbedded: true })).toBe(false);
  expect(senderAllowed({ url: 'https://example.org', isEmbedded: false })).toBe(false);
  expect(senderAllowed(null)).toBe(false);
});

test('the policy knows no eval and no inline script', () => {
  expect(CONTENT_SECURITY_POLICY).toMatch(/^default-src 'none';/);
  expect(CONTENT_SECURITY_POLICY).not.toContain('unsafe-eval');
  expect(/script-src ([^;]*)/.exec(CONTENT_SECURITY_POLICY)?.[1]).toBe("'self'");
});

test.each([
  ['ratings.csv', 'ratings.csv'],
  ['Ä b.csv', 'Ä b.csv'],
  ['../../etc/passwd', 'passwd'],
  ['C:\\data\\ratings.csv', 'ratings.csv'],
  ['a\u0000\nb.csv', 'ab.csv'],
  ['x'.repeat(500), 'x'.repeat(200)],
  ['..', null],
  ['/', null],
  ['  ', null],
  [null, null],
])('the name of an upload: %j', (given, name) => {
  expect(uploadName(given)).toBe(name);
});
