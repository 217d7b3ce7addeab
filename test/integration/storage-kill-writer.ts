// A process that writes to a workspace without end until somebody kills it; the other half of storage-kill.test.ts.
// After each commit it says what must be there from now on, one JSON line on standard output.
import { writeSync } from 'node:fs';
import { openWorkspace } from '../../src/main/engine/storage/workspace.ts';
import { smallDataset, smallRun, smallView } from '../../src/main/engine/storage/testing.ts';
import { checkpointBytes, epochRow, killDataset, storeDataset } from './storage-kill-data.ts';

const [folder, first] = [process.argv[2], Number(process.argv[3])];
const { services } = openWorkspace({ workspace: folder, readOnly: false, door: 'test' });
// Straight to the descriptor: a line is out before the next write begins, whatever happens to this process.
const say = (fact: object) => writeSync(1, `${JSON.stringify(fact)}\n`);

const existing = services.runs.list()[0]?.id;
const run = existing ?? smallRun(services, 'Run', smallView(services, 'View', smallDataset(services, 'Base').id)).id;
services.runs.update(run, { state: 'running' });
services.runs.truncateEpochs(run, 0);
say({ started: run });

for (let step = first; ; step++) {
  const id = storeDataset(services, step, () => say({ writing: step }));
  say({ dataset: step, id });

  const checkpoint = services.checkpoints.begin(run, 'last', step, `{"step":${step}}`);
  say({ writing: step });
  for (const chunk of checkpointBytes(step)) services.checkpoints.append(checkpoint, chunk);
  services.checkpoints.complete(checkpoint);
  say({ checkpoint: step });

  services.runs.appendEpochs(run, [epochRow(step - first + 1)]);
  say({ epoch: step - first + 1 });

  // Half of the datasets leave again, so that freeing space is interrupted too.
  if (step % 2 === 1) {
    say({ deleting: step });
    services.trash.delete(killDataset(step).name);
    services.trash.empty();
    say({ deleted: step });
  }
}
