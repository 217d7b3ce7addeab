/** A place in the window as the hash of the address names it: `#/runs/abc?tab=log`. */
export interface Address {
  readonly path: readonly string[];
  readonly params: URLSearchParams;
}

export function readAddress(hash: string): Address {
  const [path, query = ''] = hash.replace(/^#\/?/, '').split('?', 2);
  return { path: path.split('/').filter(Boolean).map(decode), params: new URLSearchParams(query) };
}

/** The address of a place, for links: `href(['runs', id])`. Empty parameters are left out. */
export function href(
  path: readonly string[],
  params: Readonly<Record<string, string | null | undefined>> = {},
): string {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(params)) if (value) query.set(name, value);
  const text = query.toString();
  return `#/${path.map(encodeURIComponent).join('/')}${text ? `?${text}` : ''}`;
}

function decode(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
