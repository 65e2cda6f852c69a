/** The part of a dedicated worker's global scope that is used; the DOM's types know only a page's. */
export interface WorkerScope<In, Out> {
  postMessage(message: Out, transfer: Transferable[]): void;
  onmessage: ((event: MessageEvent<In>) => void) | null;
}
