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
  const [kind, list = ''] = text.split(':', 2) as [string, string?];
  const numbers = list === '' ? [] : list.split(',').map(Number);
  if (numbers.some((number) => !Number.isFinite(number) || number < 0)) throw wrong(text);
  switch (kind) {
    case 'random':
    case 'per-user':
    case 'temporal':
    case 'rows': {
      if (numbers.length === 0 || numbers.length > 3) throw wrong(text);
      const train = numbers[0];
      const validation = numbers.length === 3 ? numbers[1] : 0;
      const test = numbers.length === 3 ? numbers[2] : (numbers[1] ?? round(1 - train));
      if (Math.abs(train + validation + test - 1) > 1e-6) throw wrong(text, 'the shares must add up to 1');
      return { kind, train, validation, test };
    }
    case 'leave-last':
    case 'leave-random': {
      const count = numbers.length === 0 ? 1 : numbers[0];
      if (numbers.length > 1 || !Number.isInteger(count) || count < 1) throw wrong(text);
      return { kind, count };
    }
    case 'users': {
      if (numbers.length < 2 || numbers.length > 3) throw wrong(text);
      const [validation, test, foldIn = 0.8] = numbers;
      if (!Number.isInteger(validation) || !Number.isInteger(test) || foldIn <= 0 || foldIn >= 1) throw wrong(text);
      return { kind, validation, test, foldIn };
    }
    case 'given':
    case 'none':
      return { kind };
    default:
      throw wrong(text);
  }
}

const round = (share: number): number => Math.round(share * 1e9) / 1e9;

function wrong(text: string, why?: string): RecsmithError {
  return new RecsmithError('BAD_INPUT', `"${text}" is not a split${why ? `: ${why}` : ''}`, {
    where: '--split',
    next: 'Write random:0.8,0.1,0.1, per-user:…, temporal:…, rows:0.7, leave-last:1, leave-random:1, users:100,100,0.8, given or none.',
  });
}
