import { open, train } from './training-workspace.ts';

// A process that trains a stored run and says when it begins, to be killed by training-kill.test.ts.
const [workspace, runId] = process.argv.slice(2);
const handle = await open(workspace);
let begun = false;
await train(handle.services, runId, {
  onReport: ({ stage }) => {
    if (stage !== 'Training' || begun) return;
    begun = true;
    process.stdout.write('begun\n');
  },
});
await handle.close();
