/**
 * Listens to all that a page complains of, and to where it asks for things.
 * @module
 */
import type { BrowserContext } from 'playwright-core';

export interface PageWatch {
  /** Console errors, exceptions, refusals by the content security policy, requests that failed, in the order they came. */
  readonly complaints: readonly string[];
  /** Every origin that was asked for anything. */
  readonly origins: ReadonlySet<string>;
}

/** Watches every page that the context opens from now on. */
export async function watchPages(context: BrowserContext): Promise<PageWatch> {
  const complaints: string[] = [];
  const origins = new Set<string>();
  context.on('console', (message) => {
    if (message.type() === 'error' || message.text().startsWith('csp: ')) complaints.push(message.text());
  });
  context.on('weberror', (event) => complaints.push(String(event.error())));
  context.on('requestfailed', (request) => {
    const why = request.failure()?.errorText;
    // A page that is left takes with it what it was asking for just then.
    if (why !== 'net::ERR_ABORTED') complaints.push(`${request.url()}: ${why}`);
  });
  context.on('response', (response) => {
    if (response.status() >= 400) complaints.push(`${response.url()}: ${response.status()}`);
  });
  context.on('request', (request) => {
    const { protocol, origin } = new URL(request.url());
    if (protocol !== 'blob:' && protocol !== 'data:') origins.add(origin);
  });
  await context.addInitScript(() => {
    addEventListener('securitypolicyviolation', ({ violatedDirective, blockedURI }) =>
      console.warn(`csp: ${violatedDirective} ${blockedURI}`),
    );
  });
  return { complaints, origins };
}
