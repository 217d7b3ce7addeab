import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { CancelAtRest } from './cancel.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

describe('a cancel at rest', () => {
  it('goes on at once where nothing would be lost', () => {
    const outer = new AbortController();
    const cancel = new CancelAtRest(outer.signal);
    const reason = new Error('enough');
    outer.abort(reason);
    expect(cancel.signal.reason).toBe(reason);
  });

  it('waits a while where something would, and no longer', () => {
    const outer = new AbortController();
    const cancel = new CancelAtRest(outer.signal);
    cancel.awaitRest(true);
    outer.abort();
    expect(cancel.signal.aborted).toBe(false);
    vi.advanceTimersByTime(249);
    expect(cancel.signal.aborted).toBe(false);
    vi.advanceTimersByTime(1);
    expect(cancel.signal.aborted).toBe(true);
  });

  it('is there from the start when it came before', () => {
    expect(new CancelAtRest(AbortSignal.abort()).signal.aborted).toBe(true);
  });

  it('leaves no timer and no listener behind', () => {
    const outer = new AbortController();
    const cancel = new CancelAtRest(outer.signal);
    cancel.awaitRest(true);
    outer.abort();
    cancel.dispose();
    expect(vi.getTimerCount()).toBe(0);
    const other = new AbortController();
    const disposed = new CancelAtRest(other.signal);
    disposed.dispose();
    other.abort();
    expect(disposed.signal.aborted).toBe(false);
  });
});
