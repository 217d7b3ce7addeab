import { nearest, type Line } from './lines.ts';

/** What lines say at a place. */
export interface Reading {
  readonly x: number;
  readonly values: readonly { readonly line: Line; readonly y: number; readonly x: number }[];
}

/** The values nearest to `x`; lines that end before it or begin after it are left out. */
export function reading(lines: readonly Line[], x: number): Reading {
  const values = lines.flatMap((line) => {
    const k = nearest(line, x);
    if (k < 0 || (k === 0 && x < line.xs[0]) || (k === line.n - 1 && x > line.xs[k])) return [];
    return Number.isFinite(line.ys[k]) ? [{ line, x: line.xs[k], y: line.ys[k] }] : [];
  });
  return { x, values };
}

/** As it is read out: "epoch 31: NDCG@10 .0881, Recall@10 .1700". */
export const readingText = (
  { x, values }: Reading,
  wordX: (x: number) => string,
  figure: (y: number) => string,
): string => `${wordX(x)}: ${values.map(({ line, y }) => `${line.label} ${figure(y)}`).join(', ')}`;
