import type { Pool } from '@p2c2g/protocol';
import { Shell } from '../ui/shell.tsx';
import { Checks } from './checks.tsx';
import { Donate } from './donate.tsx';
import { Engines } from './engines.tsx';
import { Promises } from './promises.tsx';
import { Serving } from './serving.tsx';
import { Standing } from './standing.tsx';
import type { HelpController, HelpView } from './view.ts';
import './help.css';

interface HelpPageProps {
  view: HelpView;
  actions: HelpController;
  /** `Date.now()`, given so that the page stays a function of what it is told. */
  nowMs: number;
  serves: Pool;
  onServes: (serves: Pool) => void;
}

/** The helper's page: promises before the start, then checks and speed, then the work. */
export function HelpPage({ view, actions, nowMs, serves, onServes }: HelpPageProps) {
  const { phase, serving } = view;
  const fresh = phase.kind === 'idle';
  const hasServed = serving.sinceMs !== null;
  return (
    <Shell page="help">
      <div class="stack">
        <h1 class={fresh ? '' : 'h1-small'}>{fresh ? 'Lend your GPU to a game.' : 'Lending your GPU'}</h1>
        {fresh && (
          <p class="lead">
            Press the button and leave this tab open. When someone’s machine is too weak for its game, yours
            upscales the frames. Stop whenever you like.
          </p>
        )}
        <Donate view={view} actions={actions} nowMs={nowMs} serves={serves} onServes={onServes} />
        {fresh && <Promises />}
        {hasServed && <Serving stats={serving} nowMs={nowMs} />}
        {!fresh && view.standing && <Standing standing={view.standing} />}
        {!fresh && (
          <div class="help-pair">
            <Checks checks={view.checks} />
            {view.engines.length > 0 && <Engines engines={view.engines} />}
          </div>
        )}
        {!fresh && (
          <p class="soft small">
            Frames are upscaled unseen: this page never draws them.
            {view.peerId && (
              <>
                {' '}
                You are <code data-testid="peer-id">{view.peerId}</code>.
              </>
            )}
          </p>
        )}
      </div>
    </Shell>
  );
}
