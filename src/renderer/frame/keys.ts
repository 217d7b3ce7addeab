import { matchKeybindingPress, parseKeybinding } from 'tinykeys';
import { text } from '../messages/index.ts';
import type { Action } from '../state/actions.svelte.ts';

const onMac = (): boolean => /Mac|iP(hone|ad|od)/.test(navigator.platform);

/** The ways to call an action by key, the one that is shown first. */
export const keysOf = ({ keys }: Action): readonly string[] =>
  keys === undefined ? [] : typeof keys === 'string' ? [keys] : keys;

type Press = ReturnType<typeof parseKeybinding>[number];
const parsed = new Map<string, Press>();
function pressOf(keys: string): Press {
  let press = parsed.get(keys);
  // One press each: what must be held one after the other nobody remembers.
  if (!press) parsed.set(keys, (press = parseKeybinding(keys)[0]));
  return press;
}

/** Of the pressed key: an action of the list, or null where the key belongs to what has the focus. */
export function actionFor(event: KeyboardEvent, actions: readonly Action[], inDialog: boolean): Action | null {
  if (event.defaultPrevented || event.isComposing) return null;
  const typed = !event.ctrlKey && !event.metaKey && !event.altKey;
  if (typed && takesText(event.target)) return null;
  const action = actions.find((each) => keysOf(each).some((keys) => matchKeybindingPress(event, pressOf(keys))));
  return action && (!inDialog || action.everywhere) ? action : null;
}

/** Fields, and lists in which typing looks for an entry. */
function takesText(target: EventTarget | null): boolean {
  if (!(target instanceof Element)) return false;
  if (target.closest('[role=menu], [role=listbox], [contenteditable]:not([contenteditable=false])')) return true;
  if (target instanceof HTMLInputElement)
    return !['checkbox', 'radio', 'button', 'submit', 'file'].includes(target.type);
  return target.matches('textarea, select');
}

/** Whether something modal lies over the screen, so that its keys must not act unseen. */
export const dialogOpen = (): boolean => document.querySelector('[aria-modal=true]') !== null;

/** Carries out actions by their keys. @returns a function that stops it. */
export function listenForKeys(actions: () => readonly Action[]): () => void {
  const listen = (event: KeyboardEvent) => {
    const action = actionFor(event, actions(), dialogOpen());
    if (!action) return;
    event.preventDefault();
    void action.run();
  };
  addEventListener('keydown', listen);
  return () => removeEventListener('keydown', listen);
}

/** The keys as they are drawn, one text each: ['Ctrl', 'K'], on a Mac ['⌘', 'K']. */
export function keyCaps(keys: string, mac = onMac()): string[] {
  const [required, , key] = pressOf(keys);
  const name = typeof key === 'string' ? key.replace(/^(Digit|Key)(?=.$)/, '').replace(/^Numpad/, '') : '';
  // Who types "?" presses Shift without thinking of it; with a letter it must be said.
  const held = required.filter((modifier) => modifier !== 'Shift' || /^[a-z]$|^\w{2,}$/i.test(name));
  const caps = text.keys;
  const modifiers: Record<string, string> = mac
    ? { Meta: '⌘', Control: '⌃', Alt: '⌥', Shift: '⇧' }
    : { Meta: caps.meta, Control: caps.control, Alt: caps.alt, Shift: caps.shift };
  const wanted = keys.includes('$mod') ? held.map((one) => (isMod(one) && mac ? 'Meta' : one)) : held;
  return [...wanted.map((one) => modifiers[one] ?? one), CAPS[name] ?? caps.named[name] ?? name.toUpperCase()];
}

const isMod = (modifier: string): boolean => modifier === 'Meta' || modifier === 'Control';
const CAPS: Readonly<Record<string, string>> = {
  '=': '+',
  '-': '−',
  ArrowUp: '↑',
  ArrowDown: '↓',
  ArrowLeft: '←',
  ArrowRight: '→',
};

/** As `aria-keyshortcuts` wants it: "Control+K". */
export function ariaKeys(keys: string): string {
  const [required, , key] = pressOf(keys);
  return [...required, typeof key === 'string' ? key.replace(/^(Digit|Key)(?=.$)/, '') : ''].join('+');
}
