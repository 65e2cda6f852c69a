import { useState } from 'preact/hooks';
import { applyTheme, nextTheme, readTheme, type Theme } from './theme.ts';

const NAMES: Record<Theme, string> = { system: 'Auto', light: 'Light', dark: 'Dark' };

/** One button that goes round: system, light, dark. */
export function ThemeToggle() {
  const [theme, setTheme] = useState<Theme>(readTheme);
  const turn = () => {
    const next = nextTheme(theme);
    applyTheme(next);
    setTheme(next);
  };
  return (
    <button
      type="button"
      class="theme-toggle"
      data-testid="theme"
      onClick={turn}
      aria-label={`Colours: ${NAMES[theme]}. Change.`}
      title={`Colours: ${NAMES[theme]}`}
    >
      <svg viewBox="0 0 16 16" width="16" height="16" aria-hidden="true">
        <circle cx="8" cy="8" r="6" fill="none" stroke="currentColor" stroke-width="1.5" />
        {theme === 'system' && <path d="M8 2a6 6 0 0 1 0 12z" fill="currentColor" />}
        {theme === 'dark' && <circle cx="8" cy="8" r="6" fill="currentColor" />}
      </svg>
      <span class="theme-name">{NAMES[theme]}</span>
    </button>
  );
}
