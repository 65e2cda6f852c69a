import { useEffect, useState } from 'preact/hooks';
import { Select } from '../ui/select.tsx';
import { loadRegion, offeredRegions, saveRegion } from './region.ts';

/** The choice of one's region, where the coordinator names any. */
export function RegionSelect() {
  const [regions, setRegions] = useState<readonly string[]>([]);
  const [chosen, setChosen] = useState(() => loadRegion() ?? '');
  useEffect(() => {
    void offeredRegions().then(setRegions);
  }, []);
  if (regions.length === 0) return null;
  const choose = (region: string) => {
    setChosen(region);
    saveRegion(region);
  };
  return (
    <Select
      id="region"
      label="Region"
      value={regions.includes(chosen) ? chosen : ''}
      options={[['', 'Any'], ...regions.map((region) => [region, region] as const)]}
      onChange={choose}
    />
  );
}
