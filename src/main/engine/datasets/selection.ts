const BINS = 4096;
const FEW = 512;

/**
 * The k-th smallest of the values (k = 0: the smallest), [N] finite numbers, left as they are. Counts values in bins
 * and goes on inside the bin that holds the k-th: two or three passes for ordinary data instead of a sort.
 */
export function kthSmallest(values: Float64Array, k: number): number {
  if (!(k >= 0 && k < values.length)) throw new RangeError(`kthSmallest: k is ${k}, there are ${values.length} values`);
  let among = values;
  for (let place = k; ;) {
    let low = Infinity;
    let high = -Infinity;
    for (const value of among) {
      if (value < low) low = value;
      if (value > high) high = value;
    }
    if (low === high) return low;
    const scale = BINS / (high - low);
    // A range so wide or so narrow that the scale is not a usable number is left to the sort.
    if (among.length <= FEW || !Number.isFinite(scale) || scale === 0) return Float64Array.from(among).sort()[place];
    const bin = (value: number): number => Math.min(BINS - 1, Math.floor((value - low) * scale));
    const counts = new Uint32Array(BINS);
    for (const value of among) counts[bin(value)]++;
    let found = 0;
    for (; place >= counts[found]; found++) place -= counts[found];
    const next = new Float64Array(counts[found]);
    let length = 0;
    for (const value of among) if (bin(value) === found) next[length++] = value;
    among = next;
  }
}
