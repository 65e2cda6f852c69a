import { expect, it } from 'vitest';
import { withDefaults } from '../config-schema.ts';
import { LiveConfig } from './live.ts';

it('takes up what may change, and leaves the rest for a restart', () => {
  const live = new LiveConfig(withDefaults({}));
  const next = withDefaults({
    coordinator: { log_level: 'debug', listen_port: 9, max_peers: 7 },
    limits: { messages_per_second: 7 },
  });
  expect(live.reload(next)).toEqual({
    taken: ['coordinator.log_level', 'limits.messages_per_second'],
    waiting: ['coordinator.listen_port', 'coordinator.max_peers'],
  });
  expect(live.current.limits.messages_per_second).toBe(7);
  expect(live.current.coordinator.listen_port).toBe(8765);
  expect(live.reload(next).taken).toEqual([]);
});
