import { createHash, type Hash } from 'node:crypto';
import { RecsmithError } from '../../../shared/errors.ts';
import type { CheckpointInfo, CheckpointKind, CheckpointsRepository } from './api.ts';
import type { Connection } from './connection.ts';
import { newId } from './refs.ts';

/** A value of SQLite is limited to 10^9 bytes, and a transaction to what may wait in the write-ahead log. */
export const CHUNK_BYTES = 8 * 2 ** 20;

interface Writing {
  readonly number: number;
  readonly hash: Hash;
  bytes: number;
  chunks: number;
}

export function checkpointsRepository(connection: Connection): CheckpointsRepository {
  const { database, refs, write } = connection;
  const open = new Map<string, Writing>();
  const insert = database.prepare<[string, string, CheckpointKind, number, string]>(
    `INSERT INTO checkpoints (id, run, kind, epoch, state, visibility, bytes, hash)
     VALUES (?, ?, ?, ?, ?, 'writing', 0, '')`,
  );
  const insertChunk = database.prepare<[number, number, Uint8Array]>('INSERT INTO checkpoint_chunks VALUES (?, ?, ?)');
  const columns = 'id, run AS runId, kind, epoch, bytes, hash, state FROM checkpoints';
  const byId = database.prepare<[string], CheckpointInfo>(`SELECT ${columns} WHERE id = ? AND visibility = 'complete'`);
  const newest = database.prepare<[string, CheckpointKind], CheckpointInfo>(
    `SELECT ${columns} WHERE run = ? AND kind = ? AND visibility = 'complete' ORDER BY number DESC LIMIT 1`,
  );
  const discardOlder = database
    .prepare<[string], string>(
      `UPDATE checkpoints SET visibility = 'discarded' WHERE visibility = 'complete'
       AND (run, kind) = (SELECT run, kind FROM checkpoints WHERE id = ?) RETURNING id`,
    )
    .pluck();
  const finish = database.prepare<[number, string, string]>(
    "UPDATE checkpoints SET visibility = 'complete', bytes = ?, hash = ? WHERE id = ?",
  );
  const chunksOf = database
    .prepare<[string], Uint8Array>(
      'SELECT data FROM checkpoint_chunks WHERE checkpoint = (SELECT number FROM checkpoints WHERE id = ?) ORDER BY position',
    )
    .pluck();

  const writing = (id: string): Writing => {
    const found = open.get(id);
    if (!found) throw new RecsmithError('INTERNAL', `There is no checkpoint ${id} being written.`);
    return found;
  };

  return {
    begin(runId, kind, epoch, state) {
      const run = refs.id('run', runId);
      const id = newId('checkpoint');
      const number = write(() => Number(insert.run(id, run, kind, epoch, state).lastInsertRowid));
      open.set(id, { number, hash: createHash('sha256'), bytes: 0, chunks: 0 });
      return id;
    },

    append(id, chunk) {
      const target = writing(id);
      // A copy: the bytes may lie in shared memory that training goes on to change between hashing and writing.
      const bytes = Buffer.from(chunk);
      let { chunks } = target;
      for (let from = 0; from < bytes.length; from += CHUNK_BYTES) {
        const piece = bytes.subarray(from, from + CHUNK_BYTES);
        write(() => insertChunk.run(target.number, chunks, piece));
        target.chunks = ++chunks;
        target.hash.update(piece);
        target.bytes += piece.length;
      }
    },

    complete(id) {
      const target = writing(id);
      const hash = target.hash.digest('hex');
      open.delete(id);
      const older = write(() => {
        const replaced = discardOlder.all(id);
        finish.run(target.bytes, hash, id);
        return replaced;
      });
      for (const dropped of older) purgeCheckpoint(connection, dropped);
      return byId.get(id)!;
    },

    abandon(id) {
      open.delete(id);
      purgeCheckpoint(connection, id);
    },

    find: (runId, kind) => newest.get(runId, kind) ?? null,

    read(id) {
      const info = byId.get(id);
      if (!info) throw new RecsmithError('NOT_FOUND', `There is no checkpoint "${id}".`);
      const damaged = (why: string) =>
        new RecsmithError('BAD_DATA', `The checkpoint of epoch ${info.epoch} is damaged.`, {
          why,
          next: 'Train the run again, or put a copy of the workspace in its place.',
        });
      const bytes = new Uint8Array(new SharedArrayBuffer(info.bytes));
      const hash = createHash('sha256');
      let at = 0;
      for (const chunk of chunksOf.iterate(id)) {
        if (at + chunk.length > bytes.length) throw damaged('it is longer than it was');
        bytes.set(chunk, at);
        hash.update(chunk);
        at += chunk.length;
      }
      if (at !== bytes.length) throw damaged(`${at} bytes of ${bytes.length} are there`);
      if (hash.digest('hex') !== info.hash) throw damaged('its bytes are not those that were written (SHA-256)');
      return bytes;
    },
  };
}

/** Removes a checkpoint that nobody may see any more, chunk by chunk; what a crash leaves, the next start sweeps. */
export function purgeCheckpoint({ database, write }: Connection, id: string): void {
  const number = database.prepare<[string], number>('SELECT number FROM checkpoints WHERE id = ?').pluck().get(id);
  if (number === undefined) return;
  write(() => database.prepare("UPDATE checkpoints SET visibility = 'discarded' WHERE number = ?").run(number));
  const some = database.prepare<[number]>(
    `DELETE FROM checkpoint_chunks WHERE rowid IN
     (SELECT rowid FROM checkpoint_chunks WHERE checkpoint = ? LIMIT 4)`,
  );
  while (write(() => some.run(number)).changes > 0);
  write(() => database.prepare('DELETE FROM checkpoints WHERE number = ?').run(number));
}
