import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { Random } from '../../src/main/engine/random.ts';
import { openForReading, openForWriting, temporaryFolder } from '../../src/main/engine/storage/testing.ts';
import type { Workspace } from '../../src/main/engine/storage/workspace.ts';
import { checkpointBytes, epochRow, killDataset } from './storage-kill-data.ts';

// A crash at any moment leaves the last committed state (design.md §4). Moments are drawn by a seed, so a failure can
// be repeated in kind. SOAK=1 kills more often.
const KILLS = process.env.SOAK === '1' ? 20 : 4;
const SEED = 20_260;

type Fact = Partial<Record<'writing' | 'dataset' | 'checkpoint' | 'epoch' | 'deleting' | 'deleted', number>> & {
  started?: string;
};

/** Lets the writer work and kills it `delay` ms after it began; returns what it said it had committed. */
async function writeAndKill(folder: string, first: number, delay: number): Promise<Fact[]> {
  const writer = fileURLToPath(new URL('storage-kill-writer.ts', import.meta.url));
  const child = spawn(process.execPath, [writer, folder, String(first)], { stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  let errors = '';
  const begun = new Promise<void>((resolve, reject) => {
    child.stdout.on('data', (data: Buffer) => {
      output += data.toString();
      if (output.includes('started')) resolve();
    });
    child.stderr.on('data', (data: Buffer) => (errors += data.toString()));
    child.on('close', () => reject(new Error(`the writer ended by itself: ${errors}`)));
  });
  await begun;
  await new Promise((resolve) => setTimeout(resolve, delay));
  const closed = once(child, 'close');
  child.kill('SIGKILL');
  const [, signal] = (await closed) as [number | null, string];
  expect(signal, errors).toBe('SIGKILL');
  return output
    .split('\n')
    .filter((line) => line.endsWith('}'))
    .map((line) => JSON.parse(line) as Fact);
}

function checkDataset({ services: { datasets } }: Workspace, step: number): void {
  const { name, users, items, interactions } = killDataset(step);
  const { id } = datasets.summary(name);
  expect({ ...datasets.interactions(id, 'all') }).toEqual({ ...interactions });
  expect(datasets.userIds(id, Uint32Array.from(users.keys()))).toEqual(users);
  expect(datasets.itemsAt(id, Uint32Array.from(items.keys()))).toEqual(items);
  expect(datasets.searchItems(id, `title ${items.length - 1} of ${step}`, 0, 5).total).toBe(1);
}

test(`${KILLS} times killed while it writes: everything committed is there, nothing half-done`, async () => {
  const random = new Random(SEED, 'kills');
  const { folder, dispose } = temporaryFolder();
  const expected = new Set<number>(); // steps whose dataset must be there
  let lastCheckpoint = 0;
  let first = 1;
  let facts = 0;
  let unfinished = 0; // kills that fell into something begun and not committed
  try {
    for (let kill = 1; kill <= KILLS; kill++) {
      const said = await writeAndKill(folder, first, random.below(kill % 2 === 0 ? 1500 : 250));
      const about = `kill ${kill} of seed ${SEED}, last words ${JSON.stringify(said.at(-1))}`;
      facts += said.length;
      const last = said.at(-1)!;
      if (last.writing !== undefined || last.deleting !== undefined) unfinished++;
      for (const fact of said) {
        if (fact.dataset) expected.add(fact.dataset);
        if (fact.checkpoint) lastCheckpoint = fact.checkpoint;
        if (fact.deleting) expected.delete(fact.deleting);
      }
      const epochs = said.findLast(({ epoch }) => epoch)?.epoch ?? 0;
      const step = said.findLast((fact) => fact.dataset ?? fact.writing)?.dataset ?? 0;
      const writing = said.findLast((fact) => fact.writing)?.writing ?? first;

      // What a reader sees before anybody has swept: the same.
      const reader = openForReading(folder);
      const seen = reader.services.datasets.list().map(({ name }) => name);
      reader.close();
      const workspace = openForWriting(folder);
      const { services, connection } = workspace;
      expect(connection.database.pragma('integrity_check', { simple: true }), about).toBe('ok');
      expect(connection.database.pragma('foreign_key_check'), about).toEqual([]);
      expect(
        services.datasets.list().map(({ name }) => name),
        about,
      ).toEqual(seen);

      const names = new Set(seen);
      for (const step of expected) expect(names.has(killDataset(step).name), about).toBe(true);
      // Beyond what was said: at most what was being committed, or deleted, at that moment.
      for (const known of expected) names.delete(killDataset(known).name);
      names.delete('Base');
      const allowed = new Set([writing, last.deleting ?? writing].map((one) => killDataset(one).name));
      for (const name of names) expect(allowed.has(name), `${about}: ${name}`).toBe(true);
      for (const name of seen) if (name !== 'Base') checkDataset(workspace, Number(name.split(' ')[1]));
      for (const name of names) expected.add(Number(name.split(' ')[1]));

      const { id, history, epochsDone } = services.runs.get('Run');
      expect(history, about).toEqual(Array.from({ length: epochsDone }, (_, index) => epochRow(index + 1)));
      expect([epochs, epochs + 1], about).toContain(epochsDone);
      const checkpoint = services.checkpoints.find(id, 'last');
      const epochOf = checkpoint?.epoch ?? 0;
      expect([lastCheckpoint, writing], about).toContain(epochOf);
      if (checkpoint)
        expect(Buffer.compare(services.checkpoints.read(checkpoint.id), Buffer.concat(checkpointBytes(epochOf)))).toBe(
          0,
        );
      lastCheckpoint = epochOf;
      services.jobs.sweep();
      expect(services.runs.get('Run')).toMatchObject({
        state: 'interrupted',
        resumable: checkpoint !== null || epochsDone === 0,
      });

      const count = (sql: string) => connection.database.prepare(sql).pluck().get();
      expect(count("SELECT count(*) FROM datasets WHERE state <> 'complete'"), about).toBe(0);
      expect(count("SELECT count(*) FROM checkpoints WHERE visibility <> 'complete'"), about).toBe(0);
      for (const table of ['users', 'items', 'histories', 'item_text'])
        expect(
          count(`SELECT count(*) FROM ${table} WHERE rowid / 17179869184 NOT IN (SELECT number FROM datasets)`),
          `${about}: orphans in ${table}`,
        ).toBe(0);
      expect(
        count('SELECT count(*) FROM checkpoint_chunks WHERE checkpoint NOT IN (SELECT number FROM checkpoints)'),
        about,
      ).toBe(0);
      workspace.close();
      first = Math.max(first, step, writing) + 1;
    }
    // The kills must have fallen into work, or the test shows nothing.
    expect(facts).toBeGreaterThan(2 * KILLS);
    expect(unfinished).toBeGreaterThan(0);
  } finally {
    dispose();
  }
}, 600_000);
