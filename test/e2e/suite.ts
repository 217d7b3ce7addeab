import type { Browser, BrowserContext, Page } from 'playwright';
import { afterAll, beforeAll, expect } from 'vitest';
import type { Client } from '../../src/shared/contract.ts';
import { connect } from '../support/clients.ts';
import { launch, newContext, type ContextOptions } from './browser.ts';
import { open } from './page.ts';
import { startServer, type Server } from './server.ts';

export interface WindowSuite {
  /** Opens the window in a context of its own, acts, and fails on anything in the console or against the policy. */
  readonly inWindow: (
    options: ContextOptions & { readonly tolerated?: RegExp },
    act: (page: Page, context: BrowserContext) => Promise<void>,
  ) => Promise<void>;
  /** Asks the engine of the window as another client. */
  readonly asked: <T>(question: (client: Client) => Promise<T>) => Promise<T>;
  readonly browser: Browser;
  readonly server: Server;
}

/** One browser and one server for all tests of the calling file; the workspace is empty, or as `before` leaves it. */
export function windowSuite(before?: (workspace: string) => Promise<void>): WindowSuite {
  let browser: Browser;
  let server: Server;

  beforeAll(async () => {
    [browser, server] = await Promise.all([launch(), startServer(before)]);
  }, 120_000);

  afterAll(async () => {
    await browser?.close();
    // The server ends by itself when it is asked to, and without an error.
    expect(await server?.close()).toBe(0);
  });

  return {
    inWindow: async (options, act) => {
      const context = await newContext(browser, options);
      try {
        const { page, complaints } = await open(context, server.url);
        await act(page, context);
        expect(complaints.filter((complaint) => !options.tolerated?.test(complaint))).toEqual([]);
      } finally {
        await context.close();
      }
    },
    asked: async (question) => {
      const other = await connect({ url: server.url, port: Number(new URL(server.url).port) });
      try {
        return await question(other.client);
      } finally {
        await other.close();
      }
    },
    get browser() {
      return browser;
    },
    get server() {
      return server;
    },
  };
}
