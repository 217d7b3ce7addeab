import { afterEach, describe, expect, test, vi } from 'vitest';
import type { Action } from '../state/actions.svelte.ts';
import { actionFor, ariaKeys, dialogOpen, keyCaps, keysOf, listenForKeys } from './keys.ts';

const action = (keys: Action['keys'], more: Partial<Action> = {}): Action => ({
  ...{ id: String(keys), label: 'L', group: 'G', keys, run: () => undefined },
  ...more,
});
const find = action('$mod+k');
const sheet = action('[Shift]+?');
const slash = action('/');
const place = action('Alt+Digit2');
const zoom = action(['$mod+=', '$mod+[Shift]++', '$mod+NumpadAdd'], { everywhere: true });
const all = [find, sheet, slash, place, zoom];

/** A key pressed in an element of the page. */
function pressed(init: KeyboardEventInit, markup = '<p></p>', inDialog = false): Action | null {
  document.body.innerHTML = markup;
  const target = document.body.querySelector('[data-here]') ?? document.body.firstElementChild!;
  let found: Action | null = null;
  target.addEventListener('keydown', (event) => (found = actionFor(event as KeyboardEvent, all, inDialog)));
  target.dispatchEvent(new KeyboardEvent('keydown', { bubbles: true, code: 'X', ...init }));
  return found;
}

afterEach(() => void (document.body.innerHTML = ''));

describe('a pressed key', () => {
  test.each([
    ['Ctrl K', { key: 'k', ctrlKey: true }, find],
    ['K alone', { key: 'k' }, null],
    ['Ctrl Shift K', { key: 'k', ctrlKey: true, shiftKey: true }, null],
    ['?, with Shift', { key: '?', shiftKey: true }, sheet],
    ['?, on keyboards that need no Shift', { key: '?' }, sheet],
    ['Alt 2, whatever it types', { key: '²', code: 'Digit2', altKey: true }, place],
    ['Ctrl =', { key: '=', ctrlKey: true }, zoom],
    ['Ctrl +, with Shift', { key: '+', ctrlKey: true, shiftKey: true }, zoom],
    ['Ctrl + of the number pad', { key: '+', code: 'NumpadAdd', ctrlKey: true }, zoom],
  ])('%s', (_name, init, expected) => {
    expect(pressed(init)).toBe(expected);
  });

  test.each([
    '<input type="text" />',
    '<input type="search" />',
    '<textarea></textarea>',
    '<select></select>',
    '<div role="menu"><button data-here></button></div>',
    '<div role="listbox"><div data-here></div></div>',
    '<div contenteditable="true"></div>',
  ])('types in %s, unless Ctrl or Alt is held', (markup) => {
    expect(pressed({ key: '/' }, markup)).toBeNull();
    expect(pressed({ key: '?', shiftKey: true }, markup)).toBeNull();
    expect(pressed({ key: 'k', ctrlKey: true }, markup)).toBe(find);
  });

  test.each(['<input type="checkbox" />', '<input type="radio" />', '<button></button>', '<a href="#"></a>'])(
    'acts on %s, which takes no text',
    (markup) => {
      expect(pressed({ key: '/' }, markup)).toBe(slash);
    },
  );

  test('behind a dialog does only what is meant for everywhere', () => {
    expect(pressed({ key: 'k', ctrlKey: true }, '<p></p>', true)).toBeNull();
    expect(pressed({ key: '=', ctrlKey: true }, '<p></p>', true)).toBe(zoom);
  });

  test('belongs to whoever has taken it, and to the input method while it composes', () => {
    const event = new KeyboardEvent('keydown', { key: '/', code: 'Slash', cancelable: true });
    event.preventDefault();
    expect(actionFor(event, all, false)).toBeNull();
    expect(pressed({ key: '/', isComposing: true })).toBeNull();
  });

  test('carries the action out once, and keeps the browser from its own', () => {
    const run = vi.fn();
    const stop = listenForKeys(() => [action('$mod+o', { run })]);
    const event = new KeyboardEvent('keydown', { key: 'o', code: 'KeyO', ctrlKey: true, cancelable: true });
    dispatchEvent(event);
    expect(run).toHaveBeenCalledOnce();
    expect(event.defaultPrevented).toBe(true);
    document.body.innerHTML = '<div role="dialog" aria-modal="true"></div>';
    expect(dialogOpen()).toBe(true);
    dispatchEvent(new KeyboardEvent('keydown', { key: 'o', code: 'KeyO', ctrlKey: true }));
    stop();
    document.body.innerHTML = '';
    dispatchEvent(new KeyboardEvent('keydown', { key: 'o', code: 'KeyO', ctrlKey: true }));
    expect(run).toHaveBeenCalledOnce();
  });
});

describe('keys are drawn', () => {
  test.each([
    ['$mod+k', 'Ctrl K', '⌘ K'],
    ['Alt+Digit1', 'Alt 1', '⌥ 1'],
    ['[Shift]+?', '?', '?'],
    ['Shift+?', '?', '?'],
    ['Shift+Delete', 'Shift Del', '⇧ Del'],
    ['$mod+=', 'Ctrl +', '⌘ +'],
    ['$mod+-', 'Ctrl −', '⌘ −'],
    ['$mod+Shift+e', 'Ctrl Shift E', '⌘ ⇧ E'],
    ['Escape', 'Esc', 'Esc'],
    ['ArrowDown', '↓', '↓'],
    ['/', '/', '/'],
  ])('%s', (keys, elsewhere, mac) => {
    expect(keyCaps(keys, false).join(' ')).toBe(elsewhere);
    expect(keyCaps(keys, true).join(' ')).toBe(mac);
  });

  test('and told to assistive technology', () => {
    expect(ariaKeys('$mod+k')).toBe('Control+k');
    expect(keysOf(zoom)[0]).toBe('$mod+=');
    expect(keysOf(action(undefined))).toEqual([]);
  });
});
