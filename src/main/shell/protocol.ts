import { net, protocol, type Session } from 'electron';
import { realpath } from 'node:fs/promises';
import { pathToFileURL } from 'node:url';
import { containedFile, isInside, mediaType } from '../policy/contain.ts';
import { SECURITY_HEADERS } from '../policy/headers.ts';
import { isAppUrl } from '../policy/navigation.ts';

/** Once, before the app is ready. */
export function registerScheme(): void {
  protocol.registerSchemesAsPrivileged([
    { scheme: 'app', privileges: { standard: true, secure: true, supportFetchAPI: true, codeCache: true } },
  ]);
}

/** Serves the built window as app://recsmith/, and nothing outside its folder. */
export function serveWindow(session: Session, folder: string): void {
  session.protocol.handle('app', async (request) => {
    const refuse = (status: number) => new Response(null, { status, headers: SECURITY_HEADERS });
    if (request.method !== 'GET' || !isAppUrl(request.url)) return refuse(403);
    const file = containedFile(folder, new URL(request.url).pathname);
    const type = file && mediaType(file);
    if (!file || !type) return refuse(404);
    try {
      if (!isInside(await realpath(folder), await realpath(file))) return refuse(404);
      const { body } = await net.fetch(pathToFileURL(file).href, { bypassCustomProtocolHandlers: true });
      return new Response(body, { headers: { ...SECURITY_HEADERS, 'content-type': type } });
    } catch {
      return refuse(404);
    }
  });
}
