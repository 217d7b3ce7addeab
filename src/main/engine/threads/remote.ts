import type { MessagePort, Transferable, Worker } from 'node:worker_threads';
import { RecsmithError, errorValue, fromErrorValue, type ErrorValue } from '../../../shared/errors.ts';

/**
 * Calls between threads of the engine: a service is a plain object of functions on one side, the same functions
 * returning promises on the other. Values travel by structured clone; SharedArrayBuffers are shared, not copied.
 * Nothing here leaves the process.
 */
type Call = { call: number; service: string; method: string; args: unknown[] };
type Answer = { answer: number; value?: unknown; error?: ErrorValue };
type Port = Pick<MessagePort, 'postMessage' | 'on' | 'off'> | Worker;

/** What a thread offers: services by name, each an object whose methods may be called. */
export type Services = Record<string, object>;

type Method<F> = F extends (...args: infer A) => infer R ? (...args: A) => Promise<Awaited<R>> : never;
/** A service as seen from another thread. */
export type Remote<T> = {
  readonly [K in keyof T as T[K] extends (...args: never[]) => unknown ? K : never]: Method<T[K]>;
};
export type RemoteServices<S> = { readonly [K in keyof S]: Remote<S[K]> };

/** Answers calls that arrive on the port. Several ports may be served with the same services. */
export function serve(port: Port, services: Services): void {
  port.on('message', (message: Call) => {
    if (typeof message !== 'object' || typeof message.call !== 'number') return;
    const respond = (answer: Omit<Answer, 'answer'>) => port.postMessage({ answer: message.call, ...answer });
    const call = async (): Promise<unknown> => {
      const service = services[message.service] as Record<string, (...args: unknown[]) => unknown> | undefined;
      const method = service?.[message.method];
      if (!service || typeof method !== 'function')
        throw new RecsmithError('INTERNAL', `No method ${message.service}.${message.method}`);
      return await method.apply(service, message.args);
    };
    void call()
      .then((value) => respond({ value }))
      .catch((error: unknown) => {
        const value = errorValue(error);
        // A bug: its stack goes no further than this thread, whose standard error ends in the log.
        if (value.code === 'INTERNAL') console.error(`${message.service}.${message.method}`, error);
        respond({ error: value });
      });
  });
}

export interface RemoteHandle<S> {
  services: RemoteServices<S>;
  /** Fails every open and later call; call it when the other side is gone. */
  fail(error: RecsmithError): void;
}

/** The services of the thread behind the port. */
export function connect<S>(port: Port, transfer: (args: unknown[]) => Transferable[] = () => []): RemoteHandle<S> {
  const open = new Map<number, { resolve(value: unknown): void; reject(error: Error): void }>();
  let last = 0;
  let failed: RecsmithError | null = null;
  port.on('message', (message: Answer) => {
    if (typeof message !== 'object' || typeof message.answer !== 'number') return;
    const pending = open.get(message.answer);
    open.delete(message.answer);
    if (message.error) pending?.reject(fromErrorValue(message.error));
    else pending?.resolve(message.value);
  });
  const service = (name: string) =>
    new Proxy(
      {},
      {
        get: (_target, method) => {
          // A proxy must not look like a promise, or `await services.x` would call it.
          if (typeof method !== 'string' || method === 'then') return undefined;
          return (...args: unknown[]) =>
            new Promise((resolve, reject) => {
              if (failed) {
                reject(failed);
                return;
              }
              const call = ++last;
              open.set(call, { resolve, reject });
              port.postMessage({ call, service: name, method, args } satisfies Call, transfer(args));
            });
        },
      },
    );
  const cache = new Map<string, unknown>();
  const services = new Proxy(
    {},
    {
      get: (_target, name) => {
        if (typeof name !== 'string' || name === 'then') return undefined;
        if (!cache.has(name)) cache.set(name, service(name));
        return cache.get(name);
      },
    },
  );
  return {
    services: services as RemoteServices<S>,
    fail(error) {
      failed = error;
      for (const pending of open.values()) pending.reject(error);
      open.clear();
    },
  };
}
