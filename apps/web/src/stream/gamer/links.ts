/**
 * The gamer's links: what the gamer's end does beyond what both ends do.
 * @module
 */
import type {
  Assign,
  ClientMessageInput,
  LinkEvidence,
  PictureEvidence,
  ServerMessage,
  StreamReady,
  StreamStart,
} from '@p2c2g/protocol';
import type { LinkCounts, ReceiptReport } from '@p2c2g/session';
import { LeaseLinks } from '../../link/lease-links.ts';
import type { LinkWires } from '../../link/link-channels.ts';
import type { LinkCommand } from '../../link/port-messages.ts';
import { type ArrivedResult, GamerLink } from './gamer-link.ts';
import { evidenceOf } from './link-evidence.ts';

/**
 * A helper pings four times a second. The dispatcher takes a silent one out of use after half a second; then a new path to it is looked
 * for, and after this it is given up, so that another can have its place.
 */
const SILENT_AFTER_MS = 3000;

export interface GamerLinksOptions {
  readonly command: (command: LinkCommand) => void;
  readonly send: (message: ClientMessageInput) => void;
  readonly streamStart: (assign: Assign) => StreamStart;
  readonly onReady: (link: GamerLink, ready: StreamReady) => void;
  readonly onResult: (link: GamerLink, result: ArrivedResult) => void;
  readonly onPicture: (link: GamerLink, result: ArrivedResult, picture: VideoFrame, decodeMs: number) => void;
  /** A result that came will not become a picture. */
  readonly onLostPicture: (leaseId: string, part: number) => void;
  readonly onReceipt: (leaseId: string, part: number, receipt: ReceiptReport) => void;
  /** The coordinator lost this helper. The link may be well. */
  readonly onDoubt: (leaseId: string) => void;
  readonly onKeyRequest: () => void;
  /** What the dispatcher counted of a link, if it knows it. */
  readonly countsOf: (leaseId: string) => LinkCounts | undefined;
  /** What its pictures were, when they are why it is given up. */
  readonly picturesOf: (leaseId: string) => PictureEvidence | undefined;
  readonly onTraffic: (leaseId: string) => void;
  readonly onGone: (leaseId: string, link: GamerLink | undefined) => void;
}

export class GamerLinks extends LeaseLinks<GamerLink> {
  readonly #gamer: GamerLinksOptions;
  readonly #lostByCoordinator = new Set<string>();

  constructor(options: GamerLinksOptions) {
    super({
      offers: true,
      silentAfterMs: SILENT_AFTER_MS,
      command: options.command,
      send: options.send,
      makeLink: (assign, wires) => this.#make(assign, wires),
      wordFailure: (assign, reason) =>
        linkState(assign, 'failed', { reason, ...this.#evidence(assign.lease_id) }),
      onRestart: (link) => link.leavePath(),
      onGone: (leaseId, link) => {
        this.#lostByCoordinator.delete(leaseId);
        options.onGone(leaseId, link);
      },
    });
    this.#gamer = options;
  }

  override handle(message: ServerMessage): void {
    if (message.msg_type !== 'helper_lost') return super.handle(message);
    if (!this.isCurrent(message)) return;
    this.#lostByCoordinator.add(message.lease_id);
    this.#gamer.onDoubt(message.lease_id);
  }

  override tick(nowMs: number): void {
    super.tick(nowMs);
    for (const link of this.all) link.tick(nowMs);
  }

  /**
   * The helper fell silent: tells the coordinator, and keeps the link; unless the coordinator lost it too. Two who cannot hear it are
   * enough, and its place is wanted for another.
   */
  suspect(leaseId: string, reason: string): void {
    if (this.#lostByCoordinator.has(leaseId)) return this.fail(leaseId, reason);
    const assign = this.assignOf(leaseId);
    if (assign) this.#gamer.send(linkState(assign, 'suspect', { reason, ...this.#evidence(leaseId) }));
  }

  /** Nothing of a link that never opened. */
  #evidence(leaseId: string): { evidence?: LinkEvidence } {
    const link = this.find(leaseId);
    if (!link) return {};
    const { countsOf, picturesOf } = this.#gamer;
    const seen = evidenceOf(link, this.all, countsOf(leaseId), performance.now());
    const pictures = picturesOf(leaseId);
    return { evidence: pictures ? { ...seen, pictures } : seen };
  }

  #make(assign: Assign, wires: LinkWires): GamerLink {
    const {
      send,
      streamStart,
      onReady,
      onResult,
      onPicture,
      onLostPicture,
      onReceipt,
      onKeyRequest,
      onTraffic,
    } = this.#gamer;
    const link: GamerLink = new GamerLink(assign, wires, streamStart(assign), {
      onReady: (ready) => {
        send(linkState(assign, 'connected', link.rttMs === undefined ? {} : { rtt_ms: link.rttMs }));
        onReady(link, ready);
      },
      onResult: (result) => onResult(link, result),
      onPicture: (result, picture, decodeMs) => onPicture(link, result, picture, decodeMs),
      onLostPicture: (part) => onLostPicture(assign.lease_id, part),
      onKeyRequest,
      onReceipt: (part, receipt) => onReceipt(assign.lease_id, part, receipt),
      onTraffic: () => onTraffic(assign.lease_id),
      onEnd: (reason, why) => {
        if (why === 'farewell') this.release(assign.lease_id, reason);
        else this.fail(assign.lease_id, reason);
      },
    });
    return link;
  }
}

function linkState(
  { lease_id, epoch }: Assign,
  state: 'connected' | 'failed' | 'suspect',
  more: { reason?: string; rtt_ms?: number; evidence?: LinkEvidence },
): ClientMessageInput {
  return { msg_type: 'link_state', lease_id, epoch, state, ...more };
}
