/** Hands the person a file that the window holds in memory. */
export function save(blob: Blob, name: string): void {
  const address = URL.createObjectURL(blob);
  const link = document.createElement('a');
  link.href = address;
  link.download = name;
  link.click();
  // The download has its own hold on the blob once it has started.
  setTimeout(() => URL.revokeObjectURL(address), 10_000);
}
