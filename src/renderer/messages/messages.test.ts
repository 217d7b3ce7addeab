import { parse } from 'svelte/compiler';
import { describe, expect, test } from 'vitest';
import { en } from './en.ts';
import { pseudo, strange } from './pseudo.ts';

describe('the catalogue', () => {
  /** Every text of the catalogue, called with stand-ins where it is a function. */
  function* texts(messages: object, path = ''): Generator<[string, string]> {
    for (const [key, value] of Object.entries(messages) as [string, unknown][]) {
      const name = path === '' ? key : `${path}.${key}`;
      if (typeof value === 'string') yield [name, value];
      else if (typeof value === 'function') {
        const said = (value as (...parameters: unknown[]) => unknown)(...stand(value.length, name));
        if (typeof said === 'string') yield [name, said];
      } else if (typeof value === 'object' && value !== null) yield* texts(value, name);
    }
  }

  const SPECIAL: Record<string, unknown[]> = {
    'run.lead': [{ modelTitle: 'BPR', viewName: 'v', datasetName: 'd', device: 'processor', threads: 2 }],
    'train.misfit': [['values']],
    'train.about': ['paper', ['ranking']],
    'train.runName': ['model', ['factors 32']],
    'browse.foundHeldOut': [[1, 4]],
    'browse.compare.hits': [[1, 4]],
    'browse.segmentEntry': ['all', 3],
    'browse.segmentIs': ['all', 10, 1, 3],
    'data.item': ['film'],
    'data.showTab': ['Users'],
    'data.rows.search': ['Users'],
    'data.rows.save': ['Users'],
    'data.rows.shown': [3, 3, 'Users', true],
    'data.rows.order': ['Mean value', true, true],
    'data.how.columnsAre': [{ user: 'who', item: 'what', value: null, time: 'when' }],
    'data.how.formatIs': [{ delimiter: ',', header: true, encoding: 'utf-8', decimal: '.', timeFormat: null }],
    'train.problems.notANumber': ['many'],
    'train.runChange': ['Factors', '32'],
  };
  const stand = (n: number, name: string) => SPECIAL[name] ?? Array.from({ length: Math.max(n, 4) }, () => 3);

  test('says something for every key, without undefined, NaN or an exclamation mark', () => {
    const all = [...texts(en)];
    expect(all.length).toBeGreaterThan(250);
    for (const [name, said] of all) {
      expect(said, name).not.toMatch(/undefined|NaN|null|!|\[object/);
      expect(said.trim(), name).not.toBe('');
    }
  });

  test('can be translated whole: the made-up language brackets every text and keeps the figures', () => {
    const other = pseudo(en);
    const translated = [...texts(other)];
    expect(translated.map(([name]) => name)).toEqual([...texts(en)].map(([name]) => name));
    for (const [name, said] of translated) expect(said, name).toMatch(/^⟦.*⟧$/s);
    expect(other.data.firstTitle).toContain('Búíld á réçómméñdér');
    expect(other.imports.importCount(1234)).toContain('1,234');
    expect(strange('')).toBe('');
  });
});

describe('components', () => {
  const sources = import.meta.glob('../**/*.svelte', { query: '?raw', import: 'default', eager: true });
  const SPOKEN = new Set(['aria-label', 'title', 'placeholder', 'alt', 'label', 'aria-description', 'sentence']);
  const LETTERS = /\p{L}{2,}/u;

  interface Node {
    readonly type: string;
    readonly name?: string;
    readonly data?: string;
    readonly value?: unknown;
    readonly [key: string]: unknown;
  }

  function* literals(node: Node): Generator<string> {
    if (node.type === 'Text' && LETTERS.test(node.data ?? '')) yield (node.data ?? '').trim();
    if (node.type === 'ExpressionTag') {
      const { type, value } = (node.expression ?? {}) as Node;
      if (type === 'Literal' && typeof value === 'string' && LETTERS.test(value)) yield value;
    }
    for (const [key, child] of Object.entries(node)) {
      // Attributes speak only where a person hears them; styles and scripts never do.
      if (key === 'css' || key === 'instance' || key === 'module' || key === 'options') continue;
      const children = (Array.isArray(child) ? child : [child]) as unknown[];
      for (const each of children) {
        if (typeof each !== 'object' || each === null || !('type' in each)) continue;
        const inner = each as Node;
        if (inner.type === 'Attribute' && !SPOKEN.has(String(inner.name))) continue;
        yield* literals(inner);
      }
    }
  }

  test('contain no text of their own', () => {
    expect(Object.keys(sources).length).toBeGreaterThan(30);
    for (const [file, source] of Object.entries(sources)) {
      const root = parse(source, { modern: true }) as unknown as Node;
      expect([...literals(root)], file).toEqual([]);
    }
  });

  test('the rule sees texts and spoken attributes, and only those', () => {
    const found = (source: string) => [...literals(parse(source, { modern: true }) as unknown as Node)];
    expect(found('<p class="one two">Hello</p>')).toEqual(['Hello']);
    expect(found('<input placeholder="Type here" type="text" />')).toEqual(['Type here']);
    expect(found("<p>{'Hello you'}</p>")).toEqual(['Hello you']);
    expect(found('<p>{text.greeting} · 3</p>')).toEqual([]);
  });
});
