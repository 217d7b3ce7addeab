import type { ContractRouterClient } from '@orpc/contract';
import { browse } from './contract/browse.ts';
import { checkpoints } from './contract/checkpoints.ts';
import { datasets, trash } from './contract/datasets.ts';
import { embeddings } from './contract/embeddings.ts';
import { imports } from './contract/imports.ts';
import { jobs } from './contract/jobs.ts';
import { models } from './contract/models.ts';
import { plugins } from './contract/plugins.ts';
import { rows } from './contract/rows.ts';
import { runs } from './contract/runs.ts';
import { system } from './contract/system.ts';
import { views } from './contract/views.ts';

/**
 * Every method of the engine, written once: client types, run-time validation and both transports derive from it.
 * Nothing here names a path or loads code; files are handles that the host of the engine gave out.
 */
export const contract = {
  system,
  imports,
  datasets,
  rows,
  trash,
  views,
  models,
  plugins,
  runs,
  browse,
  embeddings,
  checkpoints,
  jobs,
};

export type Client = ContractRouterClient<typeof contract>;
