import { PoolSelect } from '../access/pool-select.tsx';
import { RegionSelect } from '../access/region-select.tsx';
import { Select } from '../ui/select.tsx';
import { FileDrop } from './file-drop.tsx';
import { INPUT_PRESETS, inputOf, type PlaySettings, TARGET_PRESETS } from './settings.ts';
import { SizeField } from './size-field.tsx';
import { Sources } from './sources.tsx';
import type { Quality, SourceOption } from './view.ts';
import { QUALITY_WORDS } from './words.ts';

interface SetupProps {
  sources: readonly SourceOption[];
  settings: PlaySettings;
  file: File | null;
  onSettings: (change: Partial<PlaySettings>) => void;
  onFile: (file: File) => void;
  onPlay: () => void;
}

/** All choices before *Play*. */
export function Setup({ sources, settings, file, onSettings, onFile, onPlay }: SetupProps) {
  const source = sources.find(({ id }) => id === settings.sourceId);
  const missing = whatIsMissing(source, file);
  return (
    <form
      class="stack setup"
      onSubmit={(event) => {
        event.preventDefault();
        if (!missing) onPlay();
      }}
    >
      <Sources
        sources={sources}
        chosen={settings.sourceId}
        onChoose={(sourceId) => onSettings({ sourceId })}
      />
      {source?.kind === 'file' && <FileDrop file={file} onFile={onFile} />}
      <Choices settings={settings} onSettings={onSettings} />
      <div class="row">
        <button
          type="submit"
          class="button button-main button-big"
          data-testid="play"
          disabled={missing !== null}
        >
          Play
        </button>
        <p class="soft small">{missing ?? wayOfPixels(settings)}</p>
      </div>
    </form>
  );
}

function Choices({ settings, onSettings }: Pick<SetupProps, 'settings' | 'onSettings'>) {
  const auto = inputOf({ input: 'auto', target: settings.target });
  return (
    <div class="panel choices">
      <SizeField
        id="target-size"
        label="Shown at"
        presets={TARGET_PRESETS}
        value={settings.target}
        onChange={(target) => target !== 'auto' && onSettings({ target })}
      />
      <SizeField
        id="input-size"
        label="Captured at"
        presets={INPUT_PRESETS}
        value={settings.input}
        autoText={`Half (${auto.width} × ${auto.height})`}
        onChange={(input) => onSettings({ input })}
      />
      <Select
        id="quality"
        label="Quality"
        value={settings.quality}
        options={Object.entries(QUALITY_WORDS)}
        onChange={(quality) => onSettings({ quality: quality as Quality })}
      />
      <Select
        id="fps"
        label="Frame rate"
        value={String(settings.fps)}
        options={[
          ['30', '30 fps'],
          ['60', '60 fps'],
        ]}
        onChange={(fps) => onSettings({ fps: fps === '60' ? 60 : 30 })}
      />
      <PoolSelect id="pool" label="Helpers" value={settings.pool} onChange={(pool) => onSettings({ pool })} />
      <RegionSelect />
    </div>
  );
}

/** Why *Play* cannot be pressed yet, or null. */
function whatIsMissing(source: SourceOption | undefined, file: File | null): string | null {
  if (!source) return 'Choose a source first.';
  if (source.unavailable) return source.unavailable;
  return source.kind === 'file' && !file ? 'Choose a video file first.' : null;
}

function wayOfPixels(settings: PlaySettings): string {
  const input = inputOf(settings);
  const { width, height } = settings.target;
  const factor = Math.round((10 * width * height) / (input.width * input.height)) / 10;
  return `${input.width} × ${input.height} goes out, ${width} × ${height} comes back: ${factor} times the pixels.`;
}
