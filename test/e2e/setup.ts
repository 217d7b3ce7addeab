import { launch } from './browser.ts';

/** Once before all files: only one process may unpack the browser, and two files run at a time. */
export async function setup(): Promise<void> {
  await (await launch()).close();
}
