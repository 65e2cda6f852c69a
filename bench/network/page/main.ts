/**
 * One end of a measured connection, driven from outside.
 * @module
 */
import { receiveFrames, sendFrames } from './p2c2g.ts';
import { accept, answer, closePeers, offer } from './peers.ts';
import { receiveTrack, sendTrack } from './rtp.ts';
import { receiveSingle, sendSingle } from './single-channel.ts';

const end = {
  offer,
  answer,
  accept,
  closePeers,
  sendFrames,
  receiveFrames,
  sendSingle,
  receiveSingle,
  sendTrack,
  receiveTrack,
};

export type NetworkEnd = typeof end;

Object.assign(globalThis, { networkEnd: end });
