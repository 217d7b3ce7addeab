/** What a page of the window may ask of the system. Everything else is denied, asked or checked. */
const ALLOWED: ReadonlySet<string> = new Set([
  // "Copy" on tables and error messages.
  'clipboard-sanitized-write',
]);

export const permissionAllowed = (permission: string, isAppPage: boolean): boolean =>
  isAppPage && ALLOWED.has(permission);
