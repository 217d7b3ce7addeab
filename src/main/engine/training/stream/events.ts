import { RecsmithError } from '../../../../shared/errors.ts';
import { sharedF32, sharedF64, sharedU32, type Histories } from '../../datasets/interactions.ts';
import type { View } from '../../datasets/view.ts';
import { usersOfRows } from '../batches/pairs.ts';

/** Training rows of a view in the order of time. */
export interface Events {
  readonly users: Uint32Array; // [N]
  readonly items: Uint32Array;
  readonly values: Float32Array | null;
  /** The first of them belong to the bootstrap. */
  readonly bootstrap: number;
  /** The view as it was then: the training part is the bootstrap alone, nothing to validate. */
  readonly before: View;
}

/**
 * Orders the training part by time, rows of equal time as they lie in the view.
 * @param share of the events that the bootstrap learns, 0 to 1
 * @throws RecsmithError BAD_INPUT without time, or with too few events to share out
 */
export function eventsOf(view: View, share: number): Events {
  const { train } = view;
  const { times } = train;
  if (!times)
    throw new RecsmithError('BAD_INPUT', 'Incremental learning needs the time of each interaction.', {
      where: `view ${view.id}`,
      next: 'Import the data with a time column, or train as usual.',
    });
  const order = Uint32Array.from({ length: train.items.length }, (_, row) => row);
  order.sort((a, b) => times[a] - times[b] || a - b);
  const bootstrap = Math.round(share * order.length);
  if (bootstrap < 1 || bootstrap >= order.length)
    throw new RecsmithError('BAD_INPUT', `There are only ${order.length} events to learn from.`, {
      where: 'bootstrap',
      next: 'Choose a view with more interactions.',
    });
  const owner = usersOfRows(train);
  const at = (values: Uint32Array) => Uint32Array.from(order, (row) => values[row]);
  const kept = order.slice(0, bootstrap).sort();
  return {
    users: at(owner),
    items: at(train.items),
    values: train.values ? Float32Array.from(order, (row) => train.values![row]) : null,
    bootstrap,
    before: { ...view, train: rowsOf(train, owner, kept), validation: nothing(view.userCount) },
  };
}

/** The rows `kept`, ascending. */
function rowsOf({ start, items, values, times }: Histories, owner: Uint32Array, kept: Uint32Array): Histories {
  const offsets = sharedU32(start.length);
  for (const row of kept) offsets[owner[row] + 1]++;
  for (let user = 0; user + 1 < offsets.length; user++) offsets[user + 1] += offsets[user];
  const out: Histories = {
    start: offsets,
    items: sharedU32(kept.length),
    values: values && sharedF32(kept.length),
    times: times && sharedF64(kept.length),
  };
  kept.forEach((row, k) => {
    out.items[k] = items[row];
    if (out.values) out.values[k] = values![row];
    if (out.times) out.times[k] = times![row];
  });
  return out;
}

const nothing = (users: number): Histories => ({
  start: sharedU32(users + 1),
  items: sharedU32(0),
  values: null,
  times: null,
});
