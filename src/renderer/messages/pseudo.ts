/**
 * A made-up language: every text of the catalogue, accented, a third longer and in brackets. A text in the window
 * without brackets did not come from the catalogue; a layout that breaks would break in German.
 */
export function pseudo<T extends object>(messages: T): T {
  return Object.fromEntries(Object.entries(messages).map(([key, value]) => [key, translate(value)])) as T;
}

function translate(value: unknown): unknown {
  if (typeof value === 'string') return strange(value);
  if (typeof value === 'function') {
    const write = value as (...parameters: unknown[]) => unknown;
    return (...parameters: unknown[]) => translate(write(...parameters));
  }
  if (Array.isArray(value)) return value.map(translate);
  if (typeof value === 'object' && value !== null) return pseudo(value);
  return value;
}

const ACCENTS: Record<string, string> = { a: 'á', e: 'é', i: 'í', o: 'ó', u: 'ú', c: 'ç', n: 'ñ', s: 'š', y: 'ý' };

export function strange(text: string): string {
  if (text === '') return text;
  const accented = Array.from(text, (letter) => ACCENTS[letter] ?? letter).join('');
  return `⟦${accented}${'·'.repeat(Math.ceil(text.length / 3))}⟧`;
}
