import { en, type Messages } from './en.ts';

/** The texts of the window. One language so far; `speak` changes it before the first screen is drawn. */
export let text: Messages = en;

export function speak(messages: Messages): void {
  text = messages;
}
