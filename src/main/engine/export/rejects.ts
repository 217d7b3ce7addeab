import type { Reject } from '../../../shared/contract/imports.ts';
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

/** Cells that a spreadsheet would take for a formula get an apostrophe: the file comes from strangers. */
export function rejectsCsv(rejects: readonly Reject[]): string {
  const cell = (value: string | number | null) => {
    const text = String(value ?? '');
    const plain = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
    return /[",\r\n]/.test(plain) ? `"${plain.replaceAll('"', '""')}"` : plain;
  };
  const rows = rejects.map(({ file, line, column, value, reason }) => [file, line, column, value, reason]);
  return [['file', 'line', 'column', 'value', 'reason'], ...rows]
    .map((row) => `${row.map(cell).join(',')}\r\n`)
    .join('');
}
