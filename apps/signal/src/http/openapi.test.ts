import { afterAll, beforeAll, expect, it } from 'vitest';
import type { RunningCoordinator } from '../server.ts';
import { testCoordinator } from '../test-client.ts';
import { kindOf } from './reference-page.ts';

interface Document {
  readonly openapi: string;
  readonly paths: Record<string, Record<string, { tags?: string[]; summary?: string; security?: object[] }>>;
}

let coordinator: RunningCoordinator;
let document: Document;
beforeAll(async () => {
  coordinator = await testCoordinator();
  document = (await (await fetch(`${coordinator.url}/api/openapi.json`)).json()) as Document;
});
afterAll(() => coordinator.close());

it('describes every address of the API, each with its tag and a sentence', () => {
  expect(document.openapi).toMatch(/^3\.1/);
  const paths = Object.keys(document.paths);
  for (const path of [
    '/livez',
    '/readyz',
    '/metrics',
    '/api/regions',
    '/api/stats',
    '/api/sessions',
    '/api/helpers',
    '/api/tasks',
    '/api/tasks/{task_id}',
    '/api/keys',
    '/api/keys/{id}',
    '/api/invites',
    '/api/token',
    '/api/ice',
    '/api/ledger/account',
    '/api/ledger/transfers',
  ])
    expect(paths).toContain(path);
  for (const [path, methods] of Object.entries(document.paths))
    for (const [method, { tags, summary }] of Object.entries(methods)) {
      expect(tags?.length, `${method} ${path}`).toBe(1);
      expect(summary, `${method} ${path}`).toMatch(/\.$/);
    }
});

it('has the limits that requests are checked by', () => {
  const { parameters } = document.paths['/api/estimate']!.get as { parameters?: object[] };
  expect(parameters).toContainEqual(
    expect.objectContaining({
      name: 'quality',
      in: 'query',
      schema: expect.objectContaining({ enum: ['fast', 'balanced', 'quality'], default: 'fast' }),
    }),
  );
  const { requestBody } = document.paths['/api/tasks']!.post as { requestBody?: object };
  expect(JSON.stringify(requestBody)).toContain('"priority":{"type":"integer","minimum":0,"maximum":9');
});

it('is a page for people too, that needs nothing from elsewhere and runs nothing', async () => {
  const answer = await fetch(`${coordinator.url}/api/reference`);
  expect(answer.headers.get('content-type')).toMatch(/^text\/html/);
  const page = await answer.text();
  expect(page).toContain('POST /api/tasks');
  expect(page).toContain('Scope: admin');
  expect(page).not.toMatch(/<script|https?:\/\//);
  expect((await fetch(`${coordinator.url}/api/reference.css`)).status).toBe(200);
});

it.each([
  [{ type: 'string', minLength: 1, maxLength: 9 }, 'text, 1 to 9 characters'],
  [{ type: 'integer', minimum: 0, maximum: 9 }, 'whole number, 0 to 9'],
  [{ type: 'array', items: { enum: ['a', 'b'] } }, 'list of one of a, b'],
  [{ anyOf: [{ type: 'number' }, { type: 'null' }] }, 'number or null'],
  [{}, 'anything'],
])('says %j as "%s"', (schema, words) => {
  expect(kindOf(schema)).toBe(words);
});
