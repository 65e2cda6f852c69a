/**
 * A timer's turn that comes late means that this process stood still, and that messages wait unread: whoever judges
 * silence then would blame others for it. Such a turn is passed over; by the next one the messages have been read.
 *
 * @param act what to do in a turn that comes in time
 * @param limitMs how late a turn may be; a few hundred ms is a busy moment, a second is a stall
 */
export function patient(act: () => void, everyMs: number, limitMs: number, now: () => number): () => void {
  let dueMs = now() + everyMs;
  return () => {
    const lateMs = now() - dueMs;
    dueMs = now() + everyMs;
    if (lateMs <= limitMs) act();
  };
}
