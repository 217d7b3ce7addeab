import type { Job } from '../../shared/contract/jobs.ts';
import { duration, quantity } from './format.ts';

/** Where a command speaks: results on standard output, progress and messages on standard error. */
export class Output {
  readonly json: boolean;
  readonly #quiet: boolean;
  readonly #bar: boolean;
  #barShown = false;

  constructor(options: { json: boolean; quiet: boolean }) {
    this.json = options.json;
    this.#quiet = options.quiet;
    this.#bar = !options.quiet && process.stderr.isTTY;
  }

  /** A line of the result for people; nothing under --json. */
  line(text = ''): void {
    if (!this.json) process.stdout.write(`${text}\n`);
  }

  /** Columns padded to their widest cell; cells that look like numbers stand right. */
  table(head: string[], rows: (string | number)[][]): void {
    if (this.json) return;
    const cells = [head, ...rows.map((row) => row.map(String))];
    const width = head.map((_, column) => Math.max(...cells.map((row) => columnsOf(row[column]))));
    const right = head.map(
      (_, column) => rows.length > 0 && rows.every((row) => /^[−-]?[\d,.]*( [a-zA-Z%/]+)?$/.test(String(row[column]))),
    );
    for (const row of cells) {
      const parts = row.map((cell, column) => {
        const space = ' '.repeat(width[column] - columnsOf(cell));
        return right[column] ? space + cell : cell + space;
      });
      this.line(parts.join('  ').trimEnd());
    }
  }

  message(text: string): void {
    if (this.#quiet) return;
    this.#clear();
    process.stderr.write(`${text}\n`);
  }

  /** Draws the progress of a job over its own line; on anything but a terminal there is no bar. */
  progress(job: Job): void {
    const progress = job.progress;
    if (!this.#bar || !progress) return;
    const share = progress.total ? Math.min(1, progress.done / progress.total) : null;
    const bar = share === null ? '' : `${'━'.repeat(Math.round(share * 24)).padEnd(24, '─')} `;
    const amount = `${quantity(progress.done)}${progress.total === null ? '' : ` of ${quantity(progress.total)}`} ${progress.unit}`;
    const rate = progress.rate === null ? '' : ` · ${quantity(progress.rate)} ${progress.rateUnit ?? progress.unit}/s`;
    const left = progress.secondsLeft === null ? '' : ` · ${duration(progress.secondsLeft)} left`;
    const text = `${bar}${progress.stage}: ${amount}${rate}${left}`;
    process.stderr.write(`\r\x1b[2K${text.slice(0, (process.stderr.columns || 100) - 1)}`);
    this.#barShown = true;
  }

  #clear(): void {
    if (this.#barShown) process.stderr.write('\r\x1b[2K');
    this.#barShown = false;
  }

  done(): void {
    this.#clear();
  }
}

const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' });

/** Characters as a person counts them: an accent or an emoji of several code points takes one place. */
const columnsOf = (text: string): number => Array.from(graphemes.segment(text)).length;
