import type { Config } from '../config-schema.ts';
import type { Place } from '../store/database.ts';

/** The database that the settings name. */
export function placeOf({ database }: Pick<Config, 'database'>): Place {
  switch (database.type) {
    case 'memory':
      return { type: 'memory' };
    case 'sqlite':
      return { type: 'sqlite', dataDir: database.data_dir };
    case 'postgres':
      return { type: 'postgres', connectionString: database.connection_string };
  }
}
