/**
 * What a worker and its page say to each other about peer connections. `RTCPeerConnection` lives on the page's thread
 * only; its data channels are handed to the worker at birth, so that frames never touch the page's thread.
 * @module
 */
import type { IceServer } from '@p2c2g/protocol';

export interface CandidateInit {
  readonly candidate: string | null;
  readonly sdpMid?: string | null;
  readonly sdpMLineIndex?: number | null;
}

/** Worker → page. */
export type LinkCommand =
  | {
      readonly type: 'link-open';
      readonly linkId: string;
      readonly offers: boolean;
      /** A link has one control channel; further connections of it carry frames alone. */
      readonly withControl: boolean;
      readonly iceServers: readonly IceServer[];
      /** Neither end shall learn the other's address. */
      readonly relayOnly: boolean;
    }
  | {
      readonly type: 'link-remote-sdp';
      readonly linkId: string;
      readonly kind: 'offer' | 'answer';
      readonly sdp: string;
    }
  | { readonly type: 'link-remote-candidate'; readonly linkId: string; readonly candidate: CandidateInit }
  /** Look for another path (ICE restart): the address may have changed. */
  | { readonly type: 'link-restart'; readonly linkId: string }
  | { readonly type: 'link-close'; readonly linkId: string };

/** Page → worker. */
export type LinkEvent =
  | {
      readonly type: 'link-channels';
      readonly linkId: string;
      readonly frames: RTCDataChannel;
      readonly control: RTCDataChannel | undefined;
    }
  | {
      readonly type: 'link-local-sdp';
      readonly linkId: string;
      readonly kind: 'offer' | 'answer';
      readonly sdp: string;
    }
  | { readonly type: 'link-local-candidate'; readonly linkId: string; readonly candidate: CandidateInit }
  | { readonly type: 'link-connection'; readonly linkId: string; readonly state: RTCPeerConnectionState }
  | { readonly type: 'link-failed'; readonly linkId: string; readonly reason: string };
