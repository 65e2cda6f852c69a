import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { GENERATED, generateSource } from './compile.ts';

test('the compiled kernels are those of the sources', async () => {
  expect(await readFile(GENERATED, 'utf8')).toBe(await generateSource());
});
