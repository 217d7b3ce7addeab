import { createContext, onDestroy } from 'svelte';
import type { Client } from '../../shared/contract.ts';
import { Connection } from '../client/connection.svelte.ts';
import type { Transport } from '../client/transport.ts';
import { Actions, type Action } from './actions.svelte.ts';
import { Focus } from './focus.svelte.ts';
import { Frame } from './frame.svelte.ts';
import { Router } from './router.svelte.ts';
import { Theme, THEME_SETTING, type ThemeChoice } from './theme.svelte.ts';
import { Uploads } from './uploads.svelte.ts';
import { Workspace } from './workspace.svelte.ts';
import { Zoom, ZOOM_SETTING } from './zoom.svelte.ts';

/** Everything that outlives a screen. One per window. */
export class Application {
  readonly connection: Connection;
  readonly workspace: Workspace;
  readonly router = new Router();
  readonly theme = new Theme();
  readonly zoom = new Zoom();
  readonly actions = new Actions();
  readonly focus: Focus;
  readonly uploads: Uploads;
  readonly frame: Frame;

  constructor(transport: Transport) {
    this.connection = new Connection(transport);
    this.workspace = new Workspace(this.connection);
    this.focus = new Focus(this.workspace);
    this.uploads = new Uploads(this.connection);
    this.frame = new Frame(this.workspace);
  }

  get client(): Client {
    return this.connection.client;
  }

  /** Shows a theme and keeps it with the workspace. */
  chooseTheme(choice: ThemeChoice): void {
    this.theme.set(choice);
    this.workspace.saveSetting(THEME_SETTING, choice);
  }

  /** @param percent of the usual size, brought to the nearest step and kept with the workspace */
  chooseZoom(percent: number): void {
    this.zoom.set(percent);
    this.workspace.saveSetting(ZOOM_SETTING, this.zoom.percent);
  }

  /** @returns a function that stops everything. */
  start(): () => void {
    this.zoom.show();
    this.connection.start();
    const stops = [this.workspace.start(), this.router.start(), this.theme.start()];
    return () => {
      for (const stop of stops) stop();
      this.connection.stop();
    };
  }
}

export const [useApplication, provideApplication] = createContext<Application>();

/**
 * Offers actions while the calling component is shown. `source` is read again whenever what it reads changes, so an
 * action that cannot be taken now is left out of its list.
 */
export function offerActions(source: () => readonly Action[]): void {
  onDestroy(useApplication().actions.add(source));
}
