import { useState } from 'preact/hooks';
import { formatBytes } from '../ui/format.ts';

/** Where a video file is dropped or picked. The file stays on this machine: only its frames go out, as any source's do. */
export function FileDrop({ file, onFile }: { file: File | null; onFile: (file: File) => void }) {
  const [over, setOver] = useState(false);
  const take = (files: FileList | null | undefined) => {
    const first = files?.[0];
    if (first) onFile(first);
  };
  return (
    <label
      class="drop"
      data-testid="file-drop"
      data-over={over}
      onDragOver={(event) => {
        event.preventDefault(); // says that a drop is welcome here
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={(event) => {
        event.preventDefault();
        setOver(false);
        take(event.dataTransfer?.files);
      }}
    >
      <input
        type="file"
        accept="video/*"
        class="visually-hidden"
        data-testid="file-input"
        onChange={(event) => take(event.currentTarget.files)}
      />
      {file ? (
        <span>
          <strong>{file.name}</strong> <span class="soft num">{formatBytes(file.size)}</span>
        </span>
      ) : (
        <span>
          Drop a video here, or <span class="drop-link">choose a file</span>
        </span>
      )}
    </label>
  );
}
