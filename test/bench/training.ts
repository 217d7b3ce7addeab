// Speed of the training kernels inside the epochs: node test/bench/training.ts [--only mf]
// Data: the splits of MovieLens 1M where RECSMITH_DATA names them, else generated rows of the same size.
// Median and best of the epochs: other work on the machine only ever makes it slower.
import { parseArgs } from 'node:util';
import type { ParameterValues } from '../../src/shared/parameters.ts';
import { withDefaults } from '../../src/shared/parameters.ts';
import type { View } from '../../src/main/engine/datasets/view.ts';
import { Kernels } from '../../src/main/engine/kernels/kernels.ts';
import { modelById } from '../../src/main/engine/models/registry.ts';
import { fitModel } from '../../src/main/engine/models/testing.ts';
import { Random } from '../../src/main/engine/random.ts';
import { hasData, movieLens1M, numbered } from './data.ts';

const { values: options } = parseArgs({
  options: { only: { type: 'string' }, epochs: { type: 'string', default: '20' } },
});

/** As many users and items as MovieLens 1M, long-tailed alike. */
function generated(rows: number): View {
  const random = new Random(42, 'bench');
  const pairs = new Set<number>();
  while (pairs.size < rows)
    pairs.add(Math.floor(6040 * random.uniform() ** 2) * 3706 + Math.floor(3706 * random.uniform() ** 2.5));
  const list = [...pairs];
  const none = { users: [], items: [], values: [] };
  return numbered({
    train: {
      users: list.map((pair) => Math.floor(pair / 3706)),
      items: list.map((pair) => pair % 3706),
      values: list.map((_, k) => 1 + (k % 5)),
    },
    validation: none,
    test: none,
  });
}

const real = hasData('ml-1m') && hasData('splits');
const viewFor = (split: string, rows: number) => (real ? movieLens1M(split) : generated(rows));
const data = real ? 'MovieLens 1M' : 'generated like MovieLens 1M';

interface Case {
  readonly name: string;
  readonly model: 'biased-mf' | 'bpr-mf';
  readonly given: ParameterValues;
  readonly bar?: number; // with two threads
}

const cases: Case[] = [
  ...[16, 32, 64, 128].map((factors) => ({
    name: `MF, ${factors} factors`,
    model: 'biased-mf' as const,
    given: { factors },
    ...(factors === 64 && { bar: 120 }),
  })),
  { name: 'BPR, 64 factors, uniform', model: 'bpr-mf', given: { candidates: 1 }, bar: 45 },
  { name: 'BPR, 64 factors, 8 candidates', model: 'bpr-mf', given: { candidates: 8 }, bar: 20 },
];

const views = new Map<string, View>();
for (const threads of [1, 2]) {
  const kernels = await Kernels.open({ threads });
  for (const { name, model: id, given, bar } of cases) {
    if (options.only && !id.includes(options.only)) continue;
    const view =
      views.get(id) ??
      (id === 'biased-mf' ? viewFor('ml-1m-rating-90-10', 900_189) : viewFor('ml-1m-positive-80-20', 462_672));
    views.set(id, view);
    const model = modelById(id);
    const mark = kernels.mark();
    const values = withDefaults(model.parameters, { ...given, epochs: Number(options.epochs) });
    const { rates } = await fitModel(model, view, kernels, values);
    kernels.release(mark);
    const ascending = [...rates].sort((a, b) => a - b);
    const median = ascending[ascending.length >> 1] / 1e6;
    const best = ascending[ascending.length - 1] / 1e6;
    const what = `${name}, ${threads} ${threads === 1 ? 'thread' : 'threads'}`;
    console.error(
      `${what.padEnd(42)} median ${median.toFixed(1)}  best ${best.toFixed(1)}  (${data}, ${kernels.build})`,
    );
    const figure = { name: what, value: Number(median.toPrecision(4)), unit: 'M/s', best: Number(best.toPrecision(4)) };
    console.log(JSON.stringify({ ...figure, ...(threads === 2 && bar !== undefined && { bar }), data }));
  }
  await kernels.close();
}
