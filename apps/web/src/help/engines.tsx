import { formatMs } from '../ui/format.ts';
import type { EngineSpeed } from './view.ts';
import { algorithmWords, ENGINE_NAMES } from './words.ts';

const STATE_WORDS: Record<EngineSpeed['state'], string> = {
  waiting: 'in a moment',
  'warming-up': 'warming up',
  measuring: 'measuring',
  done: '',
  failed: 'not usable here',
};

/** Each engine's speed, measured on this machine, with bars on one scale. Shorter is faster. */
export function Engines({ engines }: { engines: readonly EngineSpeed[] }) {
  const slowest = Math.max(1, ...engines.map((engine) => engine.msPerFrame ?? 0));
  return (
    <section class="panel" aria-labelledby="engines">
      <div class="panel-head">
        <h2 id="engines">Measured speed</h2>
        <span class="soft small">median time for one frame</span>
      </div>
      <ul class="engines">
        {engines.map((engine) => (
          <EngineRow
            key={`${engine.engine} ${engine.model} ${engine.inputWidth}`}
            engine={engine}
            slowest={slowest}
          />
        ))}
      </ul>
    </section>
  );
}

function EngineRow({ engine, slowest }: { engine: EngineSpeed; slowest: number }) {
  const { state, msPerFrame } = engine;
  return (
    <li
      class="engine"
      data-testid={`engine-${engine.engine}`}
      data-state={state}
      data-chosen={engine.chosen}
      data-value={msPerFrame ?? ''}
    >
      <div class="engine-words">
        <span class="engine-name">
          {ENGINE_NAMES[engine.engine]}
          {engine.chosen && <span class="tag">chosen</span>}
        </span>
        <span class="num engine-ms">{msPerFrame === null ? STATE_WORDS[state] : formatMs(msPerFrame)}</span>
      </div>
      <div class="engine-track" aria-hidden="true">
        {msPerFrame !== null && <div style={{ width: `${Math.max(1, (100 * msPerFrame) / slowest)}%` }} />}
      </div>
      <p class="soft small num">
        {algorithmWords(engine.model)}, {engine.inputWidth} × {engine.inputHeight} to {engine.outputWidth} ×{' '}
        {engine.outputHeight}
        {engine.note && `. ${engine.note}`}
      </p>
    </li>
  );
}
