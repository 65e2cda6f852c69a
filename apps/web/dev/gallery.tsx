/**
 * Every page in every state, with nothing behind it: `/dev/gallery.html?page=play&state=upscaled` on `npx vite`.
 *
 * For looking at, by eye or by screenshot. Not an input of the product's build.
 */
import type { Pool } from '@p2c2g/protocol';
import { useState } from 'preact/hooks';
import { HelpPage } from '../src/help/page.tsx';
import type { HelpController } from '../src/help/view.ts';
import { HomePage } from '../src/home/page.tsx';
import { PlayPage } from '../src/play/page.tsx';
import { DEFAULT_SETTINGS } from '../src/play/settings.ts';
import type { PlayController } from '../src/play/view.ts';
import { mount } from '../src/ui/mount.ts';
import { Store } from '../src/ui/store.ts';
import { HELP_STATES } from './help-states.ts';
import { PLAY_STATES } from './play-states.ts';

const query = new URLSearchParams(location.search);
const page = query.get('page') ?? 'home';
const state = query.get('state') ?? 'idle';

function Help() {
  const [serves, setServes] = useState<Pool>('anyone');
  const view = HELP_STATES[state]!;
  const nothing = () => {};
  const actions: HelpController = {
    state: new Store(view),
    donate: nothing,
    pause: nothing,
    resume: nothing,
    stop: nothing,
    retryNow: nothing,
  };
  return <HelpPage view={view} actions={actions} nowMs={Date.now()} serves={serves} onServes={setServes} />;
}

function paint(canvas: HTMLCanvasElement) {
  canvas.width = 960;
  canvas.height = 540;
  const context = canvas.getContext('2d')!;
  const sky = context.createLinearGradient(0, 0, 0, 540);
  sky.addColorStop(0, '#26334f');
  sky.addColorStop(1, '#d98a5b');
  context.fillStyle = sky;
  context.fillRect(0, 0, 960, 540);
  context.fillStyle = '#1b1d26';
  for (let x = 0; x < 960; x += 40) context.fillRect(x, 300 + 60 * Math.sin(x), 36, 300);
}

const playController: PlayController = {
  state: new Store(PLAY_STATES[state] ?? PLAY_STATES.idle!),
  attachCanvas: paint,
  play: () => {},
  stop: () => {},
  dismissNotice: () => {},
  screenshot: () => Promise.resolve(new Blob(['x'])),
  diagnostics: () => ({ fake: true }),
};

function Play() {
  const [settings, setSettings] = useState({ ...DEFAULT_SETTINGS, sourceId: query.get('source') ?? 'keep' });
  const view = playController.state.get();
  return (
    <PlayPage
      view={view}
      controller={playController}
      settings={settings}
      file={null}
      onFile={() => {}}
      onSettings={(change) => setSettings({ ...settings, ...change })}
    />
  );
}

const numbers = { helpers: 12, sessions: 3, framesUpscaled: 1_482_903 };
const home = <HomePage stats={state === 'idle' ? numbers : null} />;

mount(page === 'help' ? <Help /> : page === 'play' ? <Play /> : home);
