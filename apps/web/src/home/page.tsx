import { formatCount, NONE } from '../ui/format.ts';
import { DOCS_URL } from '../ui/links.ts';
import { Shell } from '../ui/shell.tsx';
import { Stat } from '../ui/stat.tsx';
import { Drawing } from './drawing.tsx';
import type { LiveStats } from './stats.ts';
import './home.css';

/** `stats`: undefined before the first answer, null when the coordinator cannot be reached. */
export function HomePage({ stats }: { stats: LiveStats | null | undefined }) {
  return (
    <Shell page="home">
      <section class="hero">
        <h1>Someone’s idle GPU can sharpen your game.</h1>
        <p class="lead">
          P2C2G sends a low-resolution game from your browser to the browsers of people who lend their GPU,
          and shows the high-resolution frames they send back. No install, no account, and nobody in the
          middle sees the picture.
        </p>
        <Ways />
        <Live stats={stats} />
      </section>
      <HowItWorks />
      <Facts />
    </Shell>
  );
}

function Ways() {
  return (
    <div class="ways">
      <a class="way-card way-play" href="/play" data-testid="go-play">
        <span class="way-title">Play</span>
        <span>Show it a game; see it larger and sharper.</span>
      </a>
      <a class="way-card way-help" href="/help" data-testid="go-help">
        <span class="way-title">Help</span>
        <span>Lend your GPU for as long as a tab is open.</span>
      </a>
    </div>
  );
}

function Live({ stats }: { stats: LiveStats | null | undefined }) {
  const show = (count: number | null | undefined) => (count == null ? NONE : formatCount(count));
  return (
    <section class="live" aria-label="Right now on this server">
      <dl class="stats">
        <Stat name="helpers" label="helpers online" value={stats?.helpers ?? null}>
          {show(stats?.helpers)}
        </Stat>
        <Stat name="sessions" label="games now" value={stats?.sessions ?? null}>
          {show(stats?.sessions)}
        </Stat>
        <Stat name="frames" label="frames upscaled" value={stats?.framesUpscaled ?? null}>
          {show(stats?.framesUpscaled)}
        </Stat>
      </dl>
      {stats === null && <p class="soft small">The coordinator does not answer just now; trying again.</p>}
    </section>
  );
}

function HowItWorks() {
  return (
    <section class="how" aria-labelledby="how">
      <h2 id="how">How it works</h2>
      <Drawing />
      <ol class="steps">
        <li>
          <h3>Captured small</h3>
          <p>Your browser compresses each frame once and sends it to a few helpers at the same time.</p>
        </li>
        <li>
          <h3>Upscaled elsewhere</h3>
          <p>
            One helper’s GPU runs a small neural network on it. The others stand by, ready for the next frame.
          </p>
        </li>
        <li>
          <h3>Shown in time</h3>
          <p>
            A frame that would be late is scaled on your own machine, so the picture never waits for anyone.
          </p>
        </li>
      </ol>
    </section>
  );
}

const FACTS: readonly [title: string, text: string][] = [
  [
    'Encrypted, browser to browser',
    'Frames travel over WebRTC. The server introduces the two ends; it carries no frames.',
  ],
  [
    'Helpers do see your frames',
    'A helper’s browser must decode a frame to upscale it. The page never draws it. Share only what a stranger may see.',
  ],
  [
    'Addresses are visible',
    'As in any direct connection, gamer and helper can learn each other’s IP address.',
  ],
  [
    'Nothing foreign is run',
    'A helper runs only the networks that came with this page, inside the browser’s sandbox.',
  ],
];

function Facts() {
  return (
    <section class="facts" aria-labelledby="facts">
      <h2 id="facts">Good to know before you start</h2>
      <dl>
        {FACTS.map(([title, text]) => (
          <div key={title}>
            <dt>{title}</dt>
            <dd class="soft">{text}</dd>
          </div>
        ))}
      </dl>
      <p>
        More in the <a href={DOCS_URL}>documentation</a>.
      </p>
    </section>
  );
}
