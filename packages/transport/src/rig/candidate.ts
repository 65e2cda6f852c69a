/** An ICE candidate's transport address, as far as the rig needs it (RFC 8839, section 5.1). */
export interface CandidateAddress {
  readonly protocol: string;
  readonly address: string;
  readonly port: number;
  readonly type: string;
}

const LINE = /^(a=)?(candidate:\S+ \d+) (\S+) (\d+) (\S+) (\d+) typ (\S+)(.*)$/s;

/** The address in a candidate line, with or without `a=` before it; undefined for anything else. */
export function candidateAddress(line: string): CandidateAddress | undefined {
  const parts = LINE.exec(line);
  if (!parts) return undefined;
  return { protocol: parts[3]!.toLowerCase(), address: parts[5]!, port: Number(parts[6]), type: parts[7]! };
}

/** The same candidate at another address. Anything that is no candidate stays as it is. */
export function withAddress(line: string, address: string, port: number): string {
  const parts = LINE.exec(line);
  if (!parts) return line;
  const [, prefix = '', head, protocol, priority, , , type, rest = ''] = parts;
  return `${prefix}${head} ${protocol} ${priority} ${address} ${port} typ ${type}${rest}`;
}
