/**
 * What the help page and its worker say to each other.
 * @module
 */
import type { Pool } from '@p2c2g/protocol';
import type { AccessReport, UnlockCommand } from '../../access/messages.ts';
import type { HelpView } from '../../help/view.ts';
import type { LinkCommand, LinkEvent } from '../../link/port-messages.ts';

export interface HelperStart {
  readonly signalingUrl: string;
  readonly peerId: string;
  /** A key or invite from earlier, for a coordinator that asks. */
  readonly credential: string | undefined;
  readonly hasPeerConnection: boolean;
  /** Whom it will serve. */
  readonly serves: Pool;
  /** Where it is, if its person says. */
  readonly region: string | undefined;
  /** Backends that may be tried; all by default. */
  readonly allow?: readonly ('webgpu' | 'wasm')[];
}

export type HelperCommand =
  | { readonly type: 'donate'; readonly start: HelperStart }
  | { readonly type: 'pause' }
  | { readonly type: 'resume' }
  | { readonly type: 'stop'; readonly reason: string }
  | { readonly type: 'retry-now' }
  | { readonly type: 'network-changed' }
  | UnlockCommand
  | LinkEvent;

export type HelperReport =
  | { readonly type: 'view'; readonly view: HelpView }
  | { readonly type: 'peer-id'; readonly peerId: string }
  | AccessReport
  | LinkCommand;
