/** What the preload puts into the window on the desktop, as `window.bridge`. Nothing else crosses. */
export interface Bridge {
  /** Asks for a fresh port to the engine. It arrives as a message of this page, `PORT_MESSAGE`, with one port. */
  connect(): void;
  /** A handle for a file that the person dropped or chose in the page; its path never reaches the page. */
  fileHandle(file: File): Promise<string>;
  /** The system's dialog; null when it was dismissed. */
  pickFile(): Promise<{ handle: string; name: string } | null>;
}

export const PORT_MESSAGE = 'recsmith:port';
