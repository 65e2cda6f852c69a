/**
 * What this machine has, in plain words, before it promises anything.
 * @module
 */
import type { Capabilities, Measurement } from '@p2c2g/protocol';
import { supportedFamilies } from '../../codecs/support.ts';
import type { CheckId, CheckState, SelfCheck } from '../../help/view.ts';

export interface Findings {
  readonly checks: SelfCheck[];
  readonly codecs: string[];
  readonly gpu: string | null;
  /** Why this machine cannot serve at all; undefined when it can. */
  readonly blocker: SelfCheck | undefined;
}

/** Below this, two engines and a browser do not fit. */
const LEAST_MEMORY_GB = 1;

/** Runs every check; `onCheck` hears of each as it ends. */
export async function selfCheck(
  hasPeerConnection: boolean,
  onCheck: (check: SelfCheck) => void,
): Promise<Findings> {
  const checks: SelfCheck[] = [];
  const add = (id: CheckId, state: CheckState, detail: string, remedy = '') => {
    const check = { id, state, detail, remedy };
    checks.push(check);
    onCheck(check);
  };
  const gpu = await checkGpu(add);
  checkThreads(add);
  const codecs = await checkCodecs(add);
  if (hasPeerConnection) add('peer-connection', 'ok', 'Direct connections are possible.');
  else
    add(
      'peer-connection',
      'fail',
      'This browser has no WebRTC.',
      'Allow WebRTC, or use a current Chrome or Edge.',
    );
  checkMemory(add);
  return { checks, codecs, gpu, blocker: checks.find(({ state }) => state === 'fail') };
}

type Add = (id: CheckId, state: CheckState, detail: string, remedy?: string) => void;

async function checkGpu(add: Add): Promise<string | null> {
  const remedy =
    'The processor does the work instead. Update the browser and the graphics driver to use the GPU.';
  if (!('gpu' in navigator)) {
    add('webgpu', 'warn', 'This browser has no WebGPU.', remedy);
    return null;
  }
  const adapter = await navigator.gpu
    .requestAdapter({ powerPreference: 'high-performance' })
    .catch(() => null);
  if (!adapter) {
    add('webgpu', 'warn', 'No GPU is offered to web pages.', remedy);
    return null;
  }
  if (adapter.info.isFallbackAdapter) {
    add('webgpu', 'warn', 'Only software stands in for a GPU here.', remedy);
    return null;
  }
  const { vendor, architecture, description } = adapter.info;
  const name = [vendor, architecture].filter(Boolean).join(' ') || description || 'GPU';
  add('webgpu', 'ok', adapter.features.has('shader-f16') ? `${name}, with 16-bit floats` : name);
  return name;
}

function checkThreads(add: Add): void {
  const cores = navigator.hardwareConcurrency;
  if (crossOriginIsolated) return add('wasm-threads', 'ok', `${cores} processor threads`);
  const remedy = 'Ask the operator to serve the page with its isolation headers, over HTTPS.';
  add('wasm-threads', 'warn', 'Only one processor thread may be used here.', remedy);
}

async function checkCodecs(add: Add): Promise<string[]> {
  const families = await supportedFamilies({ width: 1280, height: 720 }, 30);
  if (families.length > 0) add('codecs', 'ok', families.map((f) => f.toUpperCase()).join(', '));
  else
    add(
      'codecs',
      'fail',
      'No video codec can be used by web pages.',
      'Use a current Chrome, Edge or Chromium.',
    );
  return families;
}

function checkMemory(add: Add): void {
  const memoryGb = (navigator as { deviceMemory?: number }).deviceMemory;
  if (memoryGb === undefined) return add('memory', 'ok', 'The browser does not tell; that is fine.');
  if (memoryGb >= LEAST_MEMORY_GB) return add('memory', 'ok', `${memoryGb} GB or more`);
  add('memory', 'warn', `${memoryGb} GB is little.`, 'Close other tabs while you help.');
}

/** The report for the coordinator. */
export function capabilitiesOf(findings: Findings, measured: readonly Measurement[]): Capabilities {
  return {
    cpu_cores: Math.max(1, navigator.hardwareConcurrency),
    ram_gb: (navigator as { deviceMemory?: number }).deviceMemory ?? 0,
    gpu: findings.gpu,
    gpu_vram_gb: null,
    measured: [...measured],
    codecs: findings.codecs,
    max_concurrent_tasks: 4,
    task_types: ['frame_upscale'],
  };
}
