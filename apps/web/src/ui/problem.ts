/** A failure told to a person: what happened, whose fault it is, and what to do about it. */
export interface Problem {
  /** Stable code for bug reports, for example `P2C2G_CAPTURE_DENIED`; `null` when there is none. */
  code: string | null;
  what: string;
  fault: Fault;
  remedy: string;
}

export type Fault = 'you' | 'this-browser' | 'this-device' | 'network' | 'helper' | 'coordinator' | 'p2c2g';

/** Said after "Where it went wrong:". Never accuses: even a declined permission is only a choice. */
export const FAULT_WORDS: Record<Fault, string> = {
  you: 'a choice made on this page',
  'this-browser': 'this browser',
  'this-device': 'this device',
  network: 'the network between here and there',
  helper: "a helper's side",
  coordinator: 'the coordinator (the server behind this page)',
  p2c2g: 'P2C2G itself, and that is a bug',
};
