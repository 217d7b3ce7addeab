import type { Split, ViewRecipe } from '../../../shared/contract/views.ts';

/** A short name that says the recipe: "6 and up, 5-core, per user 80/10/10". */
export function viewName({ filters, split }: ViewRecipe): string {
  const { where, binarise, from, to, minPerUser, minPerItem } = filters;
  const least = /^value >= (\S+)$/.exec(where?.trim() ?? '')?.at(1);
  const parts = [
    least === undefined ? (where?.trim() ?? '') : `${least} and up`,
    binarise === null ? '' : `liked from ${binarise}`,
    from === null ? '' : `from ${day(from)}`,
    to === null ? '' : `before ${day(to)}`,
    core(minPerUser, minPerItem),
    splitName(split),
  ];
  return parts
    .filter((part) => part !== '')
    .join(', ')
    .slice(0, 200);
}

function core(perUser: number, perItem: number): string {
  if (perUser <= 1 && perItem <= 1) return '';
  if (perUser === perItem) return `${perUser}-core`;
  return [perUser > 1 ? `${perUser} per user` : '', perItem > 1 ? `${perItem} per item` : '']
    .filter((part) => part !== '')
    .join(' and ');
}

const SHARES = { random: 'random', 'per-user': 'per user', temporal: 'by time', rows: 'by rows' } as const;

function splitName(split: Split): string {
  switch (split.kind) {
    case 'random':
    case 'per-user':
    case 'temporal':
    case 'rows': {
      const shares = [split.train, split.validation, split.test].filter((share) => share > 0);
      return `${SHARES[split.kind]} ${shares.map((share) => Math.round(share * 100)).join('/')}`;
    }
    case 'leave-last':
      return split.count === 1 ? 'last out' : `last ${split.count} out`;
    case 'leave-random':
      return split.count === 1 ? 'any one out' : `any ${split.count} out`;
    case 'users':
      return 'held-out users';
    case 'given':
      return 'given sets';
    case 'none':
      return 'all for training';
  }
}

const day = (seconds: number): string => new Date(seconds * 1000).toISOString().slice(0, 10);
