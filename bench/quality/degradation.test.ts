import { expect, test } from 'vitest';
import { bitrateBps, encoderArgs, parseDegradation } from './degradation.ts';

test('names say codec and rate', () => {
  expect(parseDegradation('clean')).toEqual({ name: 'clean' });
  expect(parseDegradation('h264-1500k').stream).toEqual({ codec: 'h264', kbps: 1500 });
  expect(parseDegradation('vp9-700k').stream).toEqual({ codec: 'vp9', kbps: 700 });
});

test.each(['h264', 'h264-1500', 'av1-1500k', 'h264-0k', 'h264-1e9k', ''])('%j is refused by name', (name) => {
  expect(() => parseDegradation(name)).toThrow(`--degradations ${name}`);
});

test('the rate follows the pixels', () => {
  expect(bitrateBps(1500, { width: 640, height: 360 })).toBe(1_500_000);
  expect(bitrateBps(1500, { width: 320, height: 180 })).toBe(375_000);
  expect(bitrateBps(1500, { width: 640, height: 312 })).toBe(1_300_000);
});

test('encoders hold no frame back and keep to the rate', () => {
  const h264 = encoderArgs('h264', 400_000).join(' ');
  expect(h264).toContain('-c:v libx264');
  expect(h264).toContain('-profile:v baseline');
  expect(h264).toContain('-b:v 400000 -maxrate 400000 -bufsize 100000');
  expect(encoderArgs('vp9', 400_000).join(' ')).toContain(
    '-c:v libvpx-vp9 -deadline realtime -cpu-used 7 -lag-in-frames 0',
  );
});
