import { app, shell, type Session } from 'electron';
import { classifyNavigation, isAppUrl, requestAllowed } from '../policy/navigation.ts';
import { permissionAllowed } from '../policy/permissions.ts';

/** Everything a page could try besides its own work is refused, for every page there will ever be. */
export function guardSession(session: Session): void {
  session.setPermissionRequestHandler((contents, permission, answer) =>
    answer(permissionAllowed(permission, isAppUrl(contents.getURL()))),
  );
  session.setPermissionCheckHandler((_contents, permission, origin) => permissionAllowed(permission, isAppUrl(origin)));
  session.setDevicePermissionHandler(() => false);
  session.webRequest.onBeforeRequest(({ url }, answer) => answer({ cancel: !requestAllowed(url, app.isPackaged) }));
  // What the window has to save goes through the bridge, which asks the person where.
  session.on('will-download', (event) => event.preventDefault());
}

export function guardContents(): void {
  app.on('web-contents-created', (_created, contents) => {
    contents.on('will-navigate', (event) => {
      if (classifyNavigation(event.url, 'navigate') !== 'allow') event.preventDefault();
    });
    contents.on('will-frame-navigate', (event) => {
      if (classifyNavigation(event.url, 'navigate') !== 'allow') event.preventDefault();
    });
    contents.on('will-redirect', (event) => {
      if (classifyNavigation(event.url, 'navigate') !== 'allow') event.preventDefault();
    });
    contents.on('will-attach-webview', (event) => event.preventDefault());
    contents.setWindowOpenHandler(({ url }) => {
      if (classifyNavigation(url, 'new-window') === 'open-in-browser') void shell.openExternal(url);
      return { action: 'deny' };
    });
  });
}
