import { AccessDialog } from '../access/dialog.tsx';
import { mount } from '../ui/mount.ts';
import { useNow } from '../ui/use-now.ts';
import { useStore } from '../ui/use-store.ts';
import { createHelpController } from './controller.ts';
import { HelpPage } from './page.tsx';

const controller = createHelpController();

function Help() {
  return (
    <>
      <HelpPage view={useStore(controller.state)} actions={controller} nowMs={useNow()} />
      <AccessDialog desk={controller.access} withoutText="Stop helping" onWithout={controller.stop} />
    </>
  );
}

mount(<Help />);
