import type { Estimate } from '../../../shared/contract/runs.ts';
import type { Mark } from '../../ui/charts/scene.ts';
import { line, type Line } from '../../ui/charts/lines.ts';

type Plan = NonNullable<Estimate['plan']>;

export const plannedEpochs = ({ stages }: Plan): number => stages.reduce((sum, { epochs }) => sum + epochs, 0);

/** A quantity over the whole run, in epochs: its points are evenly spaced from the first step to the last. */
export function planLine(plan: Plan, what: 'learningRate' | 'momentum', label: string): Line {
  const ys = plan[what] ?? [];
  const total = plannedEpochs(plan);
  return line({ id: what, label, xs: ys.map((_, k) => (total * k) / Math.max(1, ys.length - 1)), ys });
}

/** Where stages begin; a single stage needs no mark. */
export function stageMarks({ stages }: Plan): Mark[] {
  if (stages.length < 2) return [];
  let begun = 0;
  return stages.map(({ name, epochs }) => {
    const mark = { x: begun, text: name };
    begun += epochs;
    return mark;
  });
}
