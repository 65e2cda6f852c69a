import type { ComponentChildren } from 'preact';

interface StatProps {
  /** Tests find it as `stat-<name>`. */
  name: string;
  label: string;
  /** The bare number in the unit its name implies, for tests and scripts; null when not known. */
  value: number | string | null;
  children: ComponentChildren;
}

/** A number with its label, for use inside a `<dl class="stats">`. */
export function Stat({ name, label, value, children }: StatProps) {
  return (
    <div class="stat" data-testid={`stat-${name}`} data-value={value === null ? '' : String(value)}>
      <dt>{label}</dt>
      <dd>{children}</dd>
    </div>
  );
}
