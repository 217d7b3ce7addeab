// `node scripts/tensorflow-binding.mjs TENSORFLOW`: makes resources/tensorflow anew from the published packages.
//   tfjs-node.cjs   the JavaScript of @tensorflow/tfjs-node in one file; what it needs of us stays outside
//   source/         the sources of its addon, and the headers of Node-API: where no prebuilt addon fits, it is compiled
//   linux-x64/      the addon, compiled here against TENSORFLOW: a folder with libtensorflow_cc.so.2 and include/
//   manifest.json   versions and SHA-256 of all of it; a test compares them
// One addon serves TensorFlow 2.15 to 2.21 and any Node from 18 on (Node-API 8).
import './node24.mjs';
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { rolldown } from 'rolldown';

const PACKAGES = { '@tensorflow/tfjs-node': '4.22.0', 'node-api-headers': '1.9.0' };

const [tensorflow] = process.argv.slice(2);
if (!tensorflow || process.platform !== 'linux' || process.arch !== 'x64') {
  console.error('usage, on Linux x86-64: node scripts/tensorflow-binding.mjs FOLDER_WITH_TENSORFLOW');
  process.exit(2);
}
const target = fileURLToPath(new URL('../resources/tensorflow/', import.meta.url));
const work = mkdtempSync(join(tmpdir(), 'recsmith-tensorflow-'));
try {
  const fetched = Object.entries(PACKAGES).map(([name, version]) => {
    const folder = join(work, name.replaceAll('/', '-'));
    mkdirSync(folder);
    const npm = ['pack', '--json', '--pack-destination', work, `${name}@${version}`];
    const [{ filename, integrity }] = JSON.parse(execFileSync('npm', npm, { encoding: 'utf8', cwd: work }));
    execFileSync('tar', ['xzf', join(work, filename), '-C', folder, '--strip-components', '1']);
    return { name, version, integrity, folder };
  });
  const [tfjsNode, headers] = fetched;
  rmSync(target, { recursive: true, force: true });
  mkdirSync(join(target, 'source/node'), { recursive: true });
  cpSync(join(tfjsNode.folder, 'binding'), join(target, 'source'), { recursive: true });
  cpSync(join(headers.folder, 'include'), join(target, 'source/node'), { recursive: true });

  // Kernels and backend; images, files, TensorBoard and saved models stay away.
  const entry = join(tfjsNode.folder, 'recsmith-entry.js');
  writeFileSync(
    entry,
    `const util = require('node:util');
// Gone from Node, and looked up at each call.
util.isNullOrUndefined ??= (value) => value === undefined || value === null;
util.isArray = Array.isArray;
const tf = require('@tensorflow/tfjs');
require('./dist/register_all_kernels.js');
const { NodeJSKernelBackend } = require('./dist/nodejs_kernel_backend.js');
exports.register = (binding) =>
  tf.registerBackend('tensorflow', () => new NodeJSKernelBackend(binding, '@tensorflow/tfjs-node'), 3);
`,
  );
  const bundle = await rolldown({
    input: entry,
    platform: 'node',
    external: [/^@tensorflow\//],
    plugins: [
      {
        name: 'no-summaries',
        resolveId: (source) => (source.endsWith('proto/api_pb') ? '\0summaries' : null),
        load: (id) => (id === '\0summaries' ? 'module.exports = {};' : null),
      },
    ],
  });
  const { output } = await bundle.generate({
    format: 'cjs',
    banner: `// ${tfjsNode.name} ${tfjsNode.version}, Apache-2.0, Copyright Google LLC. Written by scripts/tensorflow-binding.mjs.`,
  });
  // Names of the folder that this was made in.
  writeFileSync(join(target, 'tfjs-node.cjs'), output[0].code.replace(/^(\s*)\/\/ (\.\.\/|\/|\\0).*\n/gm, ''));

  mkdirSync(join(target, 'linux-x64'));
  const { compile } = await import('../src/main/engine/compute/backends/binding.ts');
  await compile({
    sources: join(target, 'source'),
    libraries: [join(tensorflow, 'libtensorflow_cc.so.2'), join(tensorflow, 'libtensorflow_framework.so.2')],
    headers: join(tensorflow, 'include'),
    out: join(target, 'linux-x64/tfjs_binding.node'),
  });

  const files = readdirSync(target, { recursive: true, withFileTypes: true })
    .filter((each) => each.isFile())
    .map((each) => relative(target, join(each.parentPath, each.name)))
    .sort();
  const sha256 = (file) =>
    createHash('sha256')
      .update(readFileSync(join(target, file)))
      .digest('hex');
  const compiler = execFileSync('g++', ['--version'], { encoding: 'utf8' }).split('\n')[0];
  const manifest = {
    licence: 'Apache-2.0 (@tensorflow/tfjs-node), MIT (node-api-headers)',
    packages: Object.fromEntries(fetched.map(({ name, version, integrity }) => [name, { version, integrity }])),
    compiler,
    files: Object.fromEntries(files.map((file) => [file, sha256(file)])),
  };
  writeFileSync(join(target, 'manifest.json'), `${JSON.stringify(manifest, null, 2)}\n`);
  console.log(files.map((file) => `${manifest.files[file].slice(0, 16)}  ${file}`).join('\n'));
} finally {
  rmSync(work, { recursive: true, force: true });
}
