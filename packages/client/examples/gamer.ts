/**
 * Has one picture made twice as large:
 * `npx tsx packages/client/examples/gamer.ts in.png out.jpg [http://127.0.0.1:8765]`. P2C2G_KEY holds a key where one is
 * asked for. The picture's file must fit a message: 36 KB.
 */
import { readFile, writeFile } from 'node:fs/promises';
import { GamerClient } from '@p2c2g/client';
import { PNG } from 'pngjs';

const [input = 'in.png', output = 'out.jpg', url = 'http://127.0.0.1:8765'] = process.argv.slice(2);
const key = process.env.P2C2G_KEY;
const TIMEOUT_MS = 30_000;

const gamer = new GamerClient(`terminal-gamer-${process.pid}`, {
  source: async () => {
    const data = await readFile(input);
    const { width, height } = PNG.sync.read(data);
    return { width, height, data };
  },
  sink: ({ data }) => writeFile(output, data),
});
await gamer.connectToCoordinator(url, key === undefined ? {} : { key });
const frame = await gamer.captureFrame();
const taskId = gamer.submitFrameForUpscaling(frame, [2 * frame.width, 2 * frame.height]);
const upscaled = await gamer.getUpscaledFrame(taskId, TIMEOUT_MS);
if (upscaled) {
  await gamer.displayFrame(upscaled);
  console.log(`${output}: ${upscaled.width}x${upscaled.height}`);
} else {
  console.log('no helper has done it yet');
  process.exitCode = 1;
}
await gamer.disconnect();
