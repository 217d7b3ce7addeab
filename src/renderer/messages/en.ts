import { app, places, connection, status, jobs, problems, keys, actions, palette, shortcuts } from './en/frame.ts';
import { desktop } from './en/desktop.ts';
import { engine } from './en/engine.ts';
import { drop, imports } from './en/imports.ts';
import { data } from './en/data.ts';
import { views } from './en/views.ts';
import { train } from './en/train.ts';
import { run } from './en/run.ts';
import { runs } from './en/runs.ts';
import { charts } from './en/charts.ts';
import { table } from './en/table.ts';
import { browse } from './en/browse.ts';
import { explore } from './en/explore.ts';
import { settings } from './en/settings.ts';

// Every text of the window, one file per area, so that a translation is one more tree of this shape. Wording: terms of
// the field, sentence case, units always, no exclamation.
export const en = {
  app,
  places,
  connection,
  status,
  jobs,
  problems,
  keys,
  actions,
  palette,
  shortcuts,
  desktop,
  engine,
  drop,
  data,
  imports,
  views,
  train,
  runs,
  run,
  charts,
  table,
  browse,
  explore,
  settings,
};

export type Messages = typeof en;
