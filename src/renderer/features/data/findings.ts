import type { DatasetProfile, WarningAction } from '../../../shared/contract/datasets.ts';
import { dateField } from '../../messages/format.ts';
import { text } from '../../messages/index.ts';
import type { Application } from '../../state/application.svelte.ts';
import { href } from '../../state/address.ts';
import { chooseFiles } from '../import/receive.ts';
import { saveRejects } from './dataset.svelte.ts';

type Dataset = Pick<DatasetProfile, 'id' | 'name'>;

/** What the button beside a warning says. */
export function actionLabel(action: WarningAction): string {
  const t = text.data.cures;
  switch (action.kind) {
    case 'view': {
      const { where, minPerUser, minPerItem, binarise, split } = action.patch;
      if (minPerUser !== undefined && minPerItem !== undefined) return t.viewBoth(minPerUser);
      if (minPerUser !== undefined) return t.viewPerUser(minPerUser);
      if (minPerItem !== undefined) return t.viewPerItem(minPerItem);
      if (binarise !== undefined) return t.viewBinarised(binarise);
      if (where !== undefined) return t.viewWhere(where);
      return split?.startsWith('temporal') === true ? t.viewTemporal : t.viewOther;
    }
    case 'values':
    case 'times':
      return t.look;
    case 'import':
      return t.again[action.what];
    case 'rejects':
      return text.imports.saveRejects;
  }
}

/** Does it, or goes where it can be done. */
export function act(app: Application, dataset: Dataset, action: WarningAction): void {
  const rows = (params: Record<string, string | null>) =>
    app.router.go(href(['data', dataset.id], { tab: 'interactions', ...params }));
  const optional = (value: number | null) => (value === null ? null : String(value));
  const day = (seconds: number | null) => (seconds === null ? null : dateField(seconds));
  switch (action.kind) {
    case 'view': {
      const patch = Object.entries(action.patch).map(([name, value]) => [name, String(value)] as const);
      app.router.go(href(['views', 'new'], { dataset: dataset.id, ...Object.fromEntries(patch) }));
      return;
    }
    case 'values':
      rows({ min: optional(action.min), max: optional(action.max) });
      return;
    case 'times':
      rows({ from: day(action.from), to: day(action.to) });
      return;
    case 'import':
      chooseFiles(app, action.duplicates === undefined ? {} : { duplicates: action.duplicates });
      return;
    case 'rejects':
      void saveRejects(app, dataset);
  }
}
