import type { Tensor, Tensor2D } from '@tensorflow/tfjs';
import type { Tf } from '../backends/backends.ts';
import type { NetworkTables, OptimizerSettings, StepSettings } from '../executor.ts';
import type { GraphOperations } from '../layers/layer.ts';
import type { Network } from '../network.ts';
import { l2Of } from '../optimizers.ts';
import type { DeviceTables } from './core.ts';
import { commonOperations } from './operations.ts';

/** What we use of the native backend besides TensorFlow.js: any operation of TensorFlow by its name. */
interface NativeBackend {
  readonly binding: Readonly<
    Record<'TF_ATTR_TYPE' | 'TF_ATTR_BOOL' | 'TF_ATTR_SHAPE' | 'TF_ATTR_STRING' | 'TF_FLOAT', number>
  >;
  executeSingleOutput(name: string, attrs: readonly Attribute[], inputs: readonly Tensor[]): Tensor;
  executeMultipleOutputs(
    name: string,
    attrs: readonly Attribute[],
    inputs: readonly Tensor[],
    outputs: number,
  ): Tensor[];
}
interface Attribute {
  readonly name: string;
  readonly type: number;
  readonly value: unknown;
}

/** Resource variables live in the process by this name. */
let variables = 0;

interface Variable {
  readonly handle: Tensor;
  readonly moments: readonly [Tensor, Tensor];
}

/**
 * Tables that Adam changes whole in every step, updated in place by TensorFlow's own kernel (`ResourceApplyAdam`). Its
 * epsilon stands before the correction of the bias; ours, times sqrt(1 - beta2^t), is the same number there.
 * @returns null where no table is of that kind
 */
export function adamTables(
  tf: Tf,
  network: Network,
  tables: NetworkTables,
  optimizer: OptimizerSettings,
): DeviceTables | null {
  const specs = network.tables.filter(
    ({ frozen, group, of }) =>
      !frozen && group !== 'state' && (of === null || optimizer.dense) && !optimizer.normPenalty[group],
  );
  if (optimizer.kind !== 'adam' || specs.length === 0) return null;
  const backend = tf.backend() as unknown as NativeBackend;
  const { binding } = backend;
  const float = (name: string): Attribute => ({ name, type: binding.TF_ATTR_TYPE, value: binding.TF_FLOAT });

  const place = (name: string, suffix: 'm' | 'v' | null): Tensor => {
    const { rows, columns, stride, data } = suffix ? tables.slot(name, suffix) : tables.table(name);
    const values = new Float32Array(rows * columns);
    for (let r = 0; r < rows; r++) values.set(data.subarray(r * stride, r * stride + columns), r * columns);
    const handle = backend.executeSingleOutput(
      'VarHandleOp',
      [
        float('dtype'),
        { name: 'shape', type: binding.TF_ATTR_SHAPE, value: [rows, columns] },
        { name: 'shared_name', type: binding.TF_ATTR_STRING, value: `recsmith-${variables++}` },
        { name: 'container', type: binding.TF_ATTR_STRING, value: '' },
      ],
      [],
    );
    const value = tf.tensor2d(values, [rows, columns]);
    backend.executeMultipleOutputs('AssignVariableOp', [float('dtype')], [handle, value], 0);
    value.dispose();
    return handle;
  };
  const read = (handle: Tensor): Tensor2D =>
    backend.executeSingleOutput('ReadVariableOp', [float('dtype')], [handle]) as Tensor2D;

  const placed = new Map<string, Variable>(
    specs.map(({ name }) => [name, { handle: place(name, null), moments: [place(name, 'm'), place(name, 'v')] }]),
  );
  const specOf = new Map(specs.map((spec) => [spec.name, spec]));
  return {
    names: new Set(placed.keys()),
    read: (name) => read(placed.get(name)!.handle),
    apply(name, gradient, { learningRate, momentum, step }: StepSettings) {
      const { handle, moments } = placed.get(name)!;
      const spec = specOf.get(name)!;
      const [l2, decay] = [l2Of(optimizer, spec), optimizer.decay[spec.group] ?? 0];
      tf.tidy(() => {
        const total = l2 === 0 ? gradient : tf.add(gradient, tf.mul(read(handle), l2));
        if (decay !== 0) {
          const kept = tf.mul(read(handle), 1 - learningRate * decay);
          backend.executeMultipleOutputs('AssignVariableOp', [float('dtype')], [handle, kept], 0);
        }
        const second = optimizer.beta2 ** step;
        const numbers = [momentum ** step, second, learningRate, momentum, optimizer.beta2];
        const scalars = [...numbers, optimizer.epsilon * Math.sqrt(1 - second)].map((value) => tf.scalar(value));
        backend.executeMultipleOutputs(
          'ResourceApplyAdam',
          [
            float('T'),
            { name: 'use_locking', type: binding.TF_ATTR_BOOL, value: false },
            { name: 'use_nesterov', type: binding.TF_ATTR_BOOL, value: false },
          ],
          [handle, ...moments, ...scalars, total],
          0,
        );
      });
    },
    sync() {
      for (const [name, { handle, moments }] of placed)
        for (const [from, { columns, stride, data }] of [
          [handle, tables.table(name)],
          [moments[0], tables.slot(name, 'm')],
          [moments[1], tables.slot(name, 'v')],
        ] as const) {
          const tensor = read(from);
          const values = tensor.dataSync<'float32'>();
          tensor.dispose();
          for (let r = 0; r * columns < values.length; r++)
            data.set(values.subarray(r * columns, (r + 1) * columns), r * stride);
        }
    },
    dispose() {
      for (const { handle, moments } of placed.values())
        for (const each of [handle, ...moments]) {
          backend.executeMultipleOutputs(
            'DestroyResourceOp',
            [{ name: 'ignore_lookup_error', type: binding.TF_ATTR_BOOL, value: true }],
            [each],
            0,
          );
          each.dispose();
        }
    },
  };
}

/** The operations of the native backend. */
export const nativeOperations = (tf: Tf): GraphOperations => commonOperations(tf);
