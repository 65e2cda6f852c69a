/**
 * A Chromium without Playwright, which makes every page believe that it has the focus and is seen: for tests of
 * hidden tabs. Speaks the DevTools protocol and nothing else.
 * @module
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { WebSocket } from 'ws';
import { CHROMIUM, findTool } from '../../scripts/lib/apt.mjs';
import { ALWAYS } from './chromium.ts';
import { waitFor } from './wait.ts';

interface Answer {
  readonly id?: number;
  readonly result?: Record<string, unknown>;
  readonly error?: { readonly message: string };
}

/** A tab as the browser has it. */
export interface RawTab {
  /** The value of an expression; a promise is awaited. */
  evaluate<T>(expression: string): Promise<T>;
}

export class RawChromium {
  readonly #process: ChildProcess;
  readonly #profile: string;
  readonly #socket: WebSocket;
  readonly #waiting = new Map<number, (answer: Answer) => void>();
  #lastId = 0;

  private constructor(process: ChildProcess, profile: string, socket: WebSocket) {
    this.#process = process;
    this.#profile = profile;
    this.#socket = socket;
    socket.on('message', (data) => {
      const answer = JSON.parse(String(data)) as Answer;
      if (answer.id === undefined) return;
      this.#waiting.get(answer.id)?.(answer);
      this.#waiting.delete(answer.id);
    });
  }

  static async launch(): Promise<RawChromium> {
    const program = findTool(CHROMIUM);
    if (program === undefined) throw new Error('no Chromium found');
    const profile = await mkdtemp(join(tmpdir(), 'p2c2g-chromium-'));
    const args = [...ALWAYS, '--remote-debugging-port=0', `--user-data-dir=${profile}`, 'about:blank'];
    const child = spawn(program, args, { stdio: 'ignore' });
    const address = await waitFor(
      async () => {
        const [port, path] = (await readFile(join(profile, 'DevToolsActivePort'), 'utf8')).split('\n');
        return path && `ws://127.0.0.1:${port}${path}`;
      },
      { what: 'Chromium to open its debugging port' },
    );
    const socket = new WebSocket(address, { perMessageDeflate: false });
    await once(socket, 'open');
    return new RawChromium(child, profile, socket);
  }

  /** Opens a tab behind the one that is shown. */
  async openBehind(url: string): Promise<RawTab> {
    const { targetId } = await this.#send('Target.createTarget', { url, background: true });
    const { sessionId } = await this.#send('Target.attachToTarget', { targetId, flatten: true });
    return {
      evaluate: async <T>(expression: string) => {
        const { result, exceptionDetails } = await this.#send(
          'Runtime.evaluate',
          { expression, awaitPromise: true, returnByValue: true },
          sessionId as string,
        );
        if (exceptionDetails) throw new Error(JSON.stringify(exceptionDetails));
        return (result as { value: T }).value;
      },
    };
  }

  async close(): Promise<void> {
    const gone = once(this.#process, 'exit');
    await this.#send('Browser.close', {});
    await gone;
    await rm(this.#profile, { recursive: true, force: true, maxRetries: 5 });
  }

  async #send(method: string, params: object, sessionId?: string): Promise<Record<string, unknown>> {
    this.#lastId += 1;
    const id = this.#lastId;
    const answer = new Promise<Answer>((done) => this.#waiting.set(id, done));
    this.#socket.send(JSON.stringify({ id, method, params, ...(sessionId ? { sessionId } : {}) }));
    const { result, error } = await answer;
    if (error) throw new Error(`${method}: ${error.message}`);
    return result ?? {};
  }
}
