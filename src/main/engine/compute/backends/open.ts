import { createRequire, registerHooks } from 'node:module';
import { dirname, sep } from 'node:path';
import { RecsmithError } from '../../../../shared/errors.ts';
import { resource } from '../../paths.ts';
import type { OpenBackend, Tf } from './backends.ts';
import { mendKernels } from './kernels.ts';

const load = createRequire(import.meta.url);

/** TensorFlow.js with all gradients (its core alone has none), chatter off. Once per thread. */
export async function loadTensorFlowJs(): Promise<Tf> {
  const tf = await import('@tensorflow/tfjs');
  tf.enableProdMode();
  return tf;
}

/**
 * Starts a backend of this thread that needs nothing but what is shipped, and makes it current.
 * @throws RecsmithError REFUSED where WebAssembly lacks SIMD, or its module does not start
 */
export async function openPortable(id: 'wasm' | 'cpu'): Promise<OpenBackend> {
  const tf = await loadTensorFlowJs();
  if (id === 'cpu') {
    await tf.setBackend('cpu');
    mendOnce(tf, 'cpu');
    return { id, tf, device: 'processor, plain JavaScript, 1 thread', version: tf.version_core };
  }
  const wasm = await import('@tensorflow/tfjs-backend-wasm');
  // In a packaged application the module lies unpacked beside the archive.
  const folder = dirname(load.resolve('@tensorflow/tfjs-backend-wasm'));
  wasm.setWasmPaths(`${folder.replace(`app.asar${sep}`, `app.asar.unpacked${sep}`)}${sep}`);
  if (!(await tf.setBackend('wasm')))
    throw new RecsmithError('REFUSED', 'TensorFlow.js did not start on WebAssembly.', {
      next: 'Choose another backend; "recsmith doctor" lists them.',
    });
  mendOnce(tf, 'wasm');
  const simd = (await tf.env().getAsync('WASM_HAS_SIMD_SUPPORT')) === true;
  const threads = wasm.getThreadsCount();
  const device = `processor, WebAssembly${simd ? ' SIMD' : ''}, ${threads} thread${threads === 1 ? '' : 's'}`;
  return { id, tf, device, version: wasm.version_wasm };
}

const mended = new Set<string>();
function mendOnce(tf: Tf, id: 'wasm' | 'cpu'): void {
  if (mended.has(id)) return;
  mended.add(id);
  mendKernels(tf, id);
}

interface NativeAddon {
  readonly TF_Version: string;
  isUsingGpuDevice(): boolean;
}

/**
 * Loads the native backend into this process, which was started with the folders of its libraries (`native-child.ts`),
 * and makes it current.
 * @throws Error as the system's loader words it
 */
export async function openNative(addon: string): Promise<OpenBackend & { readonly gpu: boolean }> {
  // The bundle lies among the resources; the one TensorFlow.js of this process is ours.
  registerHooks({
    resolve: (specifier, context, next) =>
      specifier.startsWith('@tensorflow/')
        ? next(specifier, { ...context, parentURL: import.meta.url })
        : next(specifier, context),
  });
  const tf = await loadTensorFlowJs();
  const binding = load(addon) as NativeAddon;
  const { register } = load(resource('tensorflow', 'tfjs-node.cjs')) as { register: (binding: NativeAddon) => void };
  register(binding);
  if (!(await tf.setBackend('tensorflow'))) throw new Error('TensorFlow.js did not start on TensorFlow.');
  // A device that lists itself and cannot compute is found out here.
  const sum = tf.tidy(
    () =>
      tf
        .matMul(tf.ones([2, 3]), tf.ones([3, 2]))
        .sum()
        .dataSync()[0],
  );
  if (sum !== 12) throw new Error(`TensorFlow computed ${sum} where 12 is right.`);
  const gpu = binding.isUsingGpuDevice();
  return { id: gpu ? 'cuda' : 'tensorflow', tf, gpu, device: gpu ? 'GPU' : 'processor', version: binding.TF_Version };
}
