import type { AddressInfo } from 'node:net';
import { createToken } from '../../src/main/policy/token.ts';
import { openServer } from '../../src/main/server.ts';
import type { Engine } from '../../src/main/engine/index.ts';

/** Where a server is reached; `url` holds the token. */
export interface Address {
  readonly url: string;
  readonly port: number;
}

export interface LocalServer extends Address {
  readonly engine: Engine;
  close(): Promise<void>;
}

/** The engine and its server in this very process, so that a test can look at both sides. */
export async function localServer(options: {
  workspace: string;
  renderer?: string;
  uploadLimit?: number;
}): Promise<LocalServer> {
  const token = createToken();
  const host = '127.0.0.1';
  const server = await openServer({ ...options, token, host });
  await new Promise<void>((resolve) => server.http.listen(0, host, resolve));
  const { port } = server.http.address() as AddressInfo;
  return {
    url: `http://${host}:${port}/?token=${token}`,
    ...{ port, engine: server.engine },
    close: () => server.close(),
  };
}
