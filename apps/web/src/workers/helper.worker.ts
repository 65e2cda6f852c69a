/** The helper's worker: everything but the peer connections and the page. */
import type { HelperCommand, HelperReport } from '../stream/helper/messages.ts';
import { HelperProgram } from '../stream/helper/program.ts';
import type { WorkerScope } from './scope.ts';

const scope = self as unknown as WorkerScope<HelperCommand, HelperReport>;
const program = new HelperProgram((report, transfer) => scope.postMessage(report, transfer ?? []));
scope.onmessage = ({ data }) => program.handle(data);
