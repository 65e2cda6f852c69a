/**
 * A further thread of `IntegerTeam`: holds the network, makes the bands it is told to, writes them where they belong.
 *
 * @module
 */
import { paddedSize, padPlane } from '../pad.ts';
import type { Region, Size } from '../types.ts';
import { IntegerNetwork } from './integer-network.ts';
import type { IntegerPlan } from './quantise.ts';

export type TeamOrder =
  | { readonly type: 'load'; readonly plan: IntegerPlan }
  | {
      readonly type: 'band';
      /** Both shared between the threads. */
      readonly plane: Uint8Array;
      readonly out: Uint8Array;
      readonly size: Size;
      readonly band: Region;
      /** Where the band's picture starts in `out`. */
      readonly at: number;
    };

let network: IntegerNetwork | undefined;
let haloPx = 0;

addEventListener('message', ({ data }: MessageEvent<TeamOrder>) => {
  if (data.type === 'load') {
    network = new IntegerNetwork(data.plan);
    haloPx = data.plan.haloPx;
  } else {
    const { plane, out, size, band, at } = data;
    padPlane(plane, size, band, haloPx, network!.input(paddedSize(band, haloPx)));
    out.set(network!.run(), at);
  }
  postMessage('done');
});
