/**
 * How wide the embedding of a column is: min(600, round(1.6 n^0.56)), fastai's rule (seeds.md, case 14). fastai counts
 * a row for unknown ids among n; ours have no such row, and count it here alone, so that the widths are the same.
 * @param known users or items of the view
 * @param given an override; 0: the rule
 */
export function embeddingSize(known: number, given = 0): number {
  return given > 0 ? given : embeddingRule(known + 1);
}

/** @param n rows, the one for unknown ids among them */
export const embeddingRule = (n: number): number => Math.min(600, Math.round(1.6 * n ** 0.56));
