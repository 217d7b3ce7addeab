import { isAppUrl } from './navigation.ts';

/** What is known of the frame that sent a message to the main process. */
export interface Sender {
  readonly url: string;
  /** The frame has a parent: it is embedded in something. */
  readonly isEmbedded: boolean;
}

/** Only the top frame of one of the window's own pages is listened to. */
export const senderAllowed = (sender: Sender | null): boolean =>
  sender !== null && !sender.isEmbedded && isAppUrl(sender.url);
