import { defineCommand } from '../command.ts';
import { bytes, instant, quantity } from '../format.ts';

export const deleteCommand = defineCommand({
  name: 'delete',
  positionals: 'NAME',
  count: [1, 1],
  summary: 'move a dataset, view or run to the trash, with what depends on it',
  options: {},
  async run({ positionals: [name], session, output }) {
    const entry = await (await session.write()).trash.delete({ name });
    output.line(`${entry.kind} ${entry.name} is in the trash; "recsmith restore ${entry.id}" brings it back`);
    return { deleted: entry };
  },
});

export const restoreCommand = defineCommand({
  name: 'restore',
  positionals: 'NAME',
  count: [1, 1],
  summary: 'bring something back from the trash',
  options: {},
  async run({ positionals: [name], session, output }) {
    const entry = await (await session.write()).trash.restore({ name });
    output.line(`${entry.kind} ${entry.name} is back`);
    return { restored: entry };
  },
});

export const trashCommand = defineCommand({
  name: 'trash',
  positionals: '',
  count: [0, 0],
  summary: 'what is in the trash; --empty removes it for good',
  options: { empty: { help: 'remove everything in the trash for good' } },
  async run({ options, session, output }) {
    if (options.empty) {
      const { removed } = await (await session.write()).trash.empty();
      output.line(`${quantity(removed)} removed`);
      return { removed };
    }
    const entries = await (await session.read()).trash.list();
    output.table(
      ['kind', 'name', 'deleted', 'size', 'id'],
      entries.map((entry) => [entry.kind, entry.name, instant(entry.deletedAt), bytes(entry.bytes), entry.id]),
    );
    return { trash: entries };
  },
});
