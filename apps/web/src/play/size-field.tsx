import { useState } from 'preact/hooks';
import { Select } from '../ui/select.tsx';
import { fitSide, SIZE_LIMITS, sizeId } from './settings.ts';
import type { Size } from './view.ts';

interface SizeFieldProps {
  id: string;
  label: string;
  presets: readonly Size[];
  value: Size | 'auto';
  /** Offers `auto` under this name. */
  autoText?: string;
  onChange: (size: Size | 'auto') => void;
}

const CUSTOM = 'custom';
const spaced = ({ width, height }: Size) => `${width} × ${height}`;

/** A size: one of the usual ones, or width and height by hand. */
export function SizeField({ id, label, presets, value, autoText, onChange }: SizeFieldProps) {
  const known = value === 'auto' || presets.some((preset) => sizeId(preset) === sizeId(value));
  const [byHand, setByHand] = useState(!known);
  const shown: Size = value === 'auto' ? presets[0]! : value;

  const choose = (choice: string) => {
    setByHand(choice === CUSTOM);
    if (choice === 'auto') onChange('auto');
    else if (choice === CUSTOM) onChange(shown);
    else onChange(presets.find((preset) => sizeId(preset) === choice)!);
  };
  const options: [string, string][] = presets.map((preset) => [sizeId(preset), spaced(preset)]);
  if (autoText) options.unshift(['auto', autoText]);
  options.push([CUSTOM, 'Other…']);

  return (
    <Select
      id={id}
      label={label}
      value={byHand ? CUSTOM : value === 'auto' ? 'auto' : sizeId(value)}
      options={options}
      onChange={choose}
    >
      {byHand && (
        <div class="size-by-hand">
          <Side
            id={`${id}-width`}
            name="Width"
            value={shown.width}
            onChange={(width) => onChange({ ...shown, width })}
          />
          <span aria-hidden="true">×</span>
          <Side
            id={`${id}-height`}
            name="Height"
            value={shown.height}
            onChange={(height) => onChange({ ...shown, height })}
          />
        </div>
      )}
    </Select>
  );
}

/** One side in pixels. Corrected when the field is left, not while someone types. */
function Side(props: { id: string; name: string; value: number; onChange: (side: number) => void }) {
  return (
    <input
      type="number"
      data-testid={props.id}
      aria-label={`${props.name} in pixels`}
      min={SIZE_LIMITS.min}
      max={SIZE_LIMITS.max}
      step={2}
      value={props.value}
      onChange={(event) => {
        const side = fitSide(event.currentTarget.valueAsNumber || props.value);
        event.currentTarget.value = String(side);
        props.onChange(side);
      }}
    />
  );
}
