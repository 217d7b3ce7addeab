/** How many of the ascending positions lie before k. */
export function hitsBefore(positions: Uint32Array, k: number): number {
  let hits = 0;
  while (hits < positions.length && positions[hits] < k) hits++;
  return hits;
}

/** Sum over the first `hits` positions of the precision at that position: (n-th hit) / (position + 1). */
export function precisionSum(positions: Uint32Array, k: number): number {
  let sum = 0;
  for (let hit = 0; hit < positions.length && positions[hit] < k; hit++) sum += (hit + 1) / (positions[hit] + 1);
  return sum;
}

const ideals: number[] = [0];

/** Discounted gain of a list that begins with `count` relevant items: sum over i < count of 1 / log2(i + 2). */
export function idealGain(count: number): number {
  while (ideals.length <= count) ideals.push(ideals[ideals.length - 1] + 1 / Math.log2(ideals.length + 1));
  return ideals[count];
}
