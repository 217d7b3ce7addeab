/** The origin of the window's own pages on the desktop. */
export const APP_ORIGIN = 'app://recsmith';

export type NavigationVerdict = 'allow' | 'open-in-browser' | 'deny';

/**
 * Where a page of the window may lead. It moves only within itself; the links it shows (papers, licences) open in
 * the person's browser, and only over https or as a mail.
 */
export function classifyNavigation(target: string, kind: 'navigate' | 'new-window'): NavigationVerdict {
  const url = URL.parse(target);
  if (!url) return 'deny';
  if (kind === 'navigate' && isAppUrl(target)) return 'allow';
  if (kind === 'new-window' && (url.protocol === 'https:' || url.protocol === 'mailto:')) return 'open-in-browser';
  return 'deny';
}

/** The desktop window never uses a network: everything it loads is its own, pictures it drew itself included. */
export const requestAllowed = (target: string, packaged: boolean): boolean =>
  isAppUrl(target) ||
  (target.startsWith('blob:') && isAppUrl(target.slice('blob:'.length))) ||
  (!packaged && target.startsWith('devtools:'));

export function isAppUrl(target: string): boolean {
  const url = URL.parse(target);
  // `origin` is "null" for schemes the URL standard does not know; the parts are compared instead.
  return url !== null && `${url.protocol}//${url.host}` === APP_ORIGIN && url.username === '' && url.password === '';
}
