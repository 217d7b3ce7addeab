import { KernelInputError } from '../../kernels/checks.ts';
import type { NetworkTrainer, PairBatches, StepOutcome, StepSettings, TrainerOptions } from '../executor.ts';
import { compileTraining } from './compile.ts';
import { Lease, records, type Field } from './memory.ts';
import { encode } from './ops.ts';
import { planTables } from './plan.ts';
import { stepRuleOf } from './rules.ts';
import { stagePairs, type StagedPairs } from './staging.ts';
import { placeRows, TablePlaces } from './tables.ts';

/** Shards of a step: enough for many threads; fewer where their gradients would need more than this. */
const MOST_SHARDS = 16;
const MOST_GRADIENT_BYTES = 64 << 20;
/** Steps of so few rows take longer to share out than to do. */
const SOLO_ROWS = 128;

/** Trains networks of pairs; how a step goes is told in kernels/assembly/pairs.ts. */
export function pairsTrainer(options: TrainerOptions): NetworkTrainer {
  const { kernels, network, tables, optimizer, seed, histories, limits } = options;
  const lease = new Lease(kernels);
  const pairwise = network.loss.kind === 'bpr';
  const places = new TablePlaces(kernels, network, (name) => tables.table(name));
  const shards = Math.max(1, Math.min(MOST_SHARDS, Math.floor(MOST_GRADIENT_BYTES / places.shardBytes)));
  const program = compileTraining({
    ...{ network, kernels, places, shards, rows: limits.examples * (pairwise ? 2 : 1) },
    histories: histories
      ? { user: placeRows(kernels, histories.user), item: placeRows(kernels, histories.item) }
      : null,
  });
  const ops = kernels.u32(encode(program.ops).length);
  ops.set(encode(program.ops));
  const plan = planTables({ kernels, network, tables, optimizer, places, program, ops });
  const sumAt = program.scratchBytes;
  const scratchBytes = Math.ceil((sumAt + plan.sumBytes) / 256) * 256 + 256;
  const scratch = kernels.u8(scratchBytes * kernels.threads);
  const segments = kernels.u32(program.segments.length);
  segments.set(program.segments);
  const phases = 2 * program.segments.length - 2;
  const gradients = kernels.u8(shards * places.shardBytes);
  const fixed = { losses: kernels.f64(shards), norms: kernels.f64(plan.jobs + 1), halt: kernels.u32(2) };
  const bags = new Set(
    program.lookUps.filter(({ node }) => node.layer === 'bag').map(({ node }) => node.settings.of as 'user' | 'item'),
  );
  lease.seal();

  const rowsOf = (of: 'user' | 'item') => network.tables.find((table) => table.of === of)?.rows;
  const stage = (batches: PairBatches) =>
    stagePairs(
      {
        ...{ kernels, network, histories, bags, tileRows: program.tileRows, mostExamples: limits.examples },
        users: histories ? histories.user.start.length - 1 : (rowsOf('user') ?? Infinity),
        items: histories ? histories.item.start.length - 1 : (rowsOf('item') ?? options.itemCount),
      },
      batches,
    );

  /** Room for the entries of the largest step. */
  const placeChains = ({ starts, entries }: StagedPairs) => {
    let rows = 1;
    for (let step = 0; step + 1 < starts.length; step++) rows = Math.max(rows, starts[step + 1] - starts[step]);
    for (const { at } of plan.simple) plan.chains[at + 2] = kernels.u32(rows).byteOffset;
    for (const { at, lookUps } of plan.weighted) {
      const most = lookUps.reduce(
        (sum, { node }) => sum + (node.layer === 'bag' ? entries[node.settings.of as 'user' | 'item'] : rows),
        0,
      );
      const [next, addresses] = [kernels.u32(Math.max(1, most)), kernels.u32(Math.max(1, most))];
      plan.chains[at + 2] = next.byteOffset;
      plan.chains[at + 5] = addresses.byteOffset;
      plan.chains[at + 6] = kernels.f32(Math.max(1, most)).byteOffset;
    }
    return rows;
  };

  async function steps(
    staging: Lease,
    batches: PairBatches,
    settings: readonly StepSettings[],
    signal?: AbortSignal,
  ): Promise<StepOutcome> {
    places.turn();
    const staged = stage(batches);
    const rows = placeChains(staged);
    const count = settings.length;
    const losses = kernels.f64(Math.max(1, count));
    const rules = records(
      kernels,
      settings.map((step) => stepRuleOf(optimizer, step)),
    );
    const claims = kernels.u32(Math.max(1, count * phases));
    fixed.norms.fill(0);
    fixed.halt.fill(0);
    const record: Field[] = [
      ...[ops.byteOffset, segments.byteOffset, program.segments.length - 1, program.tileRows, shards],
      rows <= SOLO_ROWS ? 1 : kernels.threads,
      ...[scratch.byteOffset, scratchBytes, sumAt, program.maskAt, rules.byteOffset, count, staged.starts.byteOffset],
      ...[pairwise ? 1 : 0, staged.users.byteOffset, staged.items.byteOffset, staged.targets, staged.weights],
      ...[
        staged.bagUsers?.byteOffset ?? 0,
        staged.bagItems?.byteOffset ?? 0,
        seed,
        network.loss.reduction === 'sum' ? 0 : 1,
      ],
      ...[
        gradients.byteOffset,
        places.shardBytes,
        losses.byteOffset,
        fixed.losses.byteOffset,
        claims.byteOffset,
        phases,
      ],
      ...[plan.chains.byteOffset, plan.chainCount, plan.weightJobs.byteOffset, plan.weightJobCount],
      ...[plan.rowTables.byteOffset, plan.rowTableCount, plan.measured.byteOffset, plan.measuredCount],
      ...[fixed.halt.byteOffset, fixed.halt.byteOffset + 4, fixed.norms.byteOffset],
    ];
    const words = records(kernels, [record]);
    staging.seal();
    await kernels.run('pairsTrain', [words.byteOffset], signal);
    return outcome(batches, settings, losses);
  }

  function outcome({ starts }: PairBatches, settings: readonly StepSettings[], losses: Float64Array): StepOutcome {
    const [, done] = fixed.halt;
    let [loss, examples] = [0, 0];
    for (let step = 0; step < done; step++) {
      const size = starts[step + 1] - starts[step];
      loss += losses[step];
      examples += size;
      if (!Number.isFinite(losses[step]))
        return {
          ...{ loss: loss / examples, examples, gradientNorm: Number.NaN },
          bad: { step: settings[step].step, loss: losses[step] / size },
        };
    }
    const gradientNorm = Math.sqrt(fixed.norms.reduce((sum, squares) => sum + squares, 0));
    return { loss: loss / Math.max(1, examples), examples, gradientNorm, bad: null };
  }

  return {
    async run(batches, settings, signal) {
      if (batches.kind !== 'pairs') throw new KernelInputError('pairsTrain', 'batches', 'are rows', 'pairs');
      if (settings.length !== batches.starts.length - 1)
        throw new KernelInputError('pairsTrain', 'steps', `are ${settings.length}`, String(batches.starts.length - 1));
      const staging = new Lease(kernels);
      try {
        return await steps(staging, batches, settings, signal);
      } finally {
        staging.close();
      }
    },
    sync: () => Promise.resolve(),
    close() {
      lease.close();
      return Promise.resolve();
    },
  };
}
