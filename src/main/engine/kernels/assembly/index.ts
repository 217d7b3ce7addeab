// The module's exports: one line per kernel file.
export { ready } from './common';
