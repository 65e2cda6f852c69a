/**
 * The help page's controller: a worker that does the work, and the peer connections that only a page can hold.
 * @module
 */
import type { Pool } from '@p2c2g/protocol';
import { AccessDesk } from '../access/desk.ts';
import { browserKeep } from '../access/keep.ts';
import { loadRegion } from '../access/region.ts';
import { PeerHost } from '../link/peer-host.ts';
import { signalingUrl } from '../signaling/url.ts';
import type { HelperCommand, HelperReport } from '../stream/helper/messages.ts';
import { Store } from '../ui/store.ts';
import { type HelpController, type HelpView, idleHelpView } from './view.ts';

/** Kept for the tab, not the browser: two tabs are two helpers. */
const PEER_ID_KEY = 'p2c2g.peer-id';

export function createHelpController(): HelpController & { readonly access: AccessDesk } {
  const state = new Store<HelpView>(idleHelpView());
  let worker: Worker | undefined;
  /** As it was told to last: a thawed page goes on with the same. */
  let serves: Pool = 'anyone';

  const tell = (command: HelperCommand, transfer: Transferable[] = []) =>
    worker?.postMessage(command, transfer);
  const host = new PeerHost((event, transfer) => tell(event, transfer));

  const access = new AccessDesk(browserKeep(), (credential) => tell({ type: 'unlock', credential }));

  const start = () => {
    worker ??= spawn(state, host, access);
    tell({
      type: 'donate',
      start: {
        signalingUrl: signalingUrl(location),
        peerId: ownPeerId(),
        credential: access.credential,
        serves,
        region: loadRegion(),
        hasPeerConnection: typeof RTCPeerConnection === 'function',
        ...allowedBackends(location.search),
      },
    });
  };

  // A hidden tab without an open connection may be frozen; one that holds a lock is not.
  void navigator.locks?.request(`p2c2g-helper-${crypto.randomUUID()}`, () => new Promise(() => {}));
  addEventListener('pagehide', () => {
    tell({ type: 'stop', reason: 'the tab was closed' });
    // The worker may have no time left to say it: a connection that is closed here is closed there at once.
    host.closeAll();
  });
  // A frozen page answers nobody, and is thawed when its person comes back.
  let donatedWhenFrozen = false;
  document.addEventListener('freeze', () => {
    donatedWhenFrozen = ['waiting', 'serving', 'reconnecting'].includes(state.get().phase.kind);
    tell({ type: 'stop', reason: 'the browser froze the tab' });
    host.closeAll();
  });
  document.addEventListener('resume', () => {
    if (donatedWhenFrozen) start();
  });
  addEventListener('online', () => tell({ type: 'network-changed' }));

  return {
    state,
    access,
    donate: (whom) => {
      serves = whom;
      start();
    },
    pause: () => tell({ type: 'pause' }),
    resume: () => tell({ type: 'resume' }),
    stop: () => {
      access.dismiss();
      tell({ type: 'stop', reason: 'the helper stopped' });
    },
    retryNow: () => tell({ type: 'retry-now' }),
  };
}

function spawn(state: Store<HelpView>, host: PeerHost, access: AccessDesk): Worker {
  const worker = new Worker(new URL('../workers/helper.worker.ts', import.meta.url), {
    type: 'module',
    name: 'p2c2g-helper',
  });
  worker.onmessage = ({ data }: MessageEvent<HelperReport>) => {
    if (data.type === 'view') state.set(data.view);
    else if (data.type === 'peer-id') sessionStorage.setItem(PEER_ID_KEY, data.peerId);
    else if (data.type === 'access') access.hear(data);
    else host.handle(data);
  };
  worker.onerror = (event) => {
    const what = event.message || 'The worker could not be started.';
    state.patch({
      phase: { kind: 'refused', problem: { code: null, what, fault: 'p2c2g', remedy: 'Reload the page.' } },
    });
  };
  return worker;
}

function ownPeerId(): string {
  const known = sessionStorage.getItem(PEER_ID_KEY);
  if (known) return known;
  const peerId = `helper-${crypto.randomUUID().slice(0, 8)}`;
  sessionStorage.setItem(PEER_ID_KEY, peerId);
  return peerId;
}

/** `?engine=wasm` or `?engine=webgpu` pins the engine: for tests, and for machines where measuring chooses wrongly. */
function allowedBackends(search: string): { allow?: ('webgpu' | 'wasm')[] } {
  const engine = new URLSearchParams(search).get('engine');
  return engine === 'wasm' || engine === 'webgpu' ? { allow: [engine] } : {};
}
