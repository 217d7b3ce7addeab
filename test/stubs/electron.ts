// Stands in for the npm package `electron`, which tries to download a binary when it is required outside Electron.
export {};
