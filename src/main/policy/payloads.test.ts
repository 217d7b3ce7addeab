import { describe, expect, test } from 'vitest';
import * as v from 'valibot';
import { languageInstead } from './language.ts';
import { DesktopAction, FileBytes, FileName, FilePath } from './payloads.ts';

describe('what the preload may send', () => {
  test.each<[v.GenericSchema, unknown, unknown]>([
    [FilePath, '/data/a.csv', '/data/a.csv'],
    [FilePath, '', undefined],
    [FilePath, 'a\u0000.csv', undefined],
    [FilePath, 'x'.repeat(40_000), undefined],
    [FilePath, 7, undefined],
    [FilePath, null, undefined],
    [FileName, 'curves.png', 'curves.png'],
    [FileName, '../../.ssh/authorized_keys', 'authorized_keys'],
    [FileName, 'C:\\Windows\\system.ini', 'system.ini'],
    [FileName, 'run: "a|b"?.csv', 'run ab.csv'],
    [FileName, '.bashrc', 'bashrc'],
    [FileName, 'x'.repeat(300), 'x'.repeat(200)],
    [FileName, '..', undefined],
    [FileName, '/', undefined],
    [FileName, {}, undefined],
    [FileBytes, 'text', undefined],
    [FileBytes, new Uint8Array(2), undefined],
    [DesktopAction, 'new-window', 'new-window'],
    [DesktopAction, 'quit', undefined],
    [DesktopAction, 'toString', undefined],
  ])('%#: %j', (schema, payload, accepted) => {
    const { success, output } = v.safeParse(schema, payload);
    expect(success ? output : undefined).toEqual(accepted);
  });

  test('bytes as they are', () => {
    const bytes = new ArrayBuffer(3);
    expect(v.parse(FileBytes, bytes)).toBe(bytes);
  });
});

test.each([
  ['', 'C', 'en-US'],
  ['', 'POSIX', 'en-US'],
  ['', undefined, 'en-US'],
  ['', 'en_US@posix', null],
  ['', 'de_AT.UTF-8', null],
  ['', '%%', 'en-US'],
  ['fr', 'C', null],
  ['not a tag', 'de_DE', 'en-US'],
])('--lang=%s under LANG=%s asks for %s', (given, environment, instead) => {
  expect(languageInstead(given, environment)).toBe(instead);
});
