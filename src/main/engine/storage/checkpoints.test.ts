import { createHash } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { Random } from '../random.ts';
import { CHUNK_BYTES } from './checkpoints.ts';
import { openForWriting, smallDataset, smallRun, smallView, temporaryFolder } from './testing.ts';
import type { Workspace } from './workspace.ts';

let folder = '';
let dispose = () => {};
let workspace: Workspace;
let run = '';
const checkpoints = () => workspace.services.checkpoints;
const rows = (table: string) =>
  workspace.connection.database.prepare(`SELECT count(*) FROM ${table}`).pluck().get() as number;
const reopen = () => {
  workspace.close();
  workspace = openForWriting(folder);
};

beforeEach(() => {
  ({ folder, dispose } = temporaryFolder());
  workspace = openForWriting(folder);
  const { services } = workspace;
  run = smallRun(services, 'Run', smallView(services, 'View', smallDataset(services, 'Films').id)).id;
});
afterEach(() => {
  workspace.close();
  dispose();
});

function bytes(length: number, seed: number): Uint8Array {
  const random = new Random(seed, 'checkpoint');
  const words = Uint32Array.from({ length: Math.ceil(length / 4) }, () => random.uint32());
  return new Uint8Array(words.buffer, 0, length);
}
function save(kind: 'last' | 'best', epoch: number, content: Uint8Array) {
  const id = checkpoints().begin(run, kind, epoch, `{"epoch":${epoch}}`);
  checkpoints().append(id, content);
  return checkpoints().complete(id);
}

test('a checkpoint comes back byte for byte, in shared memory, whatever the chunks', () => {
  const content = bytes(CHUNK_BYTES + 1_000_003, 1);
  const id = checkpoints().begin(run, 'last', 7, '{"a":1}');
  for (let at = 0; at < 10; at++) checkpoints().append(id, content.subarray(at, at + 1));
  checkpoints().append(id, content.subarray(10));
  const info = checkpoints().complete(id);
  expect(info).toEqual({
    ...{ id, runId: run, kind: 'last', epoch: 7, bytes: content.length, state: '{"a":1}' },
    hash: createHash('sha256').update(content).digest('hex'),
  });
  reopen();
  expect(checkpoints().find(run, 'last')).toEqual(info);
  const read = checkpoints().read(id);
  expect(read.buffer).toBeInstanceOf(SharedArrayBuffer);
  expect(Buffer.compare(read, content)).toBe(0);
  const largest = workspace.connection.database
    .prepare('SELECT max(length(data)) FROM checkpoint_chunks')
    .pluck()
    .get();
  expect(largest).toBe(CHUNK_BYTES);
});

test('the older one of its kind stays until the new one is complete, then goes with all its bytes', () => {
  const first = save('last', 1, bytes(1000, 1));
  const best = save('best', 1, bytes(2000, 2));
  const id = checkpoints().begin(run, 'last', 2, '{}');
  checkpoints().append(id, bytes(500, 3));
  expect(checkpoints().find(run, 'last')).toEqual(first);
  expect(() => checkpoints().read(id)).toThrow(expect.objectContaining({ code: 'NOT_FOUND' }));
  const second = checkpoints().complete(id);
  expect(checkpoints().find(run, 'last')).toEqual(second);
  expect(checkpoints().find(run, 'best')).toEqual(best);
  expect(rows('checkpoints')).toBe(2);
  expect(rows('checkpoint_chunks')).toBe(2);
  expect(() => checkpoints().read(first.id)).toThrow(expect.objectContaining({ code: 'NOT_FOUND' }));
});

test('unfinished ones are gone after abandon and at the next start; the complete one stays', () => {
  const first = save('last', 1, bytes(1000, 1));
  const abandoned = checkpoints().begin(run, 'last', 2, '{}');
  checkpoints().append(abandoned, bytes(1000, 2));
  checkpoints().abandon(abandoned);
  expect(rows('checkpoints')).toBe(1);
  checkpoints().append(checkpoints().begin(run, 'last', 3, '{}'), bytes(1000, 3));
  reopen();
  expect(rows('checkpoints')).toBe(1);
  expect(rows('checkpoint_chunks')).toBe(1);
  expect(checkpoints().find(run, 'last')).toEqual(first);
});

describe('damaged bytes are BAD_DATA', () => {
  test.each([
    ['one bit', "UPDATE checkpoint_chunks SET data = CAST(x'00' || substr(data, 2) AS BLOB)"],
    ['a chunk missing', 'DELETE FROM checkpoint_chunks WHERE position = 1'],
    ['chunks in another order', 'UPDATE checkpoint_chunks SET position = 9 WHERE position = 0'],
    ['too much', 'UPDATE checkpoint_chunks SET data = zeroblob(5000) WHERE position = 1'],
    ['another hash', "UPDATE checkpoints SET hash = 'abc'"],
  ])('%s', (_what, statement) => {
    const content = bytes(3000, 1);
    content[0] = 1;
    const id = checkpoints().begin(run, 'last', 4, '{}');
    for (let at = 0; at < 3000; at += 1000) checkpoints().append(id, content.subarray(at, at + 1000));
    checkpoints().complete(id);
    expect(checkpoints().read(id)).toHaveLength(3000);
    workspace.connection.database.exec(statement);
    expect(() => checkpoints().read(id)).toThrow(
      expect.objectContaining({ code: 'BAD_DATA', message: expect.stringContaining('epoch 4') as string }),
    );
  });
});
