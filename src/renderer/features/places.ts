import Activity from '@lucide/svelte/icons/activity';
import Compass from '@lucide/svelte/icons/compass';
import Database from '@lucide/svelte/icons/database';
import Funnel from '@lucide/svelte/icons/funnel';
import List from '@lucide/svelte/icons/list';
import Settings from '@lucide/svelte/icons/settings';
import type { Component } from 'svelte';
import type { Workspace } from '../state/workspace.svelte.ts';
import BrowseScreen from './browse/Browse.svelte';
import DataScreen from './data/Data.svelte';
import ExploreScreen from './explore/Explore.svelte';
import ImportScreen from './import/Import.svelte';
import RunsScreen from './runs/Runs.svelte';
import SettingsScreen from './settings/Settings.svelte';
import TrainScreen from './train/Train.svelte';
import ViewsScreen from './views/Views.svelte';

export type PlaceId = 'data' | 'views' | 'train' | 'runs' | 'browse' | 'explore' | 'settings' | 'import';

export interface Place {
  readonly id: PlaceId;
  readonly icon: Component;
  readonly screen: Component;
  /** In the navigation, and on which side of its gap; 'none' is reached from another screen. */
  readonly nav: 'top' | 'bottom' | 'none';
  count?(workspace: Workspace): number;
}

/** Every screen, one line each; its name is `text.places[id]`, its address `#/id`. */
export const PLACES: readonly Place[] = [
  { id: 'data', icon: Database, screen: DataScreen, nav: 'top', count: (workspace) => workspace.datasets.length },
  { id: 'views', icon: Funnel, screen: ViewsScreen, nav: 'top', count: (workspace) => workspace.views.length },
  { id: 'train', icon: Activity, screen: TrainScreen, nav: 'top' },
  { id: 'runs', icon: List, screen: RunsScreen, nav: 'top', count: (workspace) => workspace.runs.length },
  { id: 'browse', icon: Compass, screen: BrowseScreen, nav: 'top' },
  { id: 'explore', icon: Compass, screen: ExploreScreen, nav: 'none' },
  { id: 'settings', icon: Settings, screen: SettingsScreen, nav: 'bottom' },
  { id: 'import', icon: Database, screen: ImportScreen, nav: 'none' },
];

/** Where the navigation points while a screen outside it is shown. */
export const navigationPlace = (id: string): string => (id === 'import' ? 'data' : id === 'explore' ? 'browse' : id);
