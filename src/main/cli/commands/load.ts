import type { LoadResult } from '../../../shared/contract/checkpoints.ts';
import { defineCommand } from '../command.ts';
import { bytes, duration, quantity } from '../format.ts';

export const load = defineCommand({
  name: 'load',
  positionals: 'FILE',
  count: [1, 1],
  summary: 'a run from a checkpoint file that "export" has written, here or on another machine',
  options: {
    name: { value: 'R', help: 'name of the run (default: its name there)' },
    'dry-run': { help: 'what the file says about itself; nothing stored' },
  },
  async run({ positionals: [path], options, session, output }) {
    if (options['dry-run']) {
      const client = await session.read();
      const told = await client.checkpoints.inspect({ file: session.file(path) });
      output.line(
        `${told.run}: ${told.modelTitle}, epoch ${told.epochsDone} of ${told.epochsPlanned}, ${quantity(told.users)} users, ${quantity(told.items)} items, ${bytes(told.bytes)}`,
      );
      output.line(
        told.datasetHere === null
          ? `its data, "${told.dataset.name}", are not here: only ids would come along`
          : `its data are here: ${told.datasetHere}`,
      );
      output.table(
        ['table', 'shape'],
        told.tables.map((table) => [table.name, table.shape.join(' x ')]),
      );
      return { checkpoint: told };
    }
    await session.write();
    const file = session.file(path);
    const job = await session.job((client) =>
      client.checkpoints.load({ file, ...(options.name !== undefined && { name: options.name }) }),
    );
    const loaded = job.result as LoadResult;
    output.line(
      `${loaded.name}: ${quantity(loaded.users)} users, ${quantity(loaded.items)} items, in ${duration(loaded.seconds)}${loaded.resumable ? '; it can be resumed' : ''}`,
    );
    for (const note of loaded.notes) output.line(`note: ${note}`);
    return { run: loaded };
  },
});
