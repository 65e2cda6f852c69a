import type { Pool } from '@p2c2g/protocol';
import { useState } from 'preact/hooks';
import { AccessDialog } from '../access/dialog.tsx';
import { mount } from '../ui/mount.ts';
import { useNow } from '../ui/use-now.ts';
import { useStore } from '../ui/use-store.ts';
import { createHelpController } from './controller.ts';
import { HelpPage } from './page.tsx';
import { loadServes, saveServes } from './serves.ts';

const controller = createHelpController();

function Help() {
  const [serves, setServes] = useState<Pool>(loadServes);
  const choose = (next: Pool) => {
    setServes(next);
    saveServes(next);
  };
  return (
    <>
      <HelpPage
        view={useStore(controller.state)}
        actions={controller}
        nowMs={useNow()}
        serves={serves}
        onServes={choose}
      />
      <AccessDialog desk={controller.access} withoutText="Stop helping" onWithout={controller.stop} />
    </>
  );
}

mount(<Help />);
