import { bridgeOf } from '../client/bridge.ts';

/** Hands the person a file that the window holds in memory: on the desktop by its dialog, in a browser as a download. */
export function save(blob: Blob, name: string): void {
  const bridge = bridgeOf(window);
  if (bridge) void blob.arrayBuffer().then((bytes) => bridge.saveFile(name, bytes));
  else download(blob, name);
}

function download(blob: Blob, name: string): void {
  const address = URL.createObjectURL(blob);
  const link = document.createElement('a');
  link.href = address;
  link.download = name;
  link.click();
  // The download has its own hold on the blob once it has started.
  setTimeout(() => URL.revokeObjectURL(address), 10_000);
}
