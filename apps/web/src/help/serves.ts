/** Whom this device serves, remembered from one visit to the next. */
import type { Pool } from '@p2c2g/protocol';
import { readPool } from '../access/company.ts';

const KEY = 'p2c2g.help.serves';

export function loadServes(): Pool {
  try {
    return readPool(localStorage.getItem(KEY));
  } catch {
    return 'anyone'; // storage forbidden
  }
}

export function saveServes(serves: Pool): void {
  try {
    localStorage.setItem(KEY, serves);
  } catch {
    // Not remembered then.
  }
}
