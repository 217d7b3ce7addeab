import { href, readAddress, type Address } from './address.ts';

/** The place that the window shows. It lives in the hash of the address and so survives a reload. */
export class Router {
  #address = $state.raw<Address>(readAddress(location.hash));

  get path(): readonly string[] {
    return this.#address.path;
  }

  get params(): URLSearchParams {
    return this.#address.params;
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
  refine(changes: Readonly<Record<string, string | null>>): void {
    const target = href(this.path, { ...Object.fromEntries(this.params), ...changes });
    history.replaceState(null, '', target);
    this.#read();
  }

  #read(): void {
    this.#address = readAddress(location.hash);
  }
}
