import { RecsmithError } from '../../../shared/errors.ts';
import { defineCommand, oneOf } from '../command.ts';
import { bytes, quantity } from '../format.ts';

const PARTS = ['all', 'train', 'validation', 'test', 'fold-in'] as const;

export const exportCommand = defineCommand({
  name: 'export',
  positionals: 'NAME',
  count: [1, 1],
  summary: 'a run as one checkpoint file; a view or a dataset as a sparse matrix with its ids',
  options: {
    out: { value: 'FILE', help: 'FILE.safetensors of a run; FILE.npz of a view or a dataset' },
    part: { value: 'PART', help: `of a view: ${PARTS.join(', ')} (default: all)` },
    'user-ids': { value: 'FILE', help: 'with .npz: ids of the rows (default: FILE.users.txt)' },
    'item-ids': { value: 'FILE', help: 'with .npz: ids of the columns (default: FILE.items.txt)' },
  },
  async run({ positionals: [name], options, session, output }) {
    const { out } = options;
    if (out === undefined) throw new RecsmithError('BAD_INPUT', 'export needs --out FILE');
    const client = await session.read();
    if (out.endsWith('.safetensors')) {
      const written = await client.checkpoints.export({ run: name, to: session.target(out) });
      output.line(
        `${name}: ${written.tables} tables after epoch ${written.epoch} written to ${out}, ${bytes(written.bytes)}`,
      );
      return { ...written, out };
    }
    if (!out.endsWith('.npz'))
      throw new RecsmithError('BAD_INPUT', `--out ends with .safetensors or .npz, not "${out}"`);
    const stem = out.slice(0, -'.npz'.length);
    const userIds = options['user-ids'] ?? `${stem}.users.txt`;
    const itemIds = options['item-ids'] ?? `${stem}.items.txt`;
    const written = await client.datasets.exportMatrix({
      name,
      part: oneOf('part', options.part, PARTS) ?? 'all',
      to: session.target(out),
      userIds: session.target(userIds),
      itemIds: session.target(itemIds),
    });
    output.line(
      `${quantity(written.interactions)} interactions of ${quantity(written.users)} users and ${quantity(written.items)} items written to ${out}`,
    );
    output.line(`ids of rows: ${userIds}, of columns: ${itemIds}`);
    return { ...written, out, userIds, itemIds };
  },
});
