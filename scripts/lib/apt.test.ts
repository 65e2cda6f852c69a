import { basename, dirname } from 'node:path';
import { expect, test } from 'vitest';
import { CHROMIUM, ensureTools, findTool, IP, POSTGRES, type Tool } from './apt.mjs';

/** A machine where apt-get's steps answer with the given exit codes, and installing works when one of them is 0. */
function machine(missing: readonly Tool[], installCodes: number[]) {
  const absent = new Set(missing);
  const calls: string[] = [];
  const waits: number[] = [];
  return {
    calls,
    waits,
    outside: {
      tools: [CHROMIUM, IP],
      find: (tool: Tool) => (absent.has(tool) ? undefined : `/usr/bin/${tool.programs[0]}`),
      tell: () => {},
      wait: (seconds: number) => waits.push(seconds),
      prefix: ['env', 'DEBIAN_FRONTEND=noninteractive'],
      run: (program: string, args: string[]) => {
        calls.push([program, ...args].join(' '));
        if (args.includes('update')) return 0;
        const code = installCodes.shift() ?? 1;
        if (code === 0) absent.clear();
        return code;
      },
    },
  };
}

const stepsOf = (calls: readonly string[]) => calls.map((call) => / (install|update)( |$)/.exec(call)?.[1]);

test('nothing is run when everything is there', () => {
  const { calls, outside } = machine([], []);
  ensureTools(outside);
  expect(calls).toEqual([]);
});

test('only what is missing is installed, without a question', () => {
  const { calls, outside } = machine([IP], [0]);
  ensureTools(outside);
  expect(calls).toHaveLength(1);
  expect(calls[0]).toMatch(/^env DEBIAN_FRONTEND=noninteractive apt-get .*install -y .*iproute2$/);
});

test('stale package lists are renewed and the install tried again', () => {
  const { calls, waits, outside } = machine([CHROMIUM, IP], [100, 0]);
  ensureTools(outside);
  expect(stepsOf(calls)).toEqual(['install', 'update', 'install']);
  expect(waits).toEqual([]);
});

test('an archive that does not answer for a while is asked again, after a pause', () => {
  const { calls, waits, outside } = machine([CHROMIUM, IP], [100, 100, 0]);
  ensureTools(outside);
  expect(stepsOf(calls)).toEqual(['install', 'update', 'install', 'update', 'install']);
  expect(waits).toHaveLength(1);
});

test('a failed install ends in a sentence that says what to do', () => {
  const { calls, outside } = machine([CHROMIUM], []);
  expect(() => ensureTools(outside)).toThrow(/apt-get install chromium, or set CHROME_PATH/);
  expect(stepsOf(calls).filter((step) => step === 'install')).toHaveLength(4);
});

test('without a way to be root nothing is tried', () => {
  const { calls, outside } = machine([IP], [0]);
  expect(() => ensureTools({ ...outside, prefix: undefined })).toThrow(/apt-get install iproute2/);
  expect(calls).toEqual([]);
});

test('CHROME_PATH goes before PATH', () => {
  expect(findTool(CHROMIUM, { CHROME_PATH: process.execPath, PATH: '' })).toBe(process.execPath);
  expect(
    findTool({ ...CHROMIUM, programs: ['node'] }, { CHROME_PATH: '/no/such', PATH: process.env.PATH }),
  ).toMatch(/node$/);
});

test('a server outside PATH is found in its own folder', () => {
  const folders = () => ['/no/such', dirname(process.execPath)];
  const programs = [basename(process.execPath)];
  expect(findTool({ ...POSTGRES, programs, folders }, { PATH: '' })).toBe(process.execPath);
  expect(findTool({ ...POSTGRES, programs: ['no-such-server'], folders }, { PATH: '' })).toBeUndefined();
});
