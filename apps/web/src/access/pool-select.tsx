import type { Pool } from '@p2c2g/protocol';
import { Select } from '../ui/select.tsx';
import { POOL_NOTES, POOL_WORDS, readPool } from './company.ts';

interface PoolSelectProps {
  id: string;
  label: string;
  value: Pool;
  onChange: (pool: Pool) => void;
}

/** The choice of whom to work with, and what it needs. */
export function PoolSelect({ id, label, value, onChange }: PoolSelectProps) {
  const note = POOL_NOTES[value];
  return (
    <Select
      id={id}
      label={label}
      value={value}
      options={Object.entries(POOL_WORDS)}
      onChange={(chosen) => onChange(readPool(chosen))}
    >
      {note && <p class="soft small">{note}</p>}
    </Select>
  );
}
