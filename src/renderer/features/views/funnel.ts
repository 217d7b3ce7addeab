import type { FilterStep, ViewCounts } from '../../../shared/contract/views.ts';
import { text } from '../../messages/index.ts';

/** What is there after a step of a recipe. */
export interface Stage {
  readonly name: string;
  readonly interactions: number;
  readonly users: number;
  readonly items: number;
  /** Taken away by this step. */
  readonly removed: Pick<FilterStep, 'interactions' | 'users' | 'items'>;
}

/** From everything imported to what a view holds, step by step: each stage is what its steps so far left. */
export function stagesOf({
  interactions,
  users,
  items,
  filtered,
}: Pick<ViewCounts, 'interactions' | 'users' | 'items' | 'filtered'>): Stage[] {
  // Backwards from what is left: it is known, and so is what each step took.
  const stages: Stage[] = [];
  let left = { interactions, users, items };
  for (const step of [...filtered].reverse()) {
    stages.unshift({ name: stepName(step), ...left, removed: step });
    left = {
      interactions: left.interactions + step.interactions,
      users: left.users + step.users,
      items: left.items + step.items,
    };
  }
  return [{ name: text.views.everything, ...left, removed: { interactions: 0, users: 0, items: 0 } }, ...stages];
}

function stepName({ step, rounds }: FilterStep): string {
  const plain = step.replace(/^where /, '').replace(/, repeated until both hold$/, '');
  const name = plain.charAt(0).toUpperCase() + plain.slice(1);
  return rounds === undefined ? name : text.views.rounds(name, rounds);
}
