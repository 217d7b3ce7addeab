import { RecsmithError } from '../../../shared/errors.ts';
import type { EngineServices } from '../services.ts';
import type { Implementer } from './base.ts';

export function rowHandlers(os: Implementer, { rows }: EngineServices) {
  return {
    interactions: os.rows.interactions.handler(({ input, signal }) =>
      withFlag(signal, (flag) => rows.interactions(input, flag)),
    ),
    users: os.rows.users.handler(({ input, signal }) => withFlag(signal, (flag) => rows.users(input, flag))),
    items: os.rows.items.handler(({ input, signal }) => withFlag(signal, (flag) => rows.items(input, flag))),
    csv: os.rows.csv.handler(async ({ input, signal }) => {
      const bytes = await withFlag(signal, (flag) => rows.csv(input, flag));
      return new Blob([bytes], { type: 'text/csv' });
    }),
  };
}

/** The abort of a call, raised in memory that the other thread looks at inside its loops. */
async function withFlag<T>(signal: AbortSignal | undefined, call: (flag: Int32Array) => Promise<T>): Promise<T> {
  if (signal?.aborted) throw new RecsmithError('CANCELLED', 'Cancelled.');
  const flag = new Int32Array(new SharedArrayBuffer(4));
  const raise = () => void Atomics.store(flag, 0, 1);
  signal?.addEventListener('abort', raise, { once: true });
  try {
    return await call(flag);
  } finally {
    signal?.removeEventListener('abort', raise);
  }
}
