/** Light or dark: the system's wish, until the person chooses. `public/theme.js` applies the choice before first paint. */
export type Theme = 'system' | 'light' | 'dark';

const KEY = 'p2c2g.theme';
const ORDER: readonly Theme[] = ['system', 'light', 'dark'];

export function readTheme(): Theme {
  const set = document.documentElement.dataset.theme;
  return set === 'light' || set === 'dark' ? set : 'system';
}

export function applyTheme(theme: Theme): void {
  const root = document.documentElement;
  if (theme === 'system') delete root.dataset.theme;
  else root.dataset.theme = theme;
  try {
    if (theme === 'system') localStorage.removeItem(KEY);
    else localStorage.setItem(KEY, theme);
  } catch {
    // Not remembered then; it still holds for this page.
  }
}

/** The theme after `theme` in the toggle's round. */
export function nextTheme(theme: Theme): Theme {
  return ORDER[(ORDER.indexOf(theme) + 1) % ORDER.length]!;
}
