/**
 * A coordinator, a helper and a task in one program: `npx tsx apps/signal/examples/coordinator.ts`.
 */
import { PNG } from 'pngjs';
import { Coordinator } from '../src/coordinator.ts';

const SIZE = { width: 64, height: 36 };
const picture = new PNG(SIZE);
picture.data.fill(200);

const coordinator = new Coordinator({ listenPort: 0, settings: { coordinator: { log_level: 'silent' } } });
await coordinator.start();
await coordinator.registerPeer('own', { cpu_cores: 2, ram_gb: 4, gpu: null, gpu_vram_gb: null });
const taskId = coordinator.submitTask(
  {
    job_id: 'example',
    task_id: 'first',
    payload: PNG.sync.write(picture),
    deadline_ms: 30_000,
    constraints: {
      task_type: 'frame_upscale',
      input_width: SIZE.width,
      input_height: SIZE.height,
      output_width: 2 * SIZE.width,
      output_height: 2 * SIZE.height,
      quality: 'fast',
    },
  },
  'example',
);
console.log('given to', await coordinator.assignTaskToPeer(taskId));
const { status, output, error } = await coordinator.collectResult(taskId, 30_000);
console.log(status, error ?? `${output?.length} bytes`);
console.log(coordinator.getSystemStats());
await coordinator.close();
process.exit();
