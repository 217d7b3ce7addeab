// The module's exports: one line per kernel file.
export { ready } from './common';
export { packItems } from './score';
export { rankTop, rankPositions, scoreLists } from './rank';
export { mfEpoch } from './mf';
export { bprEpoch } from './bpr';
export { transpose } from './gemm';
export { pairsTrain } from './pairs';
export { rowsStep, rowsScore } from './rows';
export { pairsScore, pairsScoreAll } from './pairs-score';
