/**
 * Whether a page may open a socket here. Browsers always name their page's origin; programs name none and are not
 * what this guards against (another site's page using a visitor's network).
 */
export function originAllowed(
  origin: string | undefined,
  host: string | undefined,
  allowed: readonly string[],
): boolean {
  if (origin === undefined) return true;
  if (allowed.includes(origin)) return true;
  try {
    return new URL(origin).host === host;
  } catch {
    return false;
  }
}
