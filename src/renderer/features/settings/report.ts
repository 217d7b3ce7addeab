import type { Application } from '../../state/application.svelte.ts';

/** What whoever looks into a problem needs: the engine's report, then the window's own circumstances. */
export async function report({ client, connection, theme, zoom }: Application): Promise<string> {
  const { text } = await client.system.diagnostics();
  const preferences = [
    ['reduced motion', '(prefers-reduced-motion: reduce)'],
    ['more contrast', '(prefers-contrast: more)'],
    ['forced colours', '(forced-colors: active)'],
  ].flatMap(([name, query]) => (matchMedia(query).matches ? [name] : []));
  return [
    text,
    '',
    `window: ${connection.inBrowser ? 'browser' : 'desktop'}, ${innerWidth} × ${innerHeight} at ${devicePixelRatio}, zoom ${zoom.percent} %`,
    `theme ${theme.choice} (${theme.dark ? 'dark' : 'light'}), language ${navigator.language}, ${preferences.join(', ') || 'no special preferences'}`,
    navigator.userAgent,
  ].join('\n');
}
