import { writeFileSync } from 'node:fs';
import type { ImportResult } from '../../../shared/contract/datasets.ts';
import {
  DUPLICATES,
  ENCODINGS,
  TIME_FORMATS,
  type Format,
  type Preview,
  type Reject,
} from '../../../shared/contract/imports.ts';
import { RecsmithError, errorValue } from '../../../shared/errors.ts';
import { rejectsCsv } from '../../engine/export/rejects.ts';
import { assignments, defineCommand, oneOf } from '../command.ts';
import { contractError } from '../contract-error.ts';
import { day, duration, quantity } from '../format.ts';
import type { Output } from '../output.ts';

const FORMATS = ['auto', 'csv', 'tsv'] as const;

export const importCommand = defineCommand({
  name: 'import',
  positionals: 'FILE',
  count: [1, 1],
  summary: 'import interactions from a delimited file, plain or gzipped, or from a sparse matrix (.npz)',
  options: {
    name: { value: 'N', help: 'name of the dataset (default: the name of the file)' },
    columns: {
      value: 'ROLES',
      help: 'user=userId,item=movieId,value=rating,time=timestamp; positions from 1 without header',
    },
    format: { value: 'F', help: FORMATS.join(', ') },
    delimiter: { value: 'D', help: 'for example , ; | :: or \\t (default: detected)' },
    header: { value: 'yes|no|auto', help: 'whether the first line names the columns' },
    encoding: { value: 'E', help: `${ENCODINGS.join(', ')} (default: detected)` },
    decimal: { value: 'SIGN', help: '. or , (default: detected)' },
    'time-format': { value: 'F', help: `${TIME_FORMATS.join(', ')} (default: auto)` },
    duplicates: { value: 'POLICY', help: `${DUPLICATES.join(', ')} (default: last)` },
    items: { value: 'FILE', help: 'titles and attributes of items' },
    'item-columns': { value: 'ROLES', help: 'id=movieId,title=title,genres=genres' },
    test: { value: 'FILE', help: 'a test set of your own, same columns: the split `given`' },
    validation: { value: 'FILE', help: 'a validation set of your own' },
    candidates: { value: 'FILE', help: "per test user the items to rank (NCF's .test.negative, or user,item rows)" },
    'id-maps': { value: 'DATASET', help: 'its users and items come first, in its order, so that its runs fit' },
    'user-ids': { value: 'FILE', help: 'ids that come first, one a line; of FILE.npz the ids of its rows' },
    'item-ids': { value: 'FILE', help: 'likewise for items; of FILE.npz the ids of its columns' },
    'new-ids': { value: 'append|refuse', help: 'ids beyond the given ones (default: append)' },
    rejects: { value: 'FILE', help: 'write every rejected row: line, column, value, reason' },
    'max-rejects': { value: 'N|P%', help: 'stop when more rows are rejected (default 1%)' },
    'dry-run': { help: 'the preview: detected format, roles, first rows, warnings; nothing stored' },
  },
  async run({ positionals: [path], options, session, output }) {
    const dry = options['dry-run'] === true;
    const client = await (dry ? session.read() : session.write());
    const { id, title, ...attributes } = assignments('item-columns', options['item-columns']);
    const columns = assignments('columns', options.columns);
    const unknown = Object.keys(columns).filter((role) => !['user', 'item', 'value', 'time'].includes(role));
    if (unknown.length > 0)
      throw new RecsmithError('BAD_INPUT', `--columns: "${unknown[0]}" is no role`, {
        next: 'Roles: user, item, value, time.',
      });
    const input = {
      file: session.file(path),
      ...(options.name !== undefined && { name: options.name }),
      format: formatOf(options),
      columns,
      ...(options.duplicates !== undefined && { duplicates: oneOf('duplicates', options.duplicates, DUPLICATES) }),
      ...(options.items !== undefined && {
        items: {
          file: session.file(options.items),
          columns: {
            ...(id && { id }),
            ...(title && { title }),
            ...(Object.keys(attributes).length > 0 && { attributes }),
          },
        },
      }),
      ...(options.test !== undefined && { test: session.file(options.test) }),
      ...(options.validation !== undefined && { validation: session.file(options.validation) }),
      ...(options.candidates !== undefined && { candidates: session.file(options.candidates) }),
      ...(options['id-maps'] !== undefined && { idMaps: options['id-maps'] }),
      ...(options['user-ids'] !== undefined && { userIds: session.file(options['user-ids']) }),
      ...(options['item-ids'] !== undefined && { itemIds: session.file(options['item-ids']) }),
      ...(options['new-ids'] !== undefined && {
        newIds: oneOf('new-ids', options['new-ids'], ['append', 'refuse'] as const),
      }),
      ...(options['max-rejects'] !== undefined && { maxRejects: limitOf(options['max-rejects']) }),
    };
    if (dry) {
      const preview = await client.imports.preview(input);
      showPreview(output, preview);
      return { preview };
    }
    let result: ImportResult;
    try {
      result = (await session.job((c) => c.imports.start(input))).result as ImportResult;
    } catch (error) {
      // A refused import stores nothing; what it found is still worth having.
      const rejects = errorValue(contractError(error)).details['rejects'];
      if (options.rejects !== undefined && Array.isArray(rejects))
        writeFileSync(options.rejects, rejectsCsv(rejects as Reject[]));
      throw error;
    }
    if (options.rejects !== undefined) {
      const blob = await client.imports.rejects({ datasetId: result.dataset.id });
      writeFileSync(options.rejects, Buffer.from(await blob.arrayBuffer()));
    }
    const { dataset } = result;
    output.line(
      `${dataset.name}: ${quantity(dataset.interactions)} interactions imported, ${quantity(result.rejected)} rejected, in ${duration(result.seconds)}`,
    );
    output.line(
      `${quantity(dataset.users)} users, ${quantity(dataset.items)} items, ${quantity(dataset.duplicates)} repeated pairs merged`,
    );
    if (result.ids) {
      const { users, items, refused } = result.ids;
      output.line(
        `ids given: ${quantity(users.given)} users, ${quantity(items.given)} items; new: ${quantity(users.appended)} users, ${quantity(items.appended)} items; ${quantity(refused)} rows refused`,
      );
    }
    for (const warning of result.warnings) output.line(`note: ${warning}`);
    showRejects(output, result.rejects, result.rejected);
    output.line(`next: recsmith view "${dataset.name}"`);
    return { ...result };
  },
});

function formatOf(options: Record<string, string | boolean | undefined>): Format {
  const kind = oneOf('format', options['format'] as string | undefined, FORMATS);
  const header = oneOf('header', options['header'] as string | undefined, ['yes', 'no', 'auto'] as const);
  const delimiter = options['delimiter'] as string | undefined;
  const encoding = oneOf('encoding', (options['encoding'] as string | undefined)?.toLowerCase(), ENCODINGS);
  const decimal = oneOf('decimal', options['decimal'] as string | undefined, ['.', ','] as const);
  const timeFormat = oneOf('time-format', options['time-format'] as string | undefined, TIME_FORMATS);
  return {
    ...(kind === 'tsv' && { delimiter: '\t' }),
    ...(delimiter !== undefined && { delimiter: delimiter === '\\t' || delimiter === 'tab' ? '\t' : delimiter }),
    ...(header !== undefined && header !== 'auto' && { header: header === 'yes' }),
    ...(encoding && { encoding }),
    ...(decimal && { decimal }),
    ...(timeFormat && { timeFormat }),
  };
}

function limitOf(text: string): { rows: number } | { share: number } {
  const share = /^(\d+(?:\.\d+)?)%$/.exec(text);
  if (share && Number(share[1]) <= 100) return { share: Number(share[1]) / 100 };
  if (/^\d+$/.test(text)) return { rows: Number(text) };
  throw new RecsmithError('BAD_INPUT', `--max-rejects needs a number of rows or a percentage, not "${text}"`);
}

function showRejects(output: Output, rejects: Reject[], total: number): void {
  if (rejects.length === 0) return;
  output.line();
  output.table(
    ['line', 'column', 'value', 'reason'],
    rejects.map((reject) => [
      `${reject.file}:${reject.line}`,
      reject.column ?? '',
      reject.value.slice(0, 40),
      reject.reason,
    ]),
  );
  if (total > rejects.length) output.line(`… and ${quantity(total - rejects.length)} more; --rejects FILE writes all`);
}

function showPreview(output: Output, preview: Preview): void {
  const { format, columns } = preview;
  const delimiter = format.delimiter === '\t' ? 'tab' : `"${format.delimiter}"`;
  output.line(
    `${preview.fileName}: delimiter ${delimiter}, ${format.header ? 'with' : 'no'} header, ${format.encoding}, decimal sign "${format.decimal}", time ${format.timeFormat}`,
  );
  if (preview.counts)
    output.line(
      `${quantity(preview.counts.rows)} rows, ${quantity(preview.counts.users)} users, ${quantity(preview.counts.items)} items${preview.counts.wholeFile ? '' : ' in the rows read'}`,
    );
  if (preview.values)
    output.line(`values ${preview.values.min} to ${preview.values.max}, ${quantity(preview.values.distinct)} distinct`);
  if (preview.times) output.line(`time ${day(preview.times.from)} to ${day(preview.times.to)}`);
  output.line();
  output.table(
    columns.map((column) => (column.role === 'ignore' ? column.name : `${column.name} = ${column.role}`)),
    preview.rows.slice(0, 10).map((row) => row.map((cell) => (cell ?? '').slice(0, 40))),
  );
  for (const warning of preview.warnings) output.line(`note: ${warning}`);
  showRejects(output, preview.rejects, preview.rejects.length);
  output.line('nothing was stored');
}
