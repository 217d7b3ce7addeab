export interface RowPage<R> {
  readonly rows: readonly R[];
  readonly total: number;
}

export type ReadRows<R> = (offset: number, limit: number, signal: AbortSignal) => Promise<RowPage<R>>;

const PAGE = 200;
const KEPT = 50; // pages
/** While somebody scrolls fast, pages are asked for at most so often (ms). */
const PACE = 40;

/**
 * Rows of a long table, read page by page as they come into sight: the neighbours of what is seen are read ahead, and
 * what is no longer near is taken back. After a new question the old rows stay until the first new ones are there.
 */
export class PagedRows<R> {
  /** How many rows there are; null before the first answer. */
  total = $state<number | null>(null);
  /** A question is under way whose first rows are not there yet. */
  asking = $state(false);
  error = $state.raw<unknown>(null);
  /** Counts the questions that were answered: a table begins at the top with each. */
  answered = $state(0);
  #pages = $state.raw<Readonly<Record<number, readonly R[]>>>({});
  #read: ReadRows<R> | null = null;
  #question: AbortController | null = null;
  #reading: Record<number, AbortController> = {};
  #seen: readonly [number, number] = [0, 0];
  #timer: ReturnType<typeof setTimeout> | undefined;

  /** Takes a new question; one that is still open is taken back. */
  ask(read: ReadRows<R>): void {
    this.#question?.abort();
    const question = new AbortController();
    this.#question = question;
    this.asking = true;
    read(0, PAGE, question.signal).then(
      ({ rows, total }) => {
        if (question.signal.aborted) return;
        this.#drop();
        this.#read = read;
        this.#pages = { 0: rows };
        this.total = total;
        this.error = null;
        this.asking = false;
        this.answered++;
      },
      (error: unknown) => {
        if (question.signal.aborted) return;
        this.error = error;
        this.asking = false;
      },
    );
  }

  /** A row; null where it has not been read. */
  at(index: number): R | null {
    return (this.#pages[Math.floor(index / PAGE)] as readonly R[] | undefined)?.[index % PAGE] ?? null;
  }

  /** Says which rows can be seen, `last` not among them. */
  show(first: number, last: number): void {
    this.#seen = [Math.floor(first / PAGE), Math.floor(Math.max(first, last - 1) / PAGE)];
    const [from, to] = this.#seen;
    let missing = false;
    for (let page = from; page <= to; page++) missing ||= !(page in this.#pages);
    // What is seen already is followed by its neighbours; what is not, as soon as the pace allows.
    if (!missing) this.#load();
    else this.#timer ??= setTimeout(() => this.#load(), PACE);
  }

  stop(): void {
    this.#question?.abort();
    this.#drop();
  }

  #drop(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    for (const controller of Object.values(this.#reading)) controller.abort();
    this.#reading = {};
  }

  #load(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const read = this.#read;
    const end = Math.ceil((this.total ?? 0) / PAGE);
    if (!read || this.asking) return;
    const [from, to] = this.#seen;
    for (const [page, controller] of Object.entries(this.#reading))
      if (Number(page) < from - 1 || Number(page) > to + 1) this.#forget(Number(page), controller);
    const wanted = [...Array.from({ length: to - from + 1 }, (_, n) => from + n), to + 1, from - 1];
    for (const page of wanted)
      if (page >= 0 && page < end && !(page in this.#pages) && !(page in this.#reading))
        void this.#readPage(read, page);
  }

  async #readPage(read: ReadRows<R>, page: number): Promise<void> {
    const controller = new AbortController();
    this.#reading[page] = controller;
    try {
      const { rows } = await read(page * PAGE, PAGE, controller.signal);
      if (controller.signal.aborted) return;
      const [from, to] = this.#seen;
      const distance = (other: number) => Math.max(from - other, other - to, 0);
      const near = Object.entries({ ...this.#pages, [page]: rows })
        .sort(([a], [b]) => distance(Number(a)) - distance(Number(b)))
        .slice(0, KEPT);
      this.#pages = Object.fromEntries(near);
      this.error = null;
    } catch (error) {
      if (!controller.signal.aborted) this.error = error;
    } finally {
      if (this.#reading[page] === controller) this.#forget(page, null);
    }
  }

  #forget(page: number, controller: AbortController | null): void {
    controller?.abort();
    const { [page]: _, ...others } = this.#reading;
    this.#reading = others;
  }
}
