import type { Reject } from '../../../shared/contract/imports.ts';
import { csvLine } from '../../../shared/csv.ts';
import type { StorageServices } from '../storage/api.ts';
import type { RemoteServices } from '../threads/remote.ts';

export interface ExportService {
  /** All rejected rows of an import as a file. */
  rejects(datasetId: string): Promise<Uint8Array<ArrayBuffer>>;
}

/** Files out, written by the query thread: there may be as many rows as the user had. */
export const exportService = ({ datasets }: RemoteServices<StorageServices>): ExportService => ({
  async rejects(datasetId) {
    return new TextEncoder().encode(rejectsCsv(await datasets.rejects(datasetId)));
  },
});

/** Guarded against formulas. */
export function rejectsCsv(rejects: readonly Reject[]): string {
  const rows = rejects.map(({ file, line, column, value, reason }) => [file, line, column, value, reason]);
  return [['file', 'line', 'column', 'value', 'reason'], ...rows].map((row) => `${csvLine(row, true)}\r\n`).join('');
}
