import type { SourceOption } from './view.ts';

interface SourcesProps {
  sources: readonly SourceOption[];
  chosen: string;
  onChoose: (id: string) => void;
}

/** What to upscale, as cards. Each is a radio button in disguise, so arrow keys and screen readers know their way. */
export function Sources({ sources, chosen, onChoose }: SourcesProps) {
  return (
    <fieldset class="sources">
      <legend>What shall be upscaled?</legend>
      <div class="source-cards">
        {sources.map((source) => (
          <SourceCard key={source.id} source={source} chosen={source.id === chosen} onChoose={onChoose} />
        ))}
      </div>
    </fieldset>
  );
}

function SourceCard(props: { source: SourceOption; chosen: boolean; onChoose: (id: string) => void }) {
  const { source, chosen, onChoose } = props;
  const disabled = source.unavailable !== null;
  return (
    <label class="source-card" data-testid={`source-${source.id}`} data-disabled={disabled}>
      <input
        type="radio"
        name="source"
        class="visually-hidden"
        value={source.id}
        checked={chosen}
        disabled={disabled}
        onChange={() => onChoose(source.id)}
      />
      <SourceIcon kind={source.kind} />
      <span class="source-title">{source.title}</span>
      <span class="soft small">{source.unavailable ?? source.description}</span>
    </label>
  );
}

function SourceIcon({ kind }: { kind: SourceOption['kind'] }) {
  return (
    <svg class="source-icon" viewBox="0 0 32 24" width="32" height="24" aria-hidden="true">
      {kind === 'demo' && <path d="M3 3h26v18H3zM3 18l8-8 6 7 4-4 8 7M22 8.5a1.5 1.5 0 1 0 .01 0" />}
      {kind === 'capture' && <path d="M3 3h26v14H3zM11 22h10M16 17v5M12 10l4-4 4 4M16 6v8" />}
      {kind === 'file' && <path d="M5 2h15l7 7v13H5zM20 2v7h7M13 10v8l7-4z" />}
    </svg>
  );
}
