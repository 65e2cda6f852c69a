import { useEffect, useRef, useState } from 'preact/hooks';
import { ProblemBox } from '../ui/problem-box.tsx';
import { useStore } from '../ui/use-store.ts';
import type { AccessAsk, AccessDesk } from './desk.ts';
import './dialog.css';

interface AccessDialogProps {
  readonly desk: AccessDesk;
  /** The button that goes on without: what that means here. */
  readonly withoutText: string;
  readonly onWithout: () => void;
}

/** Asks for a key or an invite while the coordinator wants one. The browser's own dialog keeps focus inside. */
export function AccessDialog({ desk, withoutText, onWithout }: AccessDialogProps) {
  const ask = useStore(desk.ask);
  if (!ask) return null;
  const without = () => {
    desk.dismiss();
    onWithout();
  };
  return <Asking ask={ask} desk={desk} withoutText={withoutText} without={without} />;
}

interface AskingProps {
  readonly ask: AccessAsk;
  readonly desk: AccessDesk;
  readonly withoutText: string;
  readonly without: () => void;
}

function Asking({ ask, desk, withoutText, without }: AskingProps) {
  const ref = useRef<HTMLDialogElement>(null);
  const [text, setText] = useState('');
  const [remember, setRemember] = useState(false);
  useEffect(() => ref.current?.showModal(), []);
  const credential = text.trim();
  return (
    <dialog
      ref={ref}
      class="access"
      aria-labelledby="access-title"
      data-testid="access"
      onCancel={(event) => {
        event.preventDefault();
        without();
      }}
    >
      <form
        class="stack"
        onSubmit={(event) => {
          event.preventDefault();
          if (credential) desk.enter(credential, remember);
        }}
      >
        <h2 id="access-title">A key or an invite, please</h2>
        {ask.problem ? (
          <ProblemBox problem={ask.problem} tone="notice" />
        ) : (
          <p class="soft">
            This server is not open to everyone. Whoever runs it can give you an invite code.
          </p>
        )}
        <label class="access-field">
          <span>Key or invite code</span>
          <input
            type="password"
            name="access-code"
            autocomplete="off"
            spellcheck={false}
            maxLength={2048}
            value={text}
            data-testid="access-code"
            onInput={(event) => setText(event.currentTarget.value)}
          />
        </label>
        <label class="access-remember">
          <input
            type="checkbox"
            checked={remember}
            data-testid="access-remember"
            onChange={(event) => setRemember(event.currentTarget.checked)}
          />
          <span>Remember on this device. Otherwise it is forgotten with this tab.</span>
        </label>
        <div class="row">
          <button
            type="submit"
            class="button button-main"
            data-testid="access-enter"
            disabled={credential === ''}
          >
            Enter
          </button>
          <button type="button" class="button" data-testid="access-without" onClick={without}>
            {withoutText}
          </button>
        </div>
      </form>
    </dialog>
  );
}
