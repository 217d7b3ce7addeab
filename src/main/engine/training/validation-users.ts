import type { ParameterValue } from '../../../shared/parameters.ts';
import { sharedF32, sharedU32, type Histories } from '../datasets/interactions.ts';
import type { View } from '../datasets/view.ts';
import { Random } from '../random.ts';

/**
 * The view with a validation part of some users only, the same for every call with the same seed.
 * @param count users to keep; 0, more than there are, or anything but a number: all
 */
export function withUsers(view: View, count: ParameterValue | undefined, seed: number): View {
  const { start } = view.validation;
  if (typeof count !== 'number' || count <= 0) return view;
  const users = Uint32Array.from({ length: view.userCount }, (_, user) => user).filter(
    (user) => start[user + 1] > start[user],
  );
  if (users.length <= count) return view;
  const kept = new Set(new Random(seed, 'validation users').shuffle(users).subarray(0, count));
  return { ...view, validation: rowsOf(view.validation, kept) };
}

function rowsOf({ start, items, values }: Histories, users: ReadonlySet<number>): Histories {
  const offsets = sharedU32(start.length);
  for (let user = 0; user + 1 < start.length; user++)
    offsets[user + 1] = offsets[user] + (users.has(user) ? start[user + 1] - start[user] : 0);
  const kept = sharedU32(offsets[start.length - 1]);
  const keptValues = values ? sharedF32(kept.length) : null;
  for (const user of users) {
    kept.set(items.subarray(start[user], start[user + 1]), offsets[user]);
    keptValues?.set(values!.subarray(start[user], start[user + 1]), offsets[user]);
  }
  return { start: offsets, items: kept, values: keptValues, times: null };
}
