import type { View } from '../datasets/view.ts';
import { Random } from '../random.ts';
import { viewOf } from './testing.ts';

/** 300 users and 200 items in four groups: users mostly take items of their own group, popular ones first. */
export function planted(): View {
  const random = new Random(11, 'planted');
  const [userCount, itemCount, groups] = [300, 200, 4];
  const train = { users: [] as number[], items: [] as number[], values: [] as number[] };
  const test = { users: [] as number[], items: [] as number[], values: [] as number[] };
  for (let user = 0; user < userCount; user++) {
    const leaning = random.uniform() - 0.5;
    const taken = new Set<number>();
    while (taken.size < 30) {
      const group = random.uniform() < 0.75 ? user % groups : random.below(groups);
      const item = group + groups * Math.floor((itemCount / groups) * random.uniform() ** 1.5);
      if (taken.has(item)) continue;
      taken.add(item);
      const part = random.uniform() < 0.2 ? test : train;
      const liked = item % groups === user % groups ? 1 : -1;
      const quality = Math.sin(item);
      part.users.push(user);
      part.items.push(item);
      part.values.push(Math.min(5, Math.max(1, 3 + liked + leaning + quality / 2 + 0.4 * (random.uniform() - 0.5))));
    }
  }
  return viewOf({ userCount, itemCount, train, test, parts: 3 });
}
