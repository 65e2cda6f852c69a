/**
 * Where this device is, as its person says: one choice for both pages, remembered on the device. Helpers of the own region
 * come first.
 * @module
 */

const KEY = 'p2c2g.region';
/** As the coordinator takes it. */
const SHAPE = /^[\w.-]{1,32}$/;

export function loadRegion(): string | undefined {
  try {
    const region = localStorage.getItem(KEY) ?? '';
    return SHAPE.test(region) ? region : undefined;
  } catch {
    return undefined; // storage forbidden
  }
}

export function saveRegion(region: string): void {
  try {
    if (region) localStorage.setItem(KEY, region);
    else localStorage.removeItem(KEY);
  } catch {
    // Not remembered then.
  }
}

/** The names that the coordinator offers; none when it offers none, or cannot be asked. */
export async function offeredRegions(ask: typeof fetch = fetch): Promise<readonly string[]> {
  try {
    const answer = await ask('/api/regions');
    const { regions } = (await answer.json()) as { regions?: unknown };
    return Array.isArray(regions) ? regions.filter((one) => typeof one === 'string' && SHAPE.test(one)) : [];
  } catch {
    return [];
  }
}
