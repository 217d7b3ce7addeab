/** A file the person chose or dropped: the engine's handle and its name. Its path never reaches the page. */
export interface PickedFile {
  readonly handle: string;
  readonly name: string;
}

/** What the desktop does and a page cannot. */
export const DESKTOP_ACTIONS = ['new-window', 'new-workspace', 'open-workspace', 'reveal-workspace'] as const;
export type DesktopAction = (typeof DESKTOP_ACTIONS)[number];

/** What the desktop asks of the window: an action by its id (`state/actions.svelte.ts`), or to import files. */
export type DesktopCommand =
  { readonly kind: 'action'; readonly id: string } | { readonly kind: 'import'; readonly files: readonly PickedFile[] };

/** What the preload puts into the window on the desktop, as `window.bridge`. Nothing else crosses. */
export interface Bridge {
  /** Asks for a fresh port to the engine. It arrives as a message of this page, `PORT_MESSAGE`, with one port. */
  connect(): void;
  /** A handle for a file that the person dropped or chose in the page. */
  fileHandle(file: File): Promise<string>;
  /** The system's dialog for files to import; empty when it was dismissed. */
  pickFiles(): Promise<readonly PickedFile[]>;
  /** Asks where to save and writes the bytes there. @returns the file's name, null when the dialog was dismissed */
  saveFile(name: string, bytes: ArrayBuffer): Promise<string | null>;
  /** Dialogs and folders of the system; resolves when the action is done or dismissed. */
  perform(action: DesktopAction): Promise<void>;
  /**
   * Commands of the menu and of files opened from outside. Those that came before the first listener wait for it.
   * @returns a function that stops listening
   */
  onCommand(listener: (command: DesktopCommand) => void): () => void;
}

export const PORT_MESSAGE = 'recsmith:port';
