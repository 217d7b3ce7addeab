import { RecsmithError } from '../../../shared/errors.ts';
import { formatSplit, parseSplit } from '../../../shared/split.ts';
import { defineCommand, integer } from '../command.ts';
import { quantity } from '../format.ts';

export const view = defineCommand({
  name: 'view',
  positionals: 'DATASET',
  count: [1, 1],
  summary: 'filters and a split over a dataset: what trains, what is tested',
  options: {
    name: { value: 'V', help: 'name of the view (default: from its recipe)' },
    where: { value: 'CONDITION', help: 'for example "value >= 4"' },
    from: { value: 'DATE', help: 'first day kept, for example 2013-05-01' },
    to: { value: 'DATE', help: 'first day no longer kept' },
    'min-per-user': { value: 'N', help: 'drop users with fewer; with --min-per-item: iterated k-core' },
    'min-per-item': { value: 'N', help: 'drop items with fewer' },
    binarise: { value: 'X', help: 'keep values from X on and make them 1' },
    split: {
      value: 'SPLIT',
      help: 'random:.8,.1,.1 per-user:… temporal:… rows:.7 leave-last:1 leave-random:1 users:V,T,.8 given none',
    },
    'known-only': { help: 'test only users and items that training knows' },
    'all-ids': { help: 'keep users and items without interactions: tables get a row for every id' },
    seed: { value: 'N', help: 'of everything drawn (default 42)' },
  },
  async run({ positionals: [dataset], options, session, output }) {
    const client = await session.write();
    const created = await client.views.create({
      dataset,
      ...(options.name !== undefined && { name: options.name }),
      filters: {
        where: options.where ?? null,
        from: date('from', options.from),
        to: date('to', options.to),
        minPerUser: integer('min-per-user', options['min-per-user'], 0, 1e9) ?? 0,
        minPerItem: integer('min-per-item', options['min-per-item'], 0, 1e9) ?? 0,
        binarise: number('binarise', options.binarise),
      },
      ...(options.split !== undefined && { split: parseSplit(options.split) }),
      ...(options['known-only'] !== undefined && { knownOnly: true }),
      ...(options['all-ids'] !== undefined && { allIds: true }),
      seed: integer('seed', options.seed, 0, 0xffffffff) ?? 42,
    });
    output.line(`${created.name}: ${formatSplit(created.recipe.split)}, seed ${created.recipe.seed}`);
    for (const step of created.filtered)
      output.line(
        `${step.step}: removed ${quantity(step.interactions)} interactions, ${quantity(step.users)} users, ${quantity(step.items)} items`,
      );
    output.line(
      `${quantity(created.users)} users, ${quantity(created.items)} items; train ${quantity(created.train)}, validation ${quantity(created.validation)}, test ${quantity(created.test)} (${quantity(created.testUsers)} users)`,
    );
    for (const warning of created.warnings) output.line(`note: ${warning.message}`);
    output.line(`next: recsmith train "${created.name}" bpr-mf`);
    return { view: created };
  },
});

function number(name: string, text: string | undefined): number | null {
  if (text === undefined) return null;
  const value = Number(text);
  if (text.trim() === '' || !Number.isFinite(value))
    throw new RecsmithError('BAD_INPUT', `--${name} needs a number, not "${text}"`);
  return value;
}

/** Days are UTC: a view must not depend on where it is made. */
function date(name: string, text: string | undefined): number | null {
  if (text === undefined) return null;
  const milliseconds = Date.parse(/^\d{4}-\d\d-\d\d$/.test(text) ? `${text}T00:00:00Z` : text);
  if (Number.isNaN(milliseconds))
    throw new RecsmithError('BAD_INPUT', `--${name} needs a date such as 2013-05-01, not "${text}"`);
  return milliseconds / 1000;
}
