/**
 * Whether a task can be given to anyone at all.
 * @module
 */
import {
  type FrameUpscaleParams,
  frameUpscaleParams,
  isTaskType,
  P2c2gError,
  type TaskType,
} from '@p2c2g/protocol';
import * as v from 'valibot';
import type { TaskRequest } from './task.ts';

/** @returns what is wrong with it, or undefined */
export function taskProblem({ task_type, data, params }: TaskRequest): P2c2gError | undefined {
  if (!isTaskType(task_type)) return new P2c2gError('P2C2G_UNKNOWN_TASK_TYPE', `task_type "${task_type}"`);
  return CHECKS[task_type](data, params);
}

/** What a checked task is paid by. */
export const pricedOf = ({ params }: TaskRequest): FrameUpscaleParams => v.parse(frameUpscaleParams, params);

type Check = (data: string | null, params: unknown) => P2c2gError | undefined;

const CHECKS: Readonly<Record<TaskType, Check>> = {
  frame_upscale: (data, params) => {
    if (!data) return new P2c2gError('P2C2G_BAD_TASK', 'data: the compressed frame is missing');
    const { issues } = v.safeParse(frameUpscaleParams, params);
    if (!issues) return undefined;
    const [issue] = issues;
    return new P2c2gError(
      'P2C2G_BAD_TASK',
      `params.${v.getDotPath(issue) ?? ''}: ${issue.message.slice(0, 200)}`,
    );
  },
};
