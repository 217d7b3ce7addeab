/** A place in the window, as the hash of the address names it: `#/runs/abc?tab=log`. Survives a reload. */
export class Router {
  path = $state.raw<readonly string[]>([]);
  params = $state.raw(new URLSearchParams());

  constructor() {
    this.#read();
  }

  /** @returns a function that stops listening. */
  start(): () => void {
    const read = () => this.#read();
    addEventListener('hashchange', read);
    return () => removeEventListener('hashchange', read);
  }

  go(target: string): void {
    location.hash = target;
    this.#read();
  }

  /** Changes parameters of the present place without a step in the history. */
  refine(changes: Record<string, string | null>): void {
    const params = new URLSearchParams(this.params);
    for (const [name, value] of Object.entries(changes)) {
      if (value === null) params.delete(name);
      else params.set(name, value);
    }
    history.replaceState(null, '', hash(this.path, params));
    this.#read();
  }

  #read(): void {
    const [path, query = ''] = location.hash.replace(/^#\/?/, '').split('?', 2);
    this.path = path.split('/').filter(Boolean).map(decode);
    this.params = new URLSearchParams(query);
  }
}

/** The address of a place, for links: `href(['runs', id])`. */
export function href(path: readonly string[], params: Record<string, string | null | undefined> = {}): string {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(params)) if (value) query.set(name, value);
  return hash(path, query);
}

function hash(path: readonly string[], params: URLSearchParams): string {
  const query = params.toString();
  return `#/${path.map(encodeURIComponent).join('/')}${query ? `?${query}` : ''}`;
}

function decode(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
