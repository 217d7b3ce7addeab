import type { Split } from './contract/views.ts';
import { RecsmithError } from './errors.ts';

/** The text forms of the command line and of protocols: "random:0.8,0.1,0.1", "leave-last:1", "given". */
export function formatSplit(split: Split): string {
  switch (split.kind) {
    case 'random':
    case 'per-user':
    case 'temporal':
    case 'rows':
      return `${split.kind}:${split.train},${split.validation},${split.test}`;
    case 'leave-last':
    case 'leave-random':
      return `${split.kind}:${split.count}`;
    case 'users':
      return `users:${split.validation},${split.test},${split.foldIn}`;
    case 'given':
    case 'none':
      return split.kind;
  }
}

/** Reads a text form. Two shares mean train and test; one share means train, the rest to test ("rows:0.7"). */
export function parseSplit(text: string): Split {
  const [kind, ...lists] = text.trim().split(':');
  if (lists.length > 1) throw wrong(text);
  const numbers = lists.length === 0 ? [] : lists[0].split(',').map(decimal);
  if (numbers.some((number) => Number.isNaN(number))) throw wrong(text);
  switch (kind) {
    case 'random':
    case 'per-user':
    case 'temporal':
    case 'rows': {
      if (numbers.length === 0 || numbers.length > 3) throw wrong(text);
      const train = numbers[0];
      const validation = numbers.length === 3 ? numbers[1] : 0;
      const test = numbers.length === 3 ? numbers[2] : (numbers[1] ?? round(1 - train));
      return checkSplit({ kind, train, validation, test }, text);
    }
    case 'leave-last':
    case 'leave-random': {
      if (numbers.length > 1) throw wrong(text);
      return checkSplit({ kind, count: numbers[0] ?? 1 }, text);
    }
    case 'users': {
      if (numbers.length < 2 || numbers.length > 3) throw wrong(text);
      const [validation, test, foldIn = 0.8] = numbers;
      return checkSplit({ kind, validation, test, foldIn }, text);
    }
    case 'given':
    case 'none':
      if (lists.length > 0) throw wrong(text);
      return { kind };
    default:
      throw wrong(text);
  }
}

/**
 * What the schema cannot say: shares that add up to 1, held-out users at all, a fold-in strictly between 0 and 1.
 * Returns the split. @throws RecsmithError BAD_INPUT
 */
export function checkSplit(split: Split, text = formatSplit(split)): Split {
  switch (split.kind) {
    case 'random':
    case 'per-user':
    case 'temporal':
    case 'rows': {
      const { train, validation, test } = split;
      if ([train, validation, test].some((share) => !(share >= 0 && share <= 1)))
        throw wrong(text, 'shares lie between 0 and 1');
      if (Math.abs(train + validation + test - 1) > 1e-6) throw wrong(text, 'the shares must add up to 1');
      if (train === 0) throw wrong(text, 'nothing would be left to train on');
      return split;
    }
    case 'leave-last':
    case 'leave-random':
      if (!Number.isInteger(split.count) || split.count < 1) throw wrong(text, 'the count is a whole number from 1');
      return split;
    case 'users': {
      const { validation, test, foldIn } = split;
      if (![validation, test].every((count) => Number.isInteger(count) && count >= 0))
        throw wrong(text, 'users are counted in whole numbers');
      if (validation + test === 0) throw wrong(text, 'no user would be held out');
      if (!(foldIn > 0 && foldIn < 1)) throw wrong(text, 'the part folded in lies between 0 and 1');
      return split;
    }
    case 'given':
    case 'none':
      return split;
  }
}

/** Plain decimal notation only: no "0x10", no blanks, no "". NaN for anything else. */
const decimal = (text: string): number => (/^(\d+(\.\d*)?|\.\d+)(e-?\d+)?$/i.test(text) ? Number(text) : NaN);
const round = (share: number): number => Math.round(share * 1e9) / 1e9;

function wrong(text: string, why?: string): RecsmithError {
  return new RecsmithError('BAD_INPUT', `"${text}" is not a split${why ? `: ${why}` : ''}`, {
    where: '--split',
    next: 'Write random:0.8,0.1,0.1, per-user:…, temporal:…, rows:0.7, leave-last:1, leave-random:1, users:100,100,0.8, given or none.',
  });
}
