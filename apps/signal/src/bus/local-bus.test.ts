import { expect, it } from 'vitest';
import { LocalBus } from './local-bus.ts';

it('tells everybody who listens, later, and nobody who has stopped', async () => {
  const errors: unknown[] = [];
  const heard: string[] = [];
  const bus = new LocalBus((error) => errors.push(error));
  bus.subscribe('key-revoked', () => {
    throw new RangeError('a subscriber’s own trouble');
  });
  const stop = bus.subscribe('key-revoked', ({ id }) => heard.push(id));
  bus.publish('key-revoked', { id: 'a' });
  expect(heard).toEqual([]);
  await Promise.resolve();
  stop();
  bus.publish('key-revoked', { id: 'b' });
  await Promise.resolve();
  expect(heard).toEqual(['a']);
  expect(errors).toHaveLength(2);
});
