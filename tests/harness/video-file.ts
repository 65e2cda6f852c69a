/**
 * Small media files, made on the spot.
 * @module
 */
import type { Page } from 'playwright-core';

/** What Playwright puts into a file input. */
interface MadeFile {
  readonly name: string;
  readonly mimeType: string;
  readonly buffer: Buffer;
}

/** A WebM of some seconds with a square that goes round, recorded by the browser from a canvas. */
export async function makeVideo(page: Page, seconds: number): Promise<MadeFile> {
  const base64 = await page.evaluate(async (ms) => {
    const canvas = document.createElement('canvas');
    Object.assign(canvas, { width: 320, height: 180 });
    const context = canvas.getContext('2d')!;
    let n = 0;
    const timer = setInterval(() => {
      n += 1;
      context.fillStyle = '#203060';
      context.fillRect(0, 0, 320, 180);
      context.fillStyle = '#f0c040';
      context.fillRect(140 + 120 * Math.cos(n / 8), 70 + 60 * Math.sin(n / 8), 40, 40);
    }, 33);
    const recorder = new MediaRecorder(canvas.captureStream(30), { mimeType: 'video/webm;codecs=vp8' });
    const parts: Blob[] = [];
    recorder.ondataavailable = ({ data }) => parts.push(data);
    const stopped = new Promise((done) => {
      recorder.onstop = done;
    });
    recorder.start();
    setTimeout(() => recorder.stop(), ms);
    await stopped;
    clearInterval(timer);
    const bytes = new Uint8Array(await new Blob(parts).arrayBuffer());
    return btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(''));
  }, seconds * 1000);
  return { name: 'game.webm', mimeType: 'video/webm', buffer: Buffer.from(base64, 'base64') };
}

/** A second of silence: media that plays, with no picture in it. */
export function makeSound(): MadeFile {
  const samples = 8000;
  const buffer = Buffer.alloc(44 + samples, 128);
  buffer.write('RIFF', 0);
  buffer.writeUInt32LE(36 + samples, 4);
  buffer.write('WAVEfmt ', 8);
  buffer.writeUInt32LE(16, 16);
  buffer.writeUInt16LE(1, 20);
  buffer.writeUInt16LE(1, 22);
  buffer.writeUInt32LE(8000, 24);
  buffer.writeUInt32LE(8000, 28);
  buffer.writeUInt16LE(1, 32);
  buffer.writeUInt16LE(8, 34);
  buffer.write('data', 36);
  buffer.writeUInt32LE(samples, 40);
  return { name: 'silence.wav', mimeType: 'audio/wav', buffer };
}

export const noMedia: MadeFile = {
  name: 'notes.mp4',
  mimeType: 'video/mp4',
  buffer: Buffer.from('This is a shopping list: milk, bread, a graphics card.'),
};
