import { type Dialect, Line } from '../line.ts';

/** As PeerJS speaks: name and token in the address, then typed messages. */
export const peerDialect = (url: string): Dialect => ({
  async connect(id) {
    const line = await Line.open(id, `${url}/peerjs?key=peerjs&id=${id}&token=t${id}`);
    line.beat = () => JSON.stringify({ type: 'HEARTBEAT' });
    return line;
  },
  async join(gamers, helpers) {
    gamers.forEach((gamer, n) => {
      const helper = helpers[n]!;
      const words = (dst: string) => (text: string) =>
        JSON.stringify({ type: 'CANDIDATE', dst, payload: { candidate: text, connectionId: 'c' } });
      gamer.relay = words(helper.id);
      helper.relay = words(gamer.id);
    });
  },
});
