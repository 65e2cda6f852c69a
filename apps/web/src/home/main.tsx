import { useEffect, useState } from 'preact/hooks';
import { mount } from '../ui/mount.ts';
import { HomePage } from './page.tsx';
import { type LiveStats, pollStats } from './stats.ts';

function Home() {
  const [stats, setStats] = useState<LiveStats | null | undefined>(undefined);
  useEffect(() => pollStats(setStats), []);
  return <HomePage stats={stats} />;
}

mount(<Home />);
