/**
 * `frame_upscale` as a task of its own: one compressed picture in a message, one back. For clients without WebRTC.
 * @module
 */
import {
  type ClientMessageInput,
  MAX_INLINE_DATA_CHARS,
  P2c2gError,
  type ServerMessage,
} from '@p2c2g/protocol';
import { frameUpscaleParams } from '@p2c2g/protocol/fields.ts';
import { rgbaToI420 } from '@p2c2g/scene';
import * as v from 'valibot';
import { PlaneBuffer, toVideoFrame } from '../../codecs/planes.ts';
import type { WorkLoop } from './work-loop.ts';

type TaskAssign = Extract<ServerMessage, { msg_type: 'task_assign' }>;

/** WebP qualities tried in turn until the picture fits a message. The first looks like the original at a fifth of PNG. */
const WEBP_QUALITIES = [0.85, 0.7, 0.5, 0.3, 0.1];
/** Base64 writes three bytes as four characters. */
const MOST_RESULT_BYTES = (MAX_INLINE_DATA_CHARS / 4) * 3;

/** Runs a task and words its result. Never throws: a failure is a result too. */
export async function runTask(task: TaskAssign, work: WorkLoop, peerId: string): Promise<ClientMessageInput> {
  const startedMs = performance.now();
  const answer = (fields: {
    success: boolean;
    result: unknown;
    algorithm_used?: string;
    error?: string;
  }) => ({
    msg_type: 'task_result' as const,
    task_id: task.task_id,
    attempt: task.attempt,
    processing_time_ms: performance.now() - startedMs,
    peer_id: peerId,
    ...fields,
  });
  try {
    const { bytes, algorithm } = await upscalePicture(task, work);
    return answer({ success: true, result: toBase64(bytes), algorithm_used: algorithm });
  } catch (error) {
    return answer({
      success: false,
      result: null,
      error: codedText(error),
    });
  }
}

async function upscalePicture(
  task: TaskAssign,
  work: WorkLoop,
): Promise<{ bytes: Uint8Array; algorithm: string }> {
  if (task.task_type !== 'frame_upscale') throw new P2c2gError('P2C2G_UNKNOWN_TASK_TYPE', task.task_type);
  const params = v.safeParse(frameUpscaleParams, task.params);
  if (!params.success || task.data === null)
    throw new P2c2gError(
      'P2C2G_BAD_TASK',
      params.success ? 'data is missing' : (params.issues[0]?.message ?? ''),
    );
  const { input_width: width, input_height: height, output_width, output_height, quality } = params.output;
  const input = new PlaneBuffer({ width, height });
  input.set(rgbaToI420(await decodePicture(task.data, width, height), width, height));
  const { planes, algorithm } = await work.upscaleNow(quality, input.frame, {
    width: output_width,
    height: output_height,
  });
  return { bytes: await encodePicture(planes), algorithm };
}

async function decodePicture(base64: string, width: number, height: number): Promise<Uint8ClampedArray> {
  const bitmap = await createImageBitmap(new Blob([fromBase64(base64)])).catch(() => {
    throw new P2c2gError('P2C2G_BAD_TASK', 'data is no picture that this browser reads');
  });
  if (bitmap.width !== width || bitmap.height !== height)
    throw new P2c2gError('P2C2G_BAD_TASK', `the picture is ${bitmap.width}x${bitmap.height}`);
  const context = new OffscreenCanvas(width, height).getContext('2d')!;
  context.drawImage(bitmap, 0, 0);
  bitmap.close();
  return context.getImageData(0, 0, width, height).data;
}

/** A result too large for a message would close the helper's connection: better a coarser picture, or a clear failure. */
async function encodePicture(planes: PlaneBuffer): Promise<Uint8Array> {
  const { width, height } = planes.size;
  const canvas = new OffscreenCanvas(width, height);
  const frame = toVideoFrame(planes, 0);
  canvas.getContext('2d')!.drawImage(frame, 0, 0);
  frame.close();
  for (const quality of WEBP_QUALITIES) {
    const blob = await canvas.convertToBlob({ type: 'image/webp', quality });
    if (blob.size <= MOST_RESULT_BYTES) return new Uint8Array(await blob.arrayBuffer());
  }
  throw new P2c2gError('P2C2G_TOO_LARGE', `the result, ${width}x${height}`);
}

/** The code first, as the coordinator words its own failures. */
function codedText(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  return (error instanceof P2c2gError ? `${error.code}: ${message}` : message).slice(0, 400);
}

function fromBase64(text: string): Uint8Array<ArrayBuffer> {
  try {
    return Uint8Array.from(atob(text), (char) => char.charCodeAt(0));
  } catch {
    throw new P2c2gError('P2C2G_BAD_TASK', 'data is not base64');
  }
}

function toBase64(bytes: Uint8Array): string {
  let text = '';
  for (let i = 0; i < bytes.length; i += 8192) text += String.fromCharCode(...bytes.subarray(i, i + 8192));
  return btoa(text);
}
