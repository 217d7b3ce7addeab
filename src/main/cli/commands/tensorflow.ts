import { defineCommand, usage } from '../command.ts';
import { bytes } from '../format.ts';

/**
 * The one command beside the contract: it names a folder of libraries that will be loaded, which no client of the engine
 * may, and it concerns the user of this machine, not a workspace.
 */
export const tensorflow = defineCommand({
  name: 'tensorflow',
  positionals: '',
  count: [0, 0],
  summary: "a TensorFlow for the native backends: the user's own, or the package's",
  options: {
    use: { value: 'DIR', help: 'one that you have: a Python environment, its site-packages, or a C library' },
    download: { help: "the package's own C library (TensorFlow 2.9), into your data folder" },
    forget: { help: 'bind none any more; one of your own is not touched' },
  },
  async run({ options, output }) {
    if ([options.use, options.download, options.forget].filter((each) => each !== undefined).length > 1)
      throw usage({ name: 'tensorflow' }, 'Give one of --use, --download and --forget.');
    const { boundTensorFlow, downloadTensorFlow, forgetTensorFlow, useTensorFlow } =
      await import('../../engine/compute/backends/use.ts');
    if (options.forget) {
      const forgotten = forgetTensorFlow();
      output.line(forgotten ? 'No TensorFlow is bound any more.' : 'None was bound.');
      return { forgotten };
    }
    let shown = 0;
    const bound =
      options.use !== undefined
        ? await useTensorFlow(options.use, (text) => output.message(text))
        : options.download
          ? await downloadTensorFlow({
              begins: (address, total) =>
                output.message(`${address}, ${total === null ? 'of unknown size' : bytes(total)}`),
              progress(done, total) {
                const part = total === null ? 0 : Math.floor((10 * done) / total);
                if (part > shown) output.message(`${10 * (shown = part)} %, ${bytes(done)}`);
              },
            })
          : await boundTensorFlow();
    if (bound === null) {
      output.line('No TensorFlow is bound. --use DIR takes one that you have, --download the package’s own.');
      return { bound: null };
    }
    output.line(`TensorFlow ${bound.version} in ${bound.folder}`);
    if (bound.cudaPackages > 0) output.line(`${bound.cudaPackages} CUDA packages beside it`);
    output.table(
      ['backend', 'available', ''],
      bound.backends.map(({ id, available, device, reason }) => [id, available ? 'yes' : 'no', device ?? reason ?? '']),
    );
    return { bound };
  },
});
