/**
 * Pictures and clips through the system's ffmpeg: it reads what others bring, and holds the encoders that streams are made with.
 * @module
 */
import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { once } from 'node:events';
import type { Readable, Writable } from 'node:stream';
import type { I420Frame } from '@p2c2g/upscale';
import { ensureTools, findTool, type Tool } from '../../scripts/lib/apt.mjs';
import { PlainProblem } from '../../scripts/lib/say.mjs';
import { readY4m, y4mFrame, y4mHeader } from './y4m.ts';

const FFMPEG: Tool = {
  debianPackage: 'ffmpeg',
  programs: ['ffmpeg'],
  variable: 'FFMPEG_PATH',
  purpose: 'reading pictures and clips, and the video codecs they go through',
};

/** Exact rounding and no code paths that differ between processors. */
const EXACT = ['-sws_flags', 'accurate_rnd+full_chroma_int+bitexact'];
/** Enough of what ffmpeg complained of to tell what is wrong. */
const COMPLAINT_CHARS = 400;

/** Installs ffmpeg where that needs no one's password. @throws PlainProblem that says what to install */
export function ensureFfmpeg(): void {
  ensureTools({ tools: [FFMPEG] });
}

/** Frames of a clip as 4:2:0 in limited range, in order. @throws PlainProblem when ffmpeg cannot read it */
export async function* readClip(path: string, format: readonly string[] = []): AsyncGenerator<I420Frame> {
  const from = [...format, '-i', path, '-map', '0:v:0', '-fps_mode', 'passthrough'];
  const child = start([...from, ...EXACT, '-pix_fmt', 'yuv420p', '-f', 'yuv4mpegpipe', '-']);
  child.stdin.end();
  const ended = outcome(child, path);
  try {
    yield* readY4m(child.stdout);
    const complaint = await ended;
    if (complaint) throw new PlainProblem(complaint);
  } finally {
    // Whoever needs no further frame leaves early; the rest of the output must not keep ffmpeg waiting.
    child.kill();
    child.stdout.destroy();
    await ended;
  }
}

/** One picture as ffmpeg's PPM: its size, and its pixels as RGB. @throws PlainProblem when ffmpeg cannot read it */
export async function readPicture(path: string): Promise<{ width: number; height: number; rgb: Buffer }> {
  const child = start(['-i', path, '-frames:v', '1', ...EXACT, '-c:v', 'ppm', '-f', 'image2pipe', '-']);
  child.stdin.end();
  const ended = outcome(child, path);
  const chunks: Buffer[] = [];
  for await (const chunk of child.stdout) chunks.push(chunk as Buffer);
  const complaint = await ended;
  const ppm = Buffer.concat(chunks);
  const [head, width, height] = /^P6\s(\d+)\s(\d+)\s255\s/.exec(ppm.toString('latin1', 0, 40)) ?? [];
  if (complaint || head === undefined) throw new PlainProblem(complaint ?? `${path}: not an 8-bit picture`);
  return { width: Number(width), height: Number(height), rgb: ppm.subarray(head.length) };
}

/** Frames of one size through an encoder into `path`. Returns how many there were. */
export async function writeClip(
  frames: AsyncIterable<I420Frame> | Iterable<I420Frame>,
  encoder: readonly string[],
  path: string,
): Promise<number> {
  const child = start(['-f', 'yuv4mpegpipe', '-i', '-', ...encoder, '-y', path]);
  const ended = outcome(child, path);
  child.stdout.resume();
  // A broken pipe is told by ffmpeg's own words below.
  child.stdin.on('error', () => undefined);
  let count = 0;
  for await (const frame of frames) {
    if (count === 0) child.stdin.write(y4mHeader(frame));
    count += 1;
    if (child.exitCode !== null) break;
    if (!child.stdin.write(y4mFrame(frame))) await Promise.race([once(child.stdin, 'drain'), ended]);
  }
  child.stdin.end();
  const complaint = await ended;
  if (complaint) throw new PlainProblem(complaint);
  return count;
}

/** A picture's file in another format, as `encoder` says. */
export async function convertPicture(picture: Buffer, encoder: readonly string[]): Promise<Buffer> {
  const child = start(['-f', 'image2pipe', '-i', '-', ...encoder, '-']);
  const ended = outcome(child, encoder.join(' '));
  child.stdin.on('error', () => undefined);
  child.stdin.end(picture);
  const chunks: Buffer[] = [];
  for await (const chunk of child.stdout) chunks.push(chunk as Buffer);
  const complaint = await ended;
  if (complaint) throw new PlainProblem(complaint);
  return Buffer.concat(chunks);
}

type Child = ChildProcessByStdio<Writable, Readable, Readable>;

function start(args: readonly string[]): Child {
  const program = findTool(FFMPEG);
  if (program === undefined) throw new PlainProblem('ffmpeg is gone');
  return spawn(program, ['-hide_banner', '-nostdin', '-v', 'error', ...args], {
    stdio: ['pipe', 'pipe', 'pipe'],
  });
}

/** What ffmpeg complained of, or nothing when it ended well. */
async function outcome(child: Child, path: string): Promise<string | undefined> {
  let words = '';
  child.stderr.on('data', (text: Buffer) => {
    if (words.length < COMPLAINT_CHARS) words += text.toString();
  });
  const [code] = (await once(child, 'close')) as [number | null];
  if (code === 0) return undefined;
  return `ffmpeg fails on ${path}: ${words.trim().slice(0, COMPLAINT_CHARS) || `exit code ${code}`}`;
}
