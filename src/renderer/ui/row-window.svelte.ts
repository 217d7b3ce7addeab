/** The rows of a long table that are drawn: those that can be seen and a few on either side. */
export class RowWindow {
  readonly #count: () => number;
  readonly #rem: number;
  #top = $state(0);
  #tall = $state(0);
  #rowHeight = $state(26);

  /** @param rem height of a row; all rows are of one height */
  constructor(count: () => number, rem = 1.625) {
    this.#count = count;
    this.#rem = rem;
  }

  readonly first: number = $derived.by(() =>
    Math.max(0, Math.min(Math.floor(this.#top / this.#rowHeight) - 8, this.#count() - this.#seen)),
  );
  readonly last: number = $derived.by(() => Math.min(this.#count(), this.first + this.#seen));
  /** Pixels above and below the drawn rows. */
  readonly before: number = $derived(this.first * this.#rowHeight);
  readonly after: number = $derived.by(() => (this.#count() - this.last) * this.#rowHeight);

  get #seen(): number {
    return Math.ceil(this.#tall / this.#rowHeight) + 16;
  }

  /** For the scroller: `{@attach rows.scroller}`. */
  readonly scroller = (element: HTMLElement): (() => void) => {
    const read = () => {
      this.#top = element.scrollTop;
      this.#tall = element.clientHeight;
      this.#rowHeight = this.#rem * parseFloat(getComputedStyle(document.documentElement).fontSize);
    };
    read();
    element.addEventListener('scroll', read, { passive: true });
    const observer = new ResizeObserver(read);
    observer.observe(element);
    return () => {
      element.removeEventListener('scroll', read);
      observer.disconnect();
    };
  };
}
