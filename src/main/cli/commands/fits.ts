import { defineCommand } from '../command.ts';

export const fits = defineCommand({
  name: 'fits',
  positionals: 'RUN DATASET',
  count: [2, 2],
  summary: 'whether a run knows the users and items of a dataset, and which it does not',
  options: {},
  async run({ positionals: [run, dataset], session, output }) {
    const client = await session.read();
    const found = await client.runs.fits({ run, dataset });
    output.line(found.sentence);
    if (!found.userBased)
      output.line('It makes users of their histories, or treats all alike: unknown ones do no harm.');
    else if (found.foldIn) output.line('Users that it does not know can be folded in by their histories.');
    for (const side of ['users', 'items'] as const)
      if (found[side].unknown.length > 0)
        output.line(
          `unknown ${side}: ${found[side].unknown.join(', ')}${found[side].total - found[side].known > found[side].unknown.length ? ', …' : ''}`,
        );
    return { ...found };
  },
});
