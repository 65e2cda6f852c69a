import { expect, test } from 'vitest';
import { ALL_METHODS, USUAL_METHODS } from './methods.ts';
import { readOptions } from './options.ts';

test('data alone is enough', () => {
  const options = readOptions(['--data', 'a', '--data', 'b']);
  expect(options.folders).toEqual(['a', 'b']);
  expect(options.methods.map(({ name }) => name)).toEqual(USUAL_METHODS);
  expect(options.degradations.map(({ name }) => name)).toEqual(['clean', 'h264-1500k']);
  expect(options.limits).toEqual({ pairs: 0, clipFrames: 32 });
});

test('methods and degradations come in the order given, each once', () => {
  const options = readOptions([
    '--data',
    'a',
    '--methods',
    'fast, bicubic,fast',
    '--degradations',
    'vp9-700k',
  ]);
  expect(options.methods.map(({ name }) => name)).toEqual(['fast', 'bicubic']);
  expect(options.degradations).toEqual([{ name: 'vp9-700k', stream: { codec: 'vp9', kbps: 700 } }]);
});

test('all means the imported networks too', () => {
  const { methods } = readOptions(['--data', 'a', '--methods', 'all']);
  expect(methods.map(({ name }) => name)).toEqual(ALL_METHODS);
  expect(ALL_METHODS).toContain('realesr-animevideov3');
});

test.each([
  [[], '--data is missing'],
  [['--data', 'a', '--methods', 'nearest'], 'known are all, bilinear'],
  [['--data', 'a', '--degradations', 'blur'], '--degradations blur'],
  [['--data', 'a', '--pairs', '-1'], '--pairs'],
  [['--data', 'a', '--pairs=many'], '--pairs many'],
  [['--data', 'a', '--what'], 'usage: npm run bench:quality'],
])('%j is refused with what would do', (argv, words) => {
  expect(() => readOptions(argv)).toThrow(words);
});
