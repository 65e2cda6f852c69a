import { expect, it } from 'vitest';
import { offeredRegions } from './region.ts';

const answering = (body: string): typeof fetch => (async () => new Response(body)) as typeof fetch;

it('takes the regions that the coordinator names, and none from nonsense or silence', async () => {
  expect(await offeredRegions(answering('{"regions":["eu-west","us.east"]}'))).toEqual([
    'eu-west',
    'us.east',
  ]);
  expect(await offeredRegions(answering('{"regions":["a b",7,"ok"]}'))).toEqual(['ok']);
  for (const body of ['{}', '{"regions":"eu"}', 'no JSON'])
    expect(await offeredRegions(answering(body))).toEqual([]);
  const away = (async () => {
    throw new TypeError('fetch failed');
  }) as typeof fetch;
  expect(await offeredRegions(away)).toEqual([]);
});
