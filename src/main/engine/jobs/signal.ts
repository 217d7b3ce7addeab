/**
 * An abort signal that is also raised through shared memory, so that a loop which never returns to its event loop
 * sees the cancel as soon as it looks at `aborted` or calls `throwIfAborted`. Listeners hear of it by `abort`, which
 * the thread calls when the message arrives, or at the first look.
 */
export function sharedSignal(flag: Int32Array): { signal: AbortSignal; abort: () => void } {
  const controller = new AbortController();
  const { signal } = controller;
  const abort = () => {
    if (!raised()) controller.abort(new DOMException('Cancelled.', 'AbortError'));
  };
  const look = () => {
    if (Atomics.load(flag, 0) === 1) abort();
  };
  const raised = () => Reflect.get(AbortSignal.prototype, 'aborted', signal);
  const throwIfAborted = signal.throwIfAborted.bind(signal);
  Object.defineProperties(signal, {
    aborted: {
      get: () => {
        look();
        return raised();
      },
    },
    throwIfAborted: {
      value: () => {
        look();
        throwIfAborted();
      },
    },
  });
  return { signal, abort };
}
