import { BridgeTransport, bridgeOf } from './bridge.ts';
import type { Transport } from './transport.ts';
import { WebSocketTransport } from './websocket.ts';

/** The same bundle runs on the desktop and in a browser: which it is shows at run time. */
export function chooseTransport(): Transport {
  const bridge = bridgeOf(window);
  return bridge ? new BridgeTransport(bridge) : new WebSocketTransport(new URL(location.origin));
}
