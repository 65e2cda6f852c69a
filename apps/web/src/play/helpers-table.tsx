import { formatCount, formatMs } from '../ui/format.ts';
import type { HelperRow } from './view.ts';
import { HELPER_STATE_WORDS } from './words.ts';

/** Who helps. Active ones first, in the order given. */
export function HelpersTable({ helpers }: { helpers: readonly HelperRow[] }) {
  if (helpers.length === 0) return <p class="soft small">No helper is linked.</p>;
  const rows = [...helpers].sort((a, b) => a.role.localeCompare(b.role));
  return (
    <table class="helpers" data-testid="helpers">
      <caption class="visually-hidden">Helpers of this session</caption>
      <thead>
        <tr>
          <th scope="col">Helper</th>
          <th scope="col" class="right">
            Frame
          </th>
          <th scope="col" class="right">
            RTT
          </th>
          <th scope="col" class="right">
            Done
          </th>
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <HelperLine key={row.peerId} row={row} />
        ))}
      </tbody>
    </table>
  );
}

function HelperLine({ row }: { row: HelperRow }) {
  const { peerId, role, state } = row;
  return (
    <tr data-testid={`helper-${peerId}`} data-role={role} data-state={state}>
      <th scope="row">
        <span class="helper-name">{peerId}</span>
        <span class="helper-state">
          {role}, {HELPER_STATE_WORDS[state]}
        </span>
      </th>
      <td class="num right">{formatMs(row.msPerFrame)}</td>
      <td class="num right">{formatMs(row.rttMs)}</td>
      <td class="num right">{formatCount(row.framesDone)}</td>
    </tr>
  );
}
