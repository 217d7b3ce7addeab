// What the host writes for a step over rows (kernels/row-plan.ts has the same fields in the same order, four bytes
// each), and the small things its phases share.

/** Kinds of operations; an activation inside a dense layer is an operation of its own. */
export const BAG: i32 = 0, LINEAR: i32 = 1, ACTIVATION: i32 = 2, DROPOUT: i32 = 3, GAUSSIAN: i32 = 4, ADD: i32 = 5;

/** One operation of the chain between what goes in and the scores. Values and slopes: a row per user of the batch. */
@unmanaged
export class RowOperation {
  kind: i32;
  columns: i32;
  row: usize; // bytes of a row, padded
  value: usize;
  slope: usize;
  first: usize; // RowOperation that goes in; 0: none
  second: usize;
  table: usize; // of a bag or linear operation
  tableRow: usize;
  bias: usize; // 0: none
  transposed: i32;
  activation: i32;
  least: u32; // of dropout, of a bag's noise: random words below it drop; 0: none
  scale: f32; // of what stays
  stream: u32;
  start: usize; // of a bag, u32 per user + 1
  entries: usize; // u32 rows of the table
  values: usize; // f32; 0: all 1
  normalise: i32;
  weights: usize; // f32 per entry: what it counted in this step
  owners: usize; // u32 per entry: its user
  next: usize; // i32 per entry: the next one of the same table row, -1: none
  head: usize; // i32 per table row: its first entry; 0: the table is frozen
}

/** Two factors of a weight's gradient: the sum over the batch of x[user] outer y[user]; x 0: the sum of y[user]. */
@unmanaged
export class RowUse {
  x: usize;
  xRow: usize;
  y: usize;
  yRow: usize;
}

/** A trained table and where its gradient comes from. */
@unmanaged
export class RowTable {
  data: usize;
  row: usize; // bytes
  rows: i32;
  rule: usize; // Rule
  pull: f32; // of the norm penalty
  first: usize; // moments, laid out as the table; 0: the optimiser has none
  second: usize;
  scored: i32; // rows of the scores' item set get a gradient by `setTile`
  bag: usize; // RowOperation whose entries address its rows; 0: none
  uses: usize; // RowUse, of weights and vectors
  useCount: i32;
  dense: i32; // every row in every step
  rest: usize; // u32: rows updated in this step beside the item set's
  restCount: i32;
}

@unmanaged
export class RowPlan {
  threads: i32;
  claims: usize; // two i32, zeroed
  users: i32;
  tile: i32; // users of a tile of the first phase, a multiple of 4; no result depends on it
  operations: usize; // RowOperation, in order
  operationCount: i32;
  tables: usize; // RowTable
  tableCount: i32;
  input: usize; // the RowOperation that the scores are made of
  scores: usize; // [tiles][users][64], tiles `tileBytes` apart
  tileBytes: usize;
  items: usize; // u32 ids of the item set; the last one repeated up to a multiple of 64
  itemCount: i32;
  allItems: i32; // the set is every item in order
  rows: usize; // the table of the scores
  rowsRow: usize;
  bias: usize; // 0: none
  biasRow: usize;
  scoreTable: usize; // RowTable; 0: frozen
  biasTable: usize;
  marks: usize; // u8 per item, zeroed
  identity: usize; // u32 0, 1, 2, ...
  targetStart: usize; // u32 per user + 1
  targets: usize; // u32 positions in the item set
  targetValues: usize; // f32; 0: all 1
  loss: i32;
  scale: f32;
  confidence: f32;
  seed: u32;
  rule: usize; // StepRule
  training: i32;
  losses: usize; // f64 per user
  squares: usize; // f64 per job of the second phase: of its part of the gradient
  jobs: i32; // out: jobs of the second phase
  scratch: usize; // per thread `scratchBytes`
  scratchBytes: usize;
  out: usize; // of scoring: [users x items], rows `outRow` bytes apart
  outRow: usize;
}
