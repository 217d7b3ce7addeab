import type { Command } from './command.ts';
import { deleteCommand, restoreCommand, trashCommand } from './commands/trash.ts';
import { demo } from './commands/demo.ts';
import { doctor } from './commands/doctor.ts';
import { evaluate } from './commands/evaluate.ts';
import { exportCommand } from './commands/export.ts';
import { factors } from './commands/factors.ts';
import { fits } from './commands/fits.ts';
import { importCommand } from './commands/import.ts';
import { indexCommand } from './commands/index.ts';
import { list } from './commands/list.ts';
import { lrFind } from './commands/lr-find.ts';
import { load } from './commands/load.ts';
import { models } from './commands/models.ts';
import { plugins } from './commands/plugins.ts';
import { predict } from './commands/predict.ts';
import { recommend } from './commands/recommend.ts';
import { serve } from './commands/serve.ts';
import { show } from './commands/show.ts';
import { similar } from './commands/similar.ts';
import { stream } from './commands/stream.ts';
import { train } from './commands/train.ts';
import { tensorflow } from './commands/tensorflow.ts';
import { view } from './commands/view.ts';

/** In the order of the help. A new command is one file and one line here. */
export const commands: readonly Command[] = [
  demo,
  doctor,
  importCommand,
  list,
  show,
  view,
  models,
  train,
  lrFind,
  stream,
  evaluate,
  recommend,
  predict,
  similar,
  factors,
  indexCommand,
  plugins,
  tensorflow,
  fits,
  exportCommand,
  load,
  serve,
  deleteCommand,
  restoreCommand,
  trashCommand,
];
