import type { contract } from '../../shared/contract.ts';

type Contract = typeof contract;
type Method = { [Topic in keyof Contract]: `${Topic}.${keyof Contract[Topic] & string}` }[keyof Contract];

/**
 * Methods that change nothing: asked again when the engine died before it answered. What is not named here may have
 * been done, wholly or not at all, and is left to the person. `jobs.events` is followed by its own rules.
 */
const READS: readonly Method[] = [
  ...(['system.ping', 'system.doctor', 'system.status', 'system.settings'] as const),
  'system.diagnostics',
  ...(['imports.preview', 'imports.recognise', 'imports.samples', 'imports.rejects', 'imports.rejectedRows'] as const),
  ...(['datasets.list', 'datasets.get', 'datasets.searchUsers', 'datasets.searchItems'] as const),
  ...(['rows.interactions', 'rows.users', 'rows.items', 'rows.csv'] as const),
  'trash.list',
  ...(['views.list', 'views.get', 'views.preview'] as const),
  'models.list',
  ...(['plugins.list', 'plugins.inspect'] as const),
  ...(['runs.list', 'runs.get', 'runs.estimate'] as const),
  ...(['browse.recommend', 'browse.recommendMany', 'browse.predict', 'browse.similar'] as const),
  ...(['browse.similarUsers', 'browse.anyUser', 'browse.whatIf', 'browse.explain'] as const),
  ...(['browse.segments', 'browse.segmentPlace', 'browse.lists'] as const),
  'browse.scores',
  'runs.fits',
  ...(['embeddings.describe', 'embeddings.neighbours', 'embeddings.pair', 'embeddings.biases'] as const),
  ...(['embeddings.map', 'embeddings.factor', 'embeddings.rows', 'embeddings.index'] as const),
  ...(['checkpoints.inspect', 'checkpoints.download'] as const),
  ...(['jobs.snapshot', 'jobs.get'] as const),
];

const reads = new Set<string>(READS);

export const isRead = (path: readonly string[]): boolean => reads.has(path.join('.'));
