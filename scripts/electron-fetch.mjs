// Fetches Electron's binary into its download cache. Run as a child of start.mjs, which watches its lines:
// one JSON object per progress event. Tests and CI never run it.
import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);
const electron = require.resolve('electron/package.json');
const { version } = require(electron);
const { downloadArtifact } = await import(createRequire(electron).resolve('@electron/get'));
await downloadArtifact({
  version,
  artifactName: 'electron',
  checksums: require('electron/checksums.json'),
  platform: process.platform,
  arch: process.arch,
  downloadOptions: {
    quiet: true,
    getProgressCallback: async ({ transferred, total }) => console.log(JSON.stringify({ transferred, total })),
  },
});
