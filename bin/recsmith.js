#!/usr/bin/env node
// Nothing is imported statically: an old Node must be told before it loads a native module, which would crash it.
if (Number(process.versions.node.split('.')[0]) >= 24) await import('../out/main/cli.js');
else {
  const { spawnSync } = await import('node:child_process');
  const { existsSync } = await import('node:fs');
  const { fileURLToPath } = await import('node:url');
  const own = fileURLToPath(
    new URL(`../node_modules/node/bin/node${process.platform === 'win32' ? '.exe' : ''}`, import.meta.url),
  );
  if (existsSync(own)) {
    const result = spawnSync(own, [fileURLToPath(import.meta.url), ...process.argv.slice(2)], { stdio: 'inherit' });
    process.exitCode = result.status ?? 1;
  } else {
    console.error(`recsmith needs Node 24 or newer; this is ${process.version}. Run "npm ci" in its folder.`);
    process.exitCode = 1;
  }
}
