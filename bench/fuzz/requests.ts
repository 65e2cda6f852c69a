/**
 * Malformed requests over HTTP.
 * @module
 */
import { Agent, request } from 'node:http';
import { type FuzzRequest, makeRequest, type Random } from './corpus.ts';
import type { Tally } from './tally.ts';

const REQUEST_LIMIT_MS = 10_000;
const LEAST_REFUSAL = 400;
const LEAST_FAULT = 500;

export class RequestFuzzer {
  readonly #agent = new Agent({ keepAlive: true, maxSockets: 16 });
  readonly #url: URL;
  readonly #tally: Tally;

  constructor(url: string, tally: Tally) {
    this.#url = new URL(url);
    this.#tally = tally;
  }

  async one(random: Random): Promise<void> {
    const wanted = makeRequest(random);
    this.#tally.sent('request');
    const answer = await this.#ask(wanted);
    if (answer === undefined) return;
    const { status, type, body } = answer;
    if (status >= LEAST_FAULT)
      this.#tally.wrong(`${wanted.method} ${wanted.path} was answered with ${status}`);
    if (status < LEAST_REFUSAL) return;
    const code =
      type.includes('json') && body !== '' ? (JSON.parse(body) as { code?: string }).code : undefined;
    this.#tally.refused(code ?? `HTTP ${status}`);
    // An answer to HEAD has no body.
    if (code === undefined && wanted.method !== 'HEAD')
      this.#tally.wrong(`${wanted.method} ${wanted.path}: ${status} without a code: ${body.slice(0, 200)}`);
  }

  close(): void {
    this.#agent.destroy();
  }

  /** @returns undefined when the server hung up on it */
  #ask({
    method,
    path,
    headers,
    body,
  }: FuzzRequest): Promise<{ status: number; type: string; body: string } | undefined> {
    return new Promise((resolve) => {
      const { hostname, port } = this.#url;
      const asked = request({
        agent: this.#agent,
        hostname,
        port,
        method,
        path,
        headers,
        timeout: REQUEST_LIMIT_MS,
      });
      asked.on('timeout', () => {
        this.#tally.wrong(`${method} ${path} was never answered`);
        asked.destroy();
      });
      asked.on('error', () => {
        this.#tally.refused('hung up');
        resolve(undefined);
      });
      asked.on('response', (response) => {
        let text = '';
        response.setEncoding('utf8');
        response.on('data', (part: string) => {
          text += part;
        });
        response.on('end', () =>
          resolve({
            status: response.statusCode ?? 0,
            type: String(response.headers['content-type']),
            body: text,
          }),
        );
        response.on('error', () => resolve(undefined));
      });
      asked.end(body);
    });
  }
}
