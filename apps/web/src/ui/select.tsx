import type { ComponentChildren } from 'preact';

interface SelectProps {
  id: string;
  label: string;
  value: string;
  options: readonly (readonly [value: string, text: string])[];
  onChange: (value: string) => void;
  children?: ComponentChildren;
}

/** A labelled choice. `id` is its test id too; `children` stand below it. */
export function Select({ id, label, value, options, onChange, children }: SelectProps) {
  return (
    <div class="field">
      <label for={id}>{label}</label>
      <select
        id={id}
        data-testid={id}
        value={value}
        onChange={(event) => onChange(event.currentTarget.value)}
      >
        {options.map(([option, text]) => (
          <option key={option} value={option}>
            {text}
          </option>
        ))}
      </select>
      {children}
    </div>
  );
}
