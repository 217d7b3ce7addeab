import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { RecsmithError } from '../../../../shared/errors.ts';

const run = promisify(execFile);

export interface BindingSources {
  /** Folder with tfjs_backend.cc, tfjs_binding.cc and node/ (the headers of Node-API). */
  readonly sources: string;
  /** TensorFlow's shared libraries, to link with. */
  readonly libraries: readonly string[];
  /** TensorFlow's C headers: the folder that holds `tensorflow/c/c_api.h`. */
  readonly headers: string;
  readonly out: string;
}

/**
 * Compiles the addon between Node and TensorFlow's C library: seconds, no download, no node-gyp. The libraries are
 * recorded by name, not by path: whoever loads the addon says where they are (see `native-child.ts`).
 * @throws RecsmithError REFUSED where there is no C++ compiler, or it fails; its last words are in `why`
 */
export async function compile({ sources, libraries, headers, out }: BindingSources): Promise<void> {
  const compiler = process.env['CXX'] ?? (process.platform === 'darwin' ? 'clang++' : 'g++');
  const mac = process.platform === 'darwin' ? ['-undefined', 'dynamic_lookup'] : ['-s'];
  const args = [
    ...['-O2', '-fPIC', '-shared', '-std=c++17', '-DNAPI_VERSION=8', ...mac],
    ...['-I', `${sources}/node`, '-I', headers, '-I', `${headers}/external/local_tsl`],
    ...[`${sources}/tfjs_backend.cc`, `${sources}/tfjs_binding.cc`, '-o', out, ...libraries],
  ];
  try {
    await run(compiler, args);
  } catch (error) {
    const { code, stderr } = error as { code?: string; stderr?: string };
    const absent = code === 'ENOENT';
    throw new RecsmithError('REFUSED', 'The small addon between Recsmith and TensorFlow could not be compiled.', {
      where: headers,
      why: absent ? `There is no C++ compiler (${compiler}).` : (stderr ?? '').trim().split('\n').slice(-3).join(' '),
      next: absent
        ? 'Install a C++ compiler (on Debian: g++, on a Mac: the command line tools) and repeat.'
        : 'Take a TensorFlow 2.15 to 2.21 with its C headers (the include folder of the Python package).',
    });
  }
}
