/** The gamer's worker: capture to canvas, all but the peer connections and the page. */
import type { GamerCommand, GamerReport } from '../stream/gamer/messages.ts';
import { GamerProgram } from '../stream/gamer/program.ts';
import type { WorkerScope } from './scope.ts';

const scope = self as unknown as WorkerScope<GamerCommand, GamerReport>;
const program = new GamerProgram((report, transfer) => scope.postMessage(report, transfer ?? []));
scope.onmessage = ({ data }) => program.handle(data);
