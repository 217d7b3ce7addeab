import Columns2 from '@lucide/svelte/icons/columns-2';
import Compass from '@lucide/svelte/icons/compass';
import CopyPlus from '@lucide/svelte/icons/copy-plus';
import PenLine from '@lucide/svelte/icons/pen-line';
import Pin from '@lucide/svelte/icons/pin';
import PinOff from '@lucide/svelte/icons/pin-off';
import StickyNote from '@lucide/svelte/icons/sticky-note';
import Tags from '@lucide/svelte/icons/tags';
import Trash2 from '@lucide/svelte/icons/trash-2';
import { text } from '../../messages/index.ts';
import type { Action } from '../../state/actions.svelte.ts';
import type { Application } from '../../state/application.svelte.ts';
import { href } from '../../state/address.ts';
import { moveToTrash } from '../trash.ts';
import type { Editable, RunEdits } from './run-edits.svelte.ts';
import { SIDE_BY_SIDE, type RunListState } from './run-list.svelte.ts';

/** What can be done with the chosen rows. */
export function runActions(app: Application, list: RunListState, edits: RunEdits): Action[] {
  const { selection } = list;
  const t = text.runs.actions;
  const group = text.runs.title;
  const [run] = selection;
  const actions: Action[] = [];
  if (selection.length >= 2 && selection.length <= SIDE_BY_SIDE)
    actions.push({
      id: 'runs.compare',
      label: t.compare(selection.length),
      group,
      icon: Columns2,
      run: () => app.router.go(href(['runs', 'compare'], { ids: selection.map(({ id }) => id).join(',') })),
    });
  if (selection.length === 1) {
    const pinned = list.baselines.get(run.viewId)?.id === run.id;
    const edit = (what: Editable) => () => {
      if (what !== 'name') list.setColumn(what, true);
      edits.open(run, what);
    };
    actions.push(
      {
        id: 'runs.pin',
        label: pinned ? t.unpin : t.pin,
        group,
        icon: pinned ? PinOff : Pin,
        also: t.pinAlso,
        run: () => list.pin(run),
      },
      {
        id: 'runs.duplicate',
        label: t.duplicate,
        group,
        icon: CopyPlus,
        run: () => app.router.go(href(['train'], { like: run.id })),
      },
    );
    if (run.state === 'done')
      actions.push({
        id: 'runs.browse',
        label: t.browse,
        group,
        icon: Compass,
        run: () => app.router.go(href(['browse'], { run: run.id })),
      });
    if (edits.possible)
      actions.push(
        { id: 'runs.rename', label: t.rename, group, icon: PenLine, run: edit('name') },
        { id: 'runs.tags', label: t.tags, group, icon: Tags, run: edit('tags') },
        { id: 'runs.notes', label: t.notes, group, icon: StickyNote, run: edit('notes') },
      );
  }
  if (selection.length > 0 && edits.possible)
    actions.push({
      id: 'runs.delete',
      label: t.delete,
      group,
      icon: Trash2,
      run: () => moveToTrash(app, selection),
    });
  return actions;
}
