/**
 * Task, Result and Telemetry: the objects of the user's contract.
 * @module
 */
import type { ThermalStatus } from './fields.ts';

export interface Task {
  readonly job_id: string;
  readonly task_id: string;
  readonly payload: Uint8Array;
  readonly deadline_ms: number;
  readonly constraints: Readonly<Record<string, unknown>>;
}

export interface Result {
  readonly job_id: string;
  readonly task_id: string;
  readonly status: 'success' | 'failure';
  readonly output: Uint8Array | null;
  readonly duration_ms: number;
  readonly peer_id: string;
  readonly error?: string;
}

export interface Telemetry {
  readonly peer_id: string;
  readonly gpu_load: number;
  readonly cpu_load: number;
  readonly latency_ms: number;
  readonly thermal_status: ThermalStatus;
  readonly reliability_score: number;
}

/** What one upscaled frame reports of itself, whichever way it travelled. */
export interface FrameUpscaleResult {
  readonly task_id: string;
  readonly result: Uint8Array | null;
  readonly success: boolean;
  readonly processing_time_ms: number;
  readonly algorithm_used: string;
  readonly peer_id: string;
  readonly error?: string;
}

/** Task types that helpers know. An unknown one is answered with an error that names it. */
export const TASK_TYPES = Object.freeze(['frame_upscale'] as const);
export type TaskType = (typeof TASK_TYPES)[number];
export const isTaskType = (name: string): name is TaskType =>
  (TASK_TYPES as readonly string[]).includes(name);
