// Imported first by every script: an old Node is refused in one line, before anything native is loaded.
if (Number(process.versions.node.split('.')[0]) < 24) {
  console.error(`Recsmith needs Node 24 or newer; this is ${process.version}. Run "npm ci" first: it brings its own.`);
  process.exit(1);
}
