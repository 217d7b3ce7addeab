import Copy from '@lucide/svelte/icons/copy';
import FileUp from '@lucide/svelte/icons/file-up';
import FlaskConical from '@lucide/svelte/icons/flask-conical';
import Keyboard from '@lucide/svelte/icons/keyboard';
import ListTodo from '@lucide/svelte/icons/list-todo';
import Moon from '@lucide/svelte/icons/moon';
import PanelLeft from '@lucide/svelte/icons/panel-left';
import Search from '@lucide/svelte/icons/search';
import Sun from '@lucide/svelte/icons/sun';
import SunMoon from '@lucide/svelte/icons/sun-moon';
import Trash2 from '@lucide/svelte/icons/trash-2';
import Undo2 from '@lucide/svelte/icons/undo-2';
import ZoomIn from '@lucide/svelte/icons/zoom-in';
import ZoomOut from '@lucide/svelte/icons/zoom-out';
import { toast } from 'svelte-sonner';
import { chooseFiles } from '../features/import/receive.ts';
import { PLACES } from '../features/places.ts';
import { report } from '../features/settings/report.ts';
import { bringBack } from '../features/trash.ts';
import { text } from '../messages/index.ts';
import type { Action } from '../state/actions.svelte.ts';
import { href } from '../state/address.ts';
import type { Application } from '../state/application.svelte.ts';
import { dialogOpen } from './keys.ts';

/** What can be done from anywhere. Each of them has a button, a link or a field somewhere too. */
export function windowActions(app: Application): readonly Action[] {
  const { frame, router, theme, zoom } = app;
  const t = text.actions;
  const { groups } = t;

  const go: Action[] = PLACES.filter(({ nav }) => nav !== 'none').map(({ id, icon }, index) => ({
    id: `go.${id}`,
    label: t.go(text.places[id]),
    group: groups.go,
    icon,
    keys: `Alt+Digit${index + 1}`,
    run: () => router.go(href([id])),
  }));
  const data: Action[] = [
    {
      ...{ id: 'data.import', label: t.importFile, also: t.importAlso, group: groups.data, icon: FileUp },
      keys: '$mod+o',
      run: () => chooseFiles(app),
    },
    {
      ...{ id: 'data.sample', label: t.samples, group: groups.data, icon: FlaskConical },
      run: () => router.go(href(['data'])),
    },
  ];
  const { deleted } = frame;
  if (deleted)
    data.push({
      ...{
        id: 'trash.undo',
        label: t.restore(deleted.map(({ name }) => name).join(', ')),
        group: groups.data,
        icon: Undo2,
      },
      keys: '$mod+z',
      run: () => bringBack(app, deleted),
    });

  data.push({
    ...{ id: 'trash.empty', label: t.emptyTrash, group: groups.data, icon: Trash2 },
    run: () => (frame.emptyingTrash = true),
  });

  const shell: Action[] = [
    {
      ...{ id: 'screen.search', label: t.findOnScreen, group: groups.go, icon: Search },
      keys: '/',
      // A screen without a field of its own is searched by the palette.
      run: () => {
        const field = document.querySelector<HTMLElement>('main :is(input[type=search], .with-icon input)');
        if (field) field.focus();
        else frame.paletteOpen = true;
      },
    },
    {
      ...{ id: 'window.find', label: t.palette, group: groups.window, icon: Search },
      keys: '$mod+k',
      // The same key shuts it, wherever the focus is by then; over another dialog it does not open.
      everywhere: true,
      run: () => (frame.paletteOpen = !frame.paletteOpen && !dialogOpen()),
    },
    {
      ...{ id: 'window.jobs', label: frame.jobsOpen ? t.hideJobs : t.jobs, also: t.jobsAlso, group: groups.window },
      icon: ListTodo,
      keys: '$mod+j',
      run: () => (frame.jobsOpen = !frame.jobsOpen),
    },
    {
      ...{ id: 'window.navigation', group: groups.window, icon: PanelLeft },
      label: frame.collapsed ? text.app.expand : text.app.collapse,
      keys: '$mod+b',
      run: () => (frame.collapsed = !frame.collapsed),
    },
    {
      ...{ id: 'window.shortcuts', label: text.app.shortcuts, group: groups.help, icon: Keyboard },
      keys: '[Shift]+?',
      run: () => (frame.shortcutsOpen = true),
    },
    {
      ...{ id: 'help.diagnostics', label: t.diagnostics, also: t.diagnosticsAlso, group: groups.help, icon: Copy },
      run: async () => {
        await navigator.clipboard.writeText(await report(app));
        toast(text.settings.reportCopied);
      },
    },
    ...themes(),
    ...zooms(),
  ];
  return [...go, ...data, ...shell];

  function themes(): Action[] {
    const about = { also: t.themeAlso, group: groups.window };
    return [
      { ...about, id: 'theme.light', label: t.light, icon: Sun, run: () => app.chooseTheme('light') },
      { ...about, id: 'theme.dark', label: t.dark, icon: Moon, run: () => app.chooseTheme('dark') },
      { ...about, id: 'theme.system', label: t.system, icon: SunMoon, run: () => app.chooseTheme('system') },
    ].filter(({ id }) => id !== `theme.${theme.choice}`);
  }

  function zooms(): Action[] {
    const about = { also: t.zoomAlso, group: groups.window, everywhere: true };
    return [
      {
        ...{ ...about, id: 'zoom.in', label: t.zoomIn, icon: ZoomIn },
        keys: ['$mod+=', '$mod+[Shift]++', '$mod+NumpadAdd'],
        run: () => app.chooseZoom(zoom.next(1)),
      },
      {
        ...{ ...about, id: 'zoom.out', label: t.zoomOut, icon: ZoomOut },
        keys: ['$mod+-', '$mod+NumpadSubtract'],
        run: () => app.chooseZoom(zoom.next(-1)),
      },
      {
        ...{ ...about, id: 'zoom.reset', label: t.zoomReset, icon: Search },
        keys: ['$mod+0', '$mod+Numpad0'],
        run: () => app.chooseZoom(100),
      },
    ];
  }
}
