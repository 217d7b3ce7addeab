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
    // Indexed loops: an iterator over a typed array costs several times as much.
    for (let n = 0; n < among.length; n++) {
      low = Math.min(low, among[n]);
      high = Math.max(high, among[n]);
    }
    if (low === high) return low;
    const scale = BINS / (high - low);
    // A range so wide or so narrow that the scale is not a usable number is left to the sort.
    if (among.length <= FEW || !Number.isFinite(scale) || scale === 0) return Float64Array.from(among).sort()[place];
    const bin = (value: number): number => Math.min(BINS - 1, Math.floor((value - low) * scale));
    const counts = new Uint32Array(BINS);
    for (let n = 0; n < among.length; n++) counts[bin(among[n])]++;
    let found = 0;
    for (; place >= counts[found]; found++) place -= counts[found];
    const next = new Float64Array(counts[found]);
    let length = 0;
    for (let n = 0; n < among.length; n++) if (bin(among[n]) === found) next[length++] = among[n];
    among = next;
  }
}
