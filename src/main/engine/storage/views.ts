import type { ViewSummary, ViewWarning } from '../../../shared/contract/views.ts';
import type { ViewsRepository } from './api.ts';
import type { Connection } from './connection.ts';
import { newId } from './refs.ts';

interface ViewRow {
  id: string;
  name: string;
  datasetId: string;
  datasetName: string;
  createdAt: number;
  summary: string;
}

type StoredSummary = Omit<ViewSummary, keyof ViewRow | 'warnings'> & { warnings: (string | ViewWarning)[] };

/** Views of an earlier version stored what they warned of as text alone. */
const asWarning = (stored: string | ViewWarning): ViewWarning =>
  typeof stored === 'string' ? { kind: 'note', message: stored, fix: null } : stored;

export function viewsRepository({ database, refs, write }: Connection): ViewsRepository {
  const columns = `views.id, views.name, views.dataset AS datasetId, datasets.name AS datasetName,
    views.created_at AS createdAt, views.summary FROM views JOIN datasets ON datasets.id = views.dataset`;
  const listed = database.prepare<[], ViewRow>(
    `SELECT ${columns} WHERE views.deleted_at IS NULL ORDER BY views.number DESC`,
  );
  const byId = database.prepare<[string], ViewRow>(`SELECT ${columns} WHERE views.id = ?`);
  const insert = database.prepare<[string, string, string, number, string]>(
    'INSERT INTO views (id, name, dataset, created_at, summary) VALUES (?, ?, ?, ?, ?)',
  );
  const renamed = database.prepare<[string, string]>('UPDATE views SET name = ? WHERE id = ?');
  const view = ({ summary, ...row }: ViewRow): ViewSummary => {
    const { warnings, ...stored } = JSON.parse(summary) as StoredSummary;
    return { ...stored, warnings: warnings.map(asWarning), ...row };
  };

  return {
    rename(ref, name) {
      const id = refs.id('view', ref);
      write(() => renamed.run(name, id));
      return view(byId.get(id)!);
    },
    list: () => listed.all().map(view),
    get: (ref) => view(byId.get(refs.id('view', ref))!),
    create({ name, datasetId, ...summary }) {
      const dataset = refs.id('dataset', datasetId);
      const id = newId('view');
      write(() => insert.run(id, name, dataset, Date.now(), JSON.stringify(summary)));
      return view(byId.get(id)!);
    },
  };
}
