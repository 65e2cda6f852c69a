/** What donating means, said before anyone presses the button. */
const PROMISES: readonly [title: string, text: string][] = [
  ['Nothing to install', 'The work runs in this tab. Close it, and all is as before.'],
  ['Works in a hidden tab', 'Leave it open behind others for hours; it reconnects by itself.'],
  ['Nothing foreign runs', 'Only the networks of this page, inside the browser’s sandbox.'],
  ['Frames are never drawn', 'They pass through memory and are gone. Nothing is kept.'],
];

export function Promises() {
  return (
    <dl class="promises">
      {PROMISES.map(([title, text]) => (
        <div key={title}>
          <dt>{title}</dt>
          <dd class="soft small">{text}</dd>
        </div>
      ))}
    </dl>
  );
}
