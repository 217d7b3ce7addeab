// How fast recipes are counted and views made, and what profiles cost, on generated data of the size of MovieLens 1M and
// on 10 M rows. Prints one JSON line per figure. Best of several: other work on the machine only ever makes it slower.
import type { Filters } from '../../src/shared/contract/views.ts';
import { applyFilters } from '../../src/main/engine/datasets/filters.ts';
import { sharedF32, sharedF64, sharedU32, type Interactions } from '../../src/main/engine/datasets/interactions.ts';
import { countRecipe } from '../../src/main/engine/datasets/load-view.ts';
import { materialise } from '../../src/main/engine/datasets/materialise.ts';
import { profileOf } from '../../src/main/engine/datasets/profile.ts';
import { applyRecipe } from '../../src/main/engine/datasets/recipe.ts';
import { noFilters, partsOf, recipeOf } from '../../src/main/engine/datasets/testing.ts';
import { Random } from '../../src/main/engine/random.ts';

const print = (name: string, value: number, unit: string, bar?: string) =>
  console.log(JSON.stringify({ name, value: Number(value.toPrecision(3)), unit, ...(bar !== undefined && { bar }) }));

/** Long-tailed activity and popularity, values 1 to 5, times at random within three years. */
function generate(userCount: number, itemCount: number, count: number): Interactions {
  const random = new Random(42, 'bench');
  const start = sharedU32(userCount + 1);
  for (let n = 0; n < count; n++) start[1 + Math.floor(userCount * random.uniform() ** 2)]++;
  for (let user = 0; user < userCount; user++) start[user + 1] += start[user];
  const [items, values, times, rows] = [sharedU32(count), sharedF32(count), sharedF64(count), sharedU32(count)];
  for (let n = 0; n < count; n++) {
    items[n] = Math.floor(itemCount * random.uniform() ** 3);
    values[n] = 1 + random.below(5);
    times[n] = 1.6e9 + random.below(1e8);
    rows[n] = n;
  }
  return { userCount, itemCount, start, items, values, times, rows };
}

function best(times: number, work: () => unknown): number {
  let least = Infinity;
  for (let k = 0; k < times; k++) {
    const before = performance.now();
    work();
    least = Math.min(least, performance.now() - before);
  }
  return least;
}

const core: Filters = { ...noFilters, where: 'value >= 3', minPerUser: 10, minPerItem: 10 };
const sizes = [
  { size: '1 M rows', data: generate(6040, 3706, 1_000_000), times: 15, bars: { core: '50', view: '100' } },
  { size: '10 M rows', data: generate(300_000, 60_000, 10_000_000), times: 4, bars: { core: '1000', view: '2000' } },
];
for (const { size, data, times, bars } of sizes) {
  const parts = partsOf(data);
  const small = times > 10;
  print(
    `value >= 3 and iterated 10-core, ${size}`,
    best(times, () => applyFilters(data, core)),
    'ms',
    bars.core,
  );
  for (const split of ['random:0.8,0.1,0.1', 'per-user:0.8,0.1,0.1', 'leave-last:1', 'temporal:0.8,0.1,0.1'])
    print(
      `live counts, ${split}, ${size}`,
      best(times, () => countRecipe(parts, recipeOf(split))),
      'ms',
    );
  const recipe = recipeOf('random:0.8,0.1,0.1');
  const make = () => materialise(applyRecipe(parts, recipe), { id: '', datasetId: '' });
  print(`view made, hash included, ${size}`, best(times, make), 'ms', bars.view);
  const items = Array.from({ length: data.itemCount }, (_, item) => ({ id: String(item), title: null }));
  const known = {
    id: '',
    name: '',
    createdAt: 0,
    source: '',
    duplicates: 0,
    rejected: 0,
    contentHash: '',
    given: null,
  };
  const profile = () => profileOf({ ...known, interactions: data, items });
  print(`profile, ${size}`, best(small ? 5 : 2, profile), 'ms');
}
