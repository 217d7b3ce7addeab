import { parentPort } from 'node:worker_threads';
import { errorValue } from '../../../../shared/errors.ts';
import type { BackendReport } from './backends.ts';
import { openPortable } from './open.ts';
import type { PortableProbe } from './probe.ts';

/** The thread that asks the backends of this program itself, and ends. */
export async function probeThread(): Promise<void> {
  const reports: PortableProbe = [];
  for (const id of ['wasm', 'cpu'] as const)
    reports.push(
      await openPortable(id).then(
        ({ device, version }): BackendReport => ({ id, available: true, device, version, reason: null }),
        (error: unknown): BackendReport => ({
          ...{ id, available: false, device: null, version: null },
          reason: errorValue(error).message,
        }),
      ),
    );
  parentPort!.postMessage(reports);
}
