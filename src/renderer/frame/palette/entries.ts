import Copy from '@lucide/svelte/icons/copy';
import Compass from '@lucide/svelte/icons/compass';
import Database from '@lucide/svelte/icons/database';
import Funnel from '@lucide/svelte/icons/funnel';
import List from '@lucide/svelte/icons/list';
import Package from '@lucide/svelte/icons/package';
import Play from '@lucide/svelte/icons/play';
import SquareArrowOutUpRight from '@lucide/svelte/icons/square-arrow-out-up-right';
import Trash2 from '@lucide/svelte/icons/trash-2';
import User from '@lucide/svelte/icons/user';
import Zap from '@lucide/svelte/icons/zap';
import type { Component } from 'svelte';
import { toast } from 'svelte-sonner';
import type { DatasetSummary, FoundItem } from '../../../shared/contract/datasets.ts';
import type { RunSummary } from '../../../shared/contract/runs.ts';
import type { ViewSummary } from '../../../shared/contract/views.ts';
import { moveToTrash } from '../../features/trash.ts';
import { metricFigure, metricName, moment } from '../../messages/format.ts';
import { text } from '../../messages/index.ts';
import type { Action } from '../../state/actions.svelte.ts';
import { href } from '../../state/address.ts';
import type { Application } from '../../state/application.svelte.ts';
import { keyCaps, keysOf } from '../keys.ts';

export type Kind = 'act' | 'dataset' | 'view' | 'run' | 'user' | 'item';

/** What can be done with an entry, the usual one first. */
export interface Deed {
  readonly label: string;
  readonly icon: Component;
  readonly run: () => unknown;
}

/** One line of the palette. */
export interface Entry {
  /** Unique and lasting, for the recent ones. */
  readonly id: string;
  readonly kind: Kind;
  readonly icon: Component;
  readonly label: string;
  readonly also: string;
  /** Said beside it. Written when it is drawn: of hundreds of entries, a few are. */
  readonly detail: () => string;
  readonly caps: readonly string[];
  readonly facts: () => readonly (readonly [name: string, value: string])[];
  readonly deeds: readonly [Deed, ...Deed[]];
}

export const actEntry = (action: Action): Entry => {
  const [keys] = keysOf(action);
  const caps = keys === undefined ? [] : keyCaps(keys);
  return {
    id: `act ${action.id}`,
    kind: 'act',
    icon: action.icon ?? Zap,
    label: action.label,
    also: `${action.also ?? ''} ${action.group}`,
    detail: () => action.group,
    caps,
    facts: () => [
      [text.palette.belongs, action.group],
      [text.palette.shortcut, caps.length > 0 ? caps.join(' ') : text.shortcuts.none],
    ],
    deeds: [{ label: action.label, icon: action.icon ?? Zap, run: action.run }],
  };
};

/** Makes the lines for the things of a workspace. */
export function entryMaker(app: Application) {
  const { focus, router } = app;
  const t = text.palette;
  const to = (label: string, icon: Component, path: string[], params?: Record<string, string | null>): Deed => ({
    label,
    icon,
    run: () => router.go(href(path, params)),
  });
  const copyId = (id: string): Deed => ({
    label: t.copyId,
    icon: Copy,
    run: async () => {
      await navigator.clipboard.writeText(id);
      toast(t.copied(id));
    },
  });
  const trash = (thing: { id: string; name: string }): Deed => ({
    label: t.trash,
    icon: Trash2,
    run: () => moveToTrash(app, thing),
  });

  return {
    dataset: (dataset: DatasetSummary): Entry => ({
      id: `dataset ${dataset.id}`,
      kind: 'dataset',
      icon: Database,
      label: dataset.name,
      also: dataset.id,
      detail: () => t.dataset(dataset.users, dataset.items, dataset.interactions),
      caps: [],
      facts: () => [
        [t.about, t.dataset(dataset.users, dataset.items, dataset.interactions)],
        [t.created, moment(dataset.createdAt)],
        [t.id, dataset.id],
      ],
      deeds: [
        to(t.open, SquareArrowOutUpRight, ['data', dataset.id]),
        to(t.makeView, Funnel, ['views', 'new'], { dataset: dataset.id }),
        copyId(dataset.id),
        trash(dataset),
      ],
    }),

    view: (view: ViewSummary): Entry => ({
      id: `view ${view.id}`,
      kind: 'view',
      icon: Funnel,
      label: view.name,
      also: `${view.datasetName} ${view.id}`,
      detail: () => t.view(view.datasetName),
      caps: [],
      facts: () => [
        [t.belongs, view.datasetName],
        [t.created, moment(view.createdAt)],
        [t.id, view.id],
      ],
      deeds: [
        {
          label: t.workWith,
          icon: Funnel,
          run: () => {
            focus.choose(view.id);
            router.go(href(['views']));
          },
        },
        to(t.trainOn, Play, ['train'], { view: view.id }),
        copyId(view.id),
        trash(view),
      ],
    }),

    run: (run: RunSummary): Entry => {
      const done = run.state === 'done';
      return {
        id: `run ${run.id}`,
        kind: 'run',
        icon: List,
        label: run.name,
        also: `${run.modelTitle} ${run.viewName} ${run.datasetName} ${run.id}`,
        detail: () => t.run(run.viewName, figureOf(run) ?? text.jobs.state[run.state]),
        caps: [],
        facts: () => [
          [t.belongs, `${run.viewName}, ${run.datasetName}`],
          [t.state, [text.jobs.state[run.state], figureOf(run)].filter(Boolean).join(', ')],
          [t.created, moment(run.createdAt)],
          [t.id, run.id],
        ],
        deeds: [
          to(t.open, SquareArrowOutUpRight, ['runs', run.id]),
          ...(done ? [to(t.browse, Compass, ['browse'], { run: run.id })] : []),
          to(t.again, Play, ['train'], { view: run.viewId, model: run.model }),
          copyId(run.id),
          trash(run),
        ],
      };
    },

    user: (user: string, interactions: number, run: RunSummary | undefined, dataset: string): Entry => ({
      id: `user ${user}`,
      kind: 'user',
      icon: User,
      label: t.user(user),
      also: '',
      detail: () => t.seenBy(interactions),
      caps: [],
      facts: () => [[t.about, t.seenBy(interactions)]],
      deeds: [
        run
          ? to(t.browse, Compass, ['browse'], { run: run.id, user })
          : to(t.open, SquareArrowOutUpRight, ['data', dataset], { user }),
        copyId(user),
      ],
    }),

    item: ({ item, title, interactions }: FoundItem, run: RunSummary | undefined, dataset: string): Entry => ({
      id: `item ${item}`,
      kind: 'item',
      icon: Package,
      label: title ?? item,
      also: '',
      detail: () => t.seenBy(interactions),
      caps: [],
      facts: () => [
        [t.about, t.seenBy(interactions)],
        [t.id, item],
      ],
      deeds: [
        run
          ? to(t.similar, Compass, ['browse'], { run: run.id, item })
          : to(t.open, SquareArrowOutUpRight, ['data', dataset], { item }),
        copyId(item),
      ],
    }),
  };
}

/** The figure by which a run is known: what it reached on the test part, else its best on the validation part. */
function figureOf({ metrics, verdict, best }: RunSummary): string | null {
  const metric = verdict?.metric ?? Object.keys(metrics ?? {}).at(0);
  const value = metric === undefined ? undefined : metrics?.[metric]?.mean;
  if (metric !== undefined && value !== undefined)
    return text.palette.figure(metricName(metric), metricFigure(metric, value));
  return best && text.palette.figure(metricName(best.metric), metricFigure(best.metric, best.value));
}
