import { join } from 'node:path';
import { inspect } from 'node:util';
import electronLog from 'electron-log/node.js';

/** What the engine writes for whoever looks for the cause of a problem. Never to standard output: that is for results. */
export interface Log {
  info(message: string): void;
  warn(message: string, error?: unknown): void;
  error(message: string, error?: unknown): void;
}

let opened = 0;

/** A log file in the folder, or none (null), as for a workspace that must not be written to. */
export function openLog(folder: string | null): Log {
  if (folder === null) return { info: () => undefined, warn: () => undefined, error: () => undefined };
  const logger = electronLog.create({ logId: `engine-${++opened}` });
  logger.transports.console.level = false;
  const { file } = logger.transports;
  file.setAppName('recsmith');
  file.resolvePathFn = () => join(folder, 'engine.log');
  file.level = 'info';
  file.format = '{iso} {level} {text}';
  file.maxSize = 4 * 1024 * 1024;
  // The engine's event loop answers pings: it must not wait for a disk.
  file.sync = false;
  return {
    info: (message) => logger.info(message),
    warn: (message, error) => logger.warn(describe(message, error)),
    error: (message, error) => logger.error(describe(message, error)),
  };
}

function describe(message: string, error: unknown): string {
  if (error === undefined) return message;
  return `${message}: ${error instanceof Error ? (error.stack ?? error.message) : inspect(error)}`;
}
