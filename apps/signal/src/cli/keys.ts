/**
 * `p2c2g keys create|list|revoke` and `p2c2g invites create`. They work on the database, beside a running coordinator.
 * @module
 */
import { type Command, InvalidArgumentError } from 'commander';
import * as v from 'valibot';
import type { CredentialKind } from '../auth/credential.ts';
import { createKey } from '../auth/gate.ts';
import { grants, scopes } from '../auth/grants.ts';
import { placeOf } from '../config/place.ts';
import { openDatabase } from '../store/database.ts';
import { KeyStore, type StoredKey } from '../store/key-store.ts';
import { StoreError } from '../store/store-error.ts';
import { ofDatabase } from './backup.ts';
import { noteInAudit } from './cli-audit.ts';
import { settingsOfCommand, withSettings } from './settings-options.ts';

const DAY_MS = 86_400_000;

interface CreateOptions {
  readonly name: string;
  readonly scopes?: string[];
  readonly roles: string[];
  readonly pools: string[];
  readonly maxSessions: number;
  readonly region?: string;
  readonly priority?: number;
  readonly days?: number;
  readonly uses?: number;
}

export function addKeys(program: Command): void {
  const keys = program.command('keys').description('API keys: who may administer, and who may connect');
  withGrants(keys.command('create'))
    .requiredOption('--scopes <list>', 'admin, read, ledger, invite, connect', list)
    .action((options: CreateOptions, command: Command) => create('key', options, command));
  withSettings(keys.command('list'), ofDatabase).action((_: unknown, command: Command) =>
    onKeys(command, async (store) => {
      for (const key of await store.list()) console.log(line(key));
    }),
  );
  withSettings(keys.command('revoke <id>'), ofDatabase).action((id: string, _: unknown, command: Command) =>
    onKeys(command, async (store) => {
      if (!(await store.revoke(id, Date.now())))
        throw new InvalidArgumentError(`there is no valid key ${id}`);
      noteInAudit(settingsOfCommand(command).config, 'key_revoked', { id });
      console.log(`${id} is revoked; whoever is connected with it is sent away within seconds.`);
    }),
  );
  const invites = program.command('invites').description('invite codes: good for so many people');
  withGrants(invites.command('create'))
    .option('--uses <n>', 'how many may take it up', whole, 1)
    .action((options: CreateOptions, command: Command) => create('invite', options, command));
}

const withGrants = (command: Command): Command =>
  withSettings(command, ofDatabase)
    .requiredOption('--name <text>', 'for whom or what it is')
    .option('--roles <list>', 'helper, gamer', list, ['helper', 'gamer'])
    .option('--pools <list>', 'groups that it belongs to', list, [])
    .option('--max-sessions <n>', 'connections at once', whole, 1)
    .option('--region <name>', 'where it is at home')
    .option('--priority <0-9>', 'whose sessions and tasks wait shorter; 5 is usual', whole)
    .option('--days <n>', 'days until it expires', whole);

function create(kind: CredentialKind, options: CreateOptions, command: Command): Promise<void> {
  const { name, roles, pools, maxSessions, region = null, priority, days, uses = null } = options;
  const wanted = {
    kind,
    name,
    grants: checked(grants, { roles, pools, max_sessions: maxSessions, region, priority }),
    scopes: checked(scopes, kind === 'invite' ? ['connect'] : options.scopes),
    expiresMs: days === undefined ? null : Date.now() + days * DAY_MS,
    uses: kind === 'invite' ? uses : null,
  };
  return onKeys(command, async (store) => {
    const { id, text } = await createKey(store, wanted, Date.now());
    const event = kind === 'key' ? 'key_created' : 'invite_created';
    noteInAudit(settingsOfCommand(command).config, event, { id, scopes: wanted.scopes });
    console.log(`${kind} ${id}, shown this once:\n  ${text}`);
  });
}

async function onKeys(command: Command, work: (store: KeyStore) => Promise<void>): Promise<void> {
  const place = placeOf(settingsOfCommand(command).config);
  if (place.type === 'memory')
    throw new StoreError('open_failed', 'a database in memory has no keys to keep');
  const database = await openDatabase(place);
  try {
    await work(new KeyStore(database.db));
  } finally {
    await database.close();
  }
}

function checked<S extends v.GenericSchema>(schema: S, input: unknown): v.InferOutput<S> {
  const result = v.safeParse(schema, input);
  if (result.success) return result.output;
  throw new InvalidArgumentError(
    `${v.getDotPath(result.issues[0]) ?? 'scopes'}: ${result.issues[0].message}`,
  );
}

const list = (text: string): string[] => text.split(',').map((part) => part.trim());

function whole(text: string): number {
  if (/^[1-9]\d{0,5}$/.test(text)) return Number(text);
  throw new InvalidArgumentError('must be a whole number above 0');
}

function line({ id, kind, name, scopes, grants, expiresMs, revokedMs, usesLeft }: StoredKey): string {
  const until = expiresMs === null ? 'no end' : `until ${new Date(expiresMs).toISOString()}`;
  const state = revokedMs === null ? until : `revoked ${new Date(revokedMs).toISOString()}`;
  const uses = usesLeft === null ? '' : `, ${usesLeft} uses left`;
  return `${id}  ${kind}  ${name}  [${scopes.join(',')}] ${grants.roles.join(',')}  ${state}${uses}`;
}
