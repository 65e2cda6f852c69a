import type { Assign } from '@p2c2g/protocol';
import { Tokens } from '../../../apps/signal/src/auth/tokens.ts';
import { type Dialect, Line } from '../line.ts';
import { GRANTS, JWT_SECRET, keyId } from '../terms.ts';

const TOKEN_LIFE_MS = 3_600_000;
const CAPABILITIES = {
  cpu_cores: 8,
  ram_gb: 16,
  gpu: 'a gpu',
  gpu_vram_gb: 8,
  codecs: ['h264', 'vp8'],
  measured: [{ quality: 'fast', input_width: 320, input_height: 180, backend: 'webgpu', ms_per_frame: 5 }],
  max_concurrent_tasks: 1,
};
const SESSION = {
  msg_type: 'session_request',
  codecs: ['h264'],
  max_links: 1,
  params: {
    input_width: 320,
    input_height: 180,
    output_width: 640,
    output_height: 360,
    quality: 'fast',
    fps: 30,
    deadline_ms: 100,
  },
};

/** A token of its own for every client, signed here ahead of time: the server still verifies each. */
export async function makeTokens(count: number): Promise<string[]> {
  const tokens = new Tokens(new TextEncoder().encode(JWT_SECRET), TOKEN_LIFE_MS, Date.now);
  const made: string[] = [];
  for (let n = 0; n < count; n += 1) {
    const subject = `key:${keyId(n)}`;
    made.push((await tokens.issue({ subject, grants: GRANTS, scopes: ['connect'] })).text);
  }
  return made;
}

export const p2c2gDialect = (url: string, tokens: string[]): Dialect => ({
  async connect(id, role) {
    const line = await Line.open(id, `${url}/ws`);
    const registered = line.hears('registration_ack');
    line.say(JSON.stringify({ msg_type: 'authenticate', token: tokens.pop() }));
    line.say(
      JSON.stringify(
        role === 'gamer'
          ? { msg_type: 'register_gamer', gamer_id: id }
          : { msg_type: 'peer_register', peer_id: id, capabilities: CAPABILITIES },
      ),
    );
    await registered;
    // Gamers answer the server's pings, which the socket does by itself.
    if (role === 'helper') line.beat = () => beat(id);
    return line;
  },
  async join(gamers, helpers) {
    const byId = new Map(helpers.map((helper) => [helper.id, helper]));
    for (const gamer of gamers) {
      const assign = await requestHelper(gamer);
      const helper = byId.get(assign.peer_id)!;
      const leased = { lease_id: assign.lease_id, epoch: assign.epoch };
      gamer.say(JSON.stringify({ msg_type: 'offer', ...leased, sdp: 'v=0' }));
      gamer.say(JSON.stringify({ msg_type: 'link_state', ...leased, state: 'connected' }));
      let heard = 0;
      const words = (text: string) => {
        heard += 1;
        return JSON.stringify({
          v: 1,
          ack: heard,
          msg_type: 'candidate',
          ...leased,
          candidate: text,
          sdp_mid: '0',
        });
      };
      gamer.relay = words;
      helper.relay = words;
    }
  },
});

/** Asks for a session and waits for its helper. */
export async function requestHelper(gamer: Line): Promise<Assign> {
  const assigned = gamer.hears('"msg_type":"assign"');
  gamer.say(JSON.stringify(SESSION));
  return JSON.parse(await assigned) as Assign;
}

const beat = (peer_id: string): string =>
  JSON.stringify({
    v: 1,
    msg_type: 'heartbeat',
    peer_id,
    timestamp: Date.now(),
    load: 0.2,
    queue: 0,
    ms_per_frame: 5.2,
    thermal_status: 'nominal',
  });
