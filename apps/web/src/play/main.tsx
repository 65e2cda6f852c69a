import { useState } from 'preact/hooks';
import { AccessDialog } from '../access/dialog.tsx';
import { mount } from '../ui/mount.ts';
import { useStore } from '../ui/use-store.ts';
import { createPlayController } from './controller.ts';
import { PlayPage } from './page.tsx';
import { loadSettings, saveSettings, withKnownSource } from './settings.ts';

const controller = createPlayController();

/** Holds what belongs to the page alone: the choices (remembered) and the chosen file (not). */
function Play() {
  const view = useStore(controller.state);
  const [settings, setSettings] = useState(loadSettings);
  const [file, setFile] = useState<File | null>(null);
  return (
    <>
      <PlayPage
        view={view}
        controller={controller}
        settings={withKnownSource(settings, view.sources)}
        file={file}
        onFile={setFile}
        onSettings={(change) => {
          const next = { ...settings, ...change };
          setSettings(next);
          saveSettings(next);
        }}
      />
      <AccessDialog desk={controller.access} withoutText="Go on without helpers" onWithout={() => {}} />
    </>
  );
}

mount(<Play />);
