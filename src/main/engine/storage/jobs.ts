import type { Job } from '../../../shared/contract/jobs.ts';
import type { JobsRepository } from './api.ts';
import type { Connection } from './connection.ts';

interface Row {
  job: string;
  input: string;
}

const KEPT = 500; // ended jobs

export function jobsRepository({ database, write }: Connection): JobsRepository {
  const upsert = database.prepare<[string, string, string, string]>(
    `INSERT INTO jobs (id, state, job, input) VALUES (?, ?, ?, ?)
     ON CONFLICT (id) DO UPDATE SET state = excluded.state, job = excluded.job, input = excluded.input`,
  );
  const listed = database.prepare<[], Row>('SELECT job, input FROM jobs ORDER BY number DESC');
  const unfinished = database.prepare<[], Row>(
    "SELECT job, input FROM jobs WHERE state IN ('queued', 'running') ORDER BY number",
  );
  const forget = database.prepare<[number]>(
    `DELETE FROM jobs WHERE state NOT IN ('queued', 'running')
     AND number NOT IN (SELECT number FROM jobs ORDER BY number DESC LIMIT ?)`,
  );
  // A run goes on from its last checkpoint, or from the start where it has none: the result is the same to the byte.
  const interruptRuns = database.prepare(
    `UPDATE runs SET state = 'interrupted', summary = json_set(summary, '$.resumable', json('true')),
       epochs_done = coalesce((SELECT epoch FROM checkpoints WHERE run = runs.id AND kind = 'last'
         AND visibility = 'complete' ORDER BY number DESC LIMIT 1), 0)
     WHERE state IN ('queued', 'running')`,
  );
  const resumable = database
    .prepare<[string], number>("SELECT summary ->> '$.resumable' FROM runs WHERE id = ?")
    .pluck();
  const entry = ({ job, input }: Row) => ({ job: JSON.parse(job) as Job, input });

  return {
    save(job, input) {
      write(() => upsert.run(job.id, job.state, JSON.stringify(job), input));
    },

    sweep() {
      return write(() => {
        interruptRuns.run();
        const swept = unfinished.all().map((row) => {
          const { job, input } = entry(row);
          const interrupted: Job = {
            ...job,
            state: 'interrupted',
            finishedAt: Date.now(),
            resumable: job.runId !== null && resumable.get(job.runId) === 1,
          };
          upsert.run(job.id, interrupted.state, JSON.stringify(interrupted), input);
          return { job: interrupted, input };
        });
        forget.run(KEPT);
        return swept;
      });
    },

    list: () => listed.all().map(entry),
  };
}
