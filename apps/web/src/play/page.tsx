import { ProblemBox } from '../ui/problem-box.tsx';
import { Shell } from '../ui/shell.tsx';
import type { PlaySettings } from './settings.ts';
import { requestOf } from './settings.ts';
import { Setup } from './setup.tsx';
import { Stage } from './stage.tsx';
import type { PlayController, PlayView } from './view.ts';
import './play.css';
import './stage.css';
import './stats.css';

interface PlayPageProps {
  view: PlayView;
  controller: PlayController;
  settings: PlaySettings;
  file: File | null;
  onSettings: (change: Partial<PlaySettings>) => void;
  onFile: (file: File) => void;
}

/** The gamer's page: choices, then the stage. */
export function PlayPage({ view, controller, settings, file, onSettings, onFile }: PlayPageProps) {
  const { phase } = view;
  const choosing = phase.kind === 'idle' || phase.kind === 'failed';
  return (
    <Shell page="play" wide={!choosing}>
      <div class="stack">
        <h1 class={choosing ? 'h1-small' : 'visually-hidden'}>Play, upscaled by others</h1>
        {phase.kind === 'failed' && <ProblemBox problem={phase.problem} />}
        <Stage
          view={view}
          controller={controller}
          showStats={settings.showStats}
          toggleStats={() => onSettings({ showStats: !settings.showStats })}
        />
        {choosing && (
          <Setup
            sources={view.sources}
            settings={settings}
            file={file}
            onSettings={onSettings}
            onFile={onFile}
            onPlay={() => controller.play(requestOf(settings, file))}
          />
        )}
      </div>
    </Shell>
  );
}
