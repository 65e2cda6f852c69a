import { describe, expect, it } from 'vitest';
import { candidateAddress, withAddress } from './candidate.ts';

const HOST = 'candidate:842163049 1 udp 1677729535 4f1c.local 46154 typ host generation 0 ufrag yXm1';

describe('ICE candidates', () => {
  it('are read with and without their attribute name', () => {
    const expected = { protocol: 'udp', address: '4f1c.local', port: 46_154, type: 'host' };
    expect(candidateAddress(HOST)).toEqual(expected);
    expect(candidateAddress(`a=${HOST}`)).toEqual(expected);
    expect(candidateAddress('candidate:1 1 TCP 1 10.0.0.1 9 typ host tcptype active')?.protocol).toBe('tcp');
  });

  it('move to another address with all else as it was', () => {
    expect(withAddress(HOST, '10.0.0.7', 99)).toBe(HOST.replace('4f1c.local 46154', '10.0.0.7 99'));
    expect(withAddress(`a=${HOST}`, '10.0.0.7', 99)).toMatch(
      /^a=candidate:842163049 1 udp \d+ 10.0.0.7 99 typ/,
    );
  });

  it('are told from anything else', () => {
    expect(candidateAddress('a=mid:0')).toBeUndefined();
    expect(withAddress('a=mid:0', '10.0.0.7', 99)).toBe('a=mid:0');
  });
});
