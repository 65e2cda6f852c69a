import { describe, expect, test } from 'vitest';
import { checkHouse, importProblem, importsOf, partOf } from './house.mjs';
import { ROOT } from './paths.mjs';

describe('importsOf', () => {
  test('finds every shape of an import', () => {
    const source = [
      `import a from './a.ts';`,
      `import type { B } from "@p2c2g/protocol";`,
      `import {\n  c,\n} from '../c.ts';`,
      `import './effect.css';`,
      `export * from './d.ts';`,
      `export { e } from './e.ts';`,
      `const f = await import('./f.ts');`,
      `const w = new Worker(new URL('./worker.ts', import.meta.url), { type: 'module' });`,
    ].join('\n');
    expect(importsOf(source).sort()).toEqual(
      [
        '../c.ts',
        './a.ts',
        './d.ts',
        './e.ts',
        './effect.css',
        './f.ts',
        './worker.ts',
        '@p2c2g/protocol',
      ].sort(),
    );
  });

  test('leaves comments and strings alone', () => {
    expect(
      importsOf(`// import a from './a.ts'\n/* import b from './b.ts' */ const url = 'http://x/';`),
    ).toEqual([]);
    expect(importsOf(`run('node', ['--import', 'tsx']);`)).toEqual([]);
  });
});

describe('partOf', () => {
  test.each([
    ['packages/protocol/src/errors.ts', 'packages/protocol'],
    ['apps/web/src/play/view.ts', 'apps/web'],
    ['tests/harness/wait.ts', 'tests'],
    ['vite.config.ts', undefined],
  ])('%s is in %s', (path, part) => {
    expect(partOf(path)).toBe(part);
  });
});

describe('importProblem', () => {
  test.each([
    ['packages/session/src/dispatcher.ts', '@p2c2g/transport'],
    ['packages/session/src/dispatcher.ts', '@p2c2g/protocol/errors.ts'],
    ['packages/transport/src/packet.ts', '@p2c2g/protocol'],
    ['packages/upscale/src/engine.ts', 'onnxruntime-web/wasm'],
    ['packages/upscale/src/engine.ts', './tiling.ts'],
    ['apps/web/src/play/view.ts', '@p2c2g/scene'],
    ['apps/signal/src/server.test.ts', '../../../tests/harness/wait.ts'],
    ['tests/e2e/play.test.ts', '../../apps/signal/src/server.ts'],
    ['bench/e2e.ts', '@p2c2g/signal'],
    ['scripts/start.mjs', 'node:path'],
    ['vite.config.ts', './apps/web/plugin.ts'],
  ])('%s may import %s', (file, specifier) => {
    expect(importProblem(file, specifier)).toBeUndefined();
  });

  test.each([
    ['packages/protocol/src/errors.ts', '@p2c2g/transport'],
    ['packages/upscale/src/engine.ts', '@p2c2g/protocol'],
    ['packages/scene/src/keep/scene.ts', '@p2c2g/upscale'],
    ['packages/transport/src/packet.ts', '@p2c2g/session'],
    ['packages/transport/src/packet.ts', '../../session/src/dispatcher.ts'],
    ['packages/session/src/dispatcher.ts', '@p2c2g/upscale'],
    ['packages/session/src/dispatcher.ts', '../../../apps/web/src/play/view.ts'],
    ['apps/web/src/play/view.ts', '../../../signal/src/server.ts'],
    ['apps/web/src/play/view.ts', '@p2c2g/signal'],
    ['apps/web/src/play/view.ts', '../../../../tests/harness/wait.ts'],
    ['scripts/start.mjs', 'commander'],
  ])('%s must not import %s', (file, specifier) => {
    expect(importProblem(file, specifier)).toContain(`imports '${specifier}'`);
  });
});

test('this house keeps its own rules', () => {
  const { files, problems } = checkHouse(ROOT);
  expect(problems).toEqual([]);
  expect(files).toBeGreaterThan(10);
});
