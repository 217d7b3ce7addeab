export const THEMES = ['system', 'light', 'dark'] as const;
/** Where the workspace keeps the choice. */
export const THEME_SETTING = 'window.theme';
export type ThemeChoice = (typeof THEMES)[number];

/**
 * The person's choice and what is shown. The engine keeps the choice for good (the port, and with it the browser's own
 * storage, may change from start to start); the browser's copy only avoids a flash of the other theme while loading.
 */
export class Theme {
  choice = $state<ThemeChoice>(read());
  #systemDark = $state(false);
  readonly dark = $derived(this.choice === 'dark' || (this.choice === 'system' && this.#systemDark));

  start(): () => void {
    const query = matchMedia('(prefers-color-scheme: dark)');
    const follow = () => (this.#systemDark = query.matches);
    follow();
    query.addEventListener('change', follow);
    this.#show();
    return () => query.removeEventListener('change', follow);
  }

  set(choice: ThemeChoice): void {
    this.choice = choice;
    try {
      localStorage.setItem('theme', choice);
    } catch {
      // Storage may be switched off; the engine's copy stands.
    }
    this.#show();
  }

  /** The opposite of what is shown. */
  get other(): ThemeChoice {
    return this.dark ? 'light' : 'dark';
  }

  #show(): void {
    if (this.choice === 'system') delete document.documentElement.dataset.theme;
    else document.documentElement.dataset.theme = this.choice;
  }
}

export function isTheme(value: unknown): value is ThemeChoice {
  return THEMES.some((theme) => theme === value);
}

function read(): ThemeChoice {
  try {
    const stored = localStorage.getItem('theme');
    return isTheme(stored) ? stored : 'system';
  } catch {
    return 'system';
  }
}
