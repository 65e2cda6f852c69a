import { type Dialect, Line } from '../line.ts';

export const bareDialect = (url: string): Dialect => ({
  async connect(id) {
    const line = await Line.open(id, `${url}/ws`);
    const registered = line.hears('registered');
    line.say(JSON.stringify({ type: 'register', id }));
    await registered;
    line.beat = () => JSON.stringify({ type: 'beat', timestamp: Date.now(), load: 0.1 });
    return line;
  },
  async join(gamers, helpers) {
    gamers.forEach((gamer, n) => {
      const helper = helpers[n]!;
      gamer.relay = (text) => JSON.stringify({ type: 'candidate', to: helper.id, candidate: text });
      helper.relay = (text) => JSON.stringify({ type: 'candidate', to: gamer.id, candidate: text });
    });
  },
});
