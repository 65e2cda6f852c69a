/**
 * The helper's links: what the helper's end does beyond what both ends do.
 * @module
 */
import type { Assign, ClientMessageInput } from '@p2c2g/protocol';
import { LeaseLinks } from '../../link/lease-links.ts';
import type { LinkWires } from '../../link/link-channels.ts';
import type { LinkCommand } from '../../link/port-messages.ts';
import type { WorkMeters } from './meters.ts';
import { ServeLink } from './serve-link.ts';
import type { WorkLoop } from './work-loop.ts';

/** A gamer that says nothing for so long is gone: pings come four times a second. Longer than the gamer's own patience, who looks for new paths. */
const SILENT_AFTER_MS = 6000;

export interface HelperLinksOptions {
  readonly work: WorkLoop;
  readonly meters: WorkMeters;
  readonly peerId: () => string;
  readonly command: (command: LinkCommand) => void;
  readonly send: (message: ClientMessageInput) => void;
  readonly onChange: () => void;
}

export class HelperLinks extends LeaseLinks<ServeLink> {
  readonly #helper: HelperLinksOptions;
  #total = 0;

  constructor(options: HelperLinksOptions) {
    super({
      offers: false,
      silentAfterMs: SILENT_AFTER_MS,
      command: options.command,
      send: options.send,
      makeLink: (assign, wires) => this.#make(assign, wires),
      wordFailure: ({ lease_id, epoch }, reason) => ({ msg_type: 'release', lease_id, epoch, reason }),
      onAssigned: () => {
        this.#total += 1;
        options.onChange();
      },
      onGone: () => options.onChange(),
    });
    this.#helper = options;
  }

  /** Sessions ever served. */
  get total(): number {
    return this.#total;
  }

  /** Frames done under each lease, for the coordinator's ledger. */
  served(): { lease_id: string; frames: number }[] {
    return this.all.map(({ leaseId, framesUpscaled }) => ({ lease_id: leaseId, frames: framesUpscaled }));
  }

  #make(assign: Assign, wires: LinkWires): ServeLink {
    const { work, meters, peerId, onChange } = this.#helper;
    return new ServeLink(wires, {
      assign,
      work,
      meters,
      peerId: peerId(),
      onOpen: onChange,
      onEnd: (reason) => this.fail(assign.lease_id, reason),
    });
  }
}
