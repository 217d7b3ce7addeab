import { isIP } from 'node:net';

/**
 * Which names the server answers to. A page of a stranger's that points its own name at 127.0.0.1 (DNS rebinding)
 * still sends that name as Host. Ports are not compared: behind an SSH tunnel the browser's port is another.
 * @param hosts names or addresses the server was told to be, besides the loopback names
 */
export function hostAllowed(header: string | undefined, hosts: readonly string[] = []): boolean {
  const host = hostName(header);
  if (host === null) return false;
  return host === 'localhost' || isLoopback(host) || hosts.some((allowed) => allowed.toLowerCase() === host);
}

/**
 * A browser names the page that asks. It must be a page of this server: same scheme, name and port as the request's
 * own Host. Upgrades and uploads must say it; plain reading may leave it out, as browsers do.
 */
export function originAllowed(origin: string | undefined, host: string | undefined, required: boolean): boolean {
  if (origin === undefined) return !required;
  return host !== undefined && origin.toLowerCase() === `http://${host.toLowerCase()}`;
}

export function isLoopback(host: string): boolean {
  return host === '::1' || (isIP(host) === 4 && host.startsWith('127.'));
}

/** Every address of this machine. */
export const isWildcard = (host: string): boolean => host === '0.0.0.0' || host === '::';

/** The name without port and brackets, in lower case; null where the header is absent or malformed. */
export function hostName(header: string | undefined): string | null {
  const match = /^(?:\[([0-9a-f:.]+)\]|([a-z0-9._-]+))(?::\d{1,5})?$/i.exec(header ?? '');
  return match ? (match[1] ?? match[2]).toLowerCase() : null;
}
