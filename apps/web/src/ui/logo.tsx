/** The mark: three pixels that grow and, growing, get smoother. */
export function Mark({ size = 26 }: { size?: number }) {
  return (
    <svg class="mark" viewBox="0 0 24 24" width={size} height={size} aria-hidden="true">
      <rect class="mark-small" x="1" y="18" width="5" height="5" />
      <rect class="mark-middle" x="7" y="10" width="7" height="7" rx="1" />
      <path class="mark-large" d="M15 1h4a4 4 0 0 1 4 4v4h-8z" />
    </svg>
  );
}

/** Mark and name. The twos are words ("to"), so they stand back. */
export function Wordmark() {
  return (
    <span class="wordmark">
      <Mark />
      <span role="img" aria-label="P2C2G" class="wordmark-letters">
        P<i>2</i>C<i>2</i>G
      </span>
    </span>
  );
}
