import { UsageError } from '@firn/snowpark';
import { parsedBy, type Reader } from '@firn/snowpark/internal';
import { z } from 'zod';
import { Profile, type ProfileInput } from '../connect/profile.js';

/** How an account is reached. A profile without what only a fleet of workers needs. */
export type AccountOptions = Omit<ProfileInput, 'name' | 'tenant' | 'scratchSchema' | 'limits'>;

/** A connection of Snowflake's `connections.toml`; further options stand in for what it says. */
export interface NamedConnectionOptions extends Partial<AccountOptions> {
  /** Left out: the default connection of the file. */
  readonly connectionName?: string;
}

/** A connection of snowflake-sdk that is open: it is used as it is, set to the formats that Firn reads, and never closed here. */
export interface OpenConnectionOptions {
  readonly connection: object;
  /** The driver does not tell where a connection leads: its account, or its address. */
  readonly account?: string;
  readonly accessUrl?: string;
}

/** How a direct session reaches its account. */
export type DirectSessionOptions = AccountOptions | NamedConnectionOptions | OpenConnectionOptions;

/** One of the three, as it was read. */
export type WayIn =
  | { readonly kind: 'profile'; readonly profile: Profile }
  | { readonly kind: 'named'; readonly name?: string; readonly others: Partial<AccountOptions> }
  | {
      readonly kind: 'lent';
      readonly connection: object;
      readonly reached: Pick<Profile, 'account' | 'accessUrl'>;
    };

/** As the drivers call it. */
const MEANT = {
  username: 'user',
  password: "auth: { kind: 'password', password: '…' }",
  privateKey: "auth: { kind: 'key_pair', privateKey: '…' }",
  private_key: "auth: { kind: 'key_pair', privateKey: '…' }",
  authenticator: "auth: { kind: 'password', … } or { kind: 'key_pair', … }",
  host: "accessUrl: 'https://…'",
  url: "accessUrl: 'https://…'",
  port: "accessUrl: 'https://host:port'",
  protocol: "accessUrl: 'https://…'",
  connection_name: 'connectionName',
};

const FLEET_ONLY = { name: true, tenant: true, scratchSchema: true, limits: true } as const;
const Account = Profile.omit(FLEET_ONLY);
const KNOWN = Object.keys(Account.shape);

/** What a direct session is made of, as the profile that sessions are opened by. */
export const profileOf = (options: AccountOptions): Profile => Profile.parse({ ...options, name: 'direct' });

const ACCOUNT = parsedBy(
  'an object with account, user, auth and further options',
  Account.transform((options): WayIn => ({ kind: 'profile', profile: Profile.parse({ ...options, name: 'direct' }) })),
  KNOWN,
  MEANT,
);

const NAMED = parsedBy(
  'an object with connectionName and options that stand in for those of the connection',
  Account.partial()
    .extend({ connectionName: z.string().min(1).optional() })
    .transform(({ connectionName, ...others }): WayIn => {
      const given = Object.entries(others).filter(([, value]) => value !== undefined);
      return {
        kind: 'named',
        ...(connectionName !== undefined && { name: connectionName }),
        others: Object.fromEntries(given),
      };
    }),
  ['connectionName', ...KNOWN],
  MEANT,
);

const LENT = parsedBy(
  'an object with connection, and with account or accessUrl',
  z
    .strictObject({
      connection: z.custom<object>(
        (given) => typeof given === 'object' && given !== null,
        'a connection of snowflake-sdk',
      ),
      account: Profile.shape.account.optional(),
      accessUrl: Profile.shape.accessUrl,
    })
    .transform(({ connection, account, accessUrl }): WayIn => {
      if (account === undefined && accessUrl === undefined) {
        const cure = 'Give account, or accessUrl, beside the connection.';
        throw new UsageError('invalid_argument', `The driver does not tell where its connection leads. ${cure}`);
      }
      const reached = { account: account ?? 'given', ...(accessUrl !== undefined && { accessUrl }) };
      return { kind: 'lent', connection, reached };
    }),
  ['connection', 'account', 'accessUrl'],
);

/** Which of the three it is, its own option says: nothing at all is the default connection of the file. */
export const OPTIONS: Reader<WayIn, DirectSessionOptions> = {
  allowed: 'an object with account, user and auth, with connectionName, or with connection',
  read(given, place) {
    return wayOf(given).read(given, place);
  },
};

function wayOf(given: unknown): Reader<WayIn> {
  if (typeof given !== 'object' || given === null) return ACCOUNT;
  const names = Object.keys(given);
  if (names.includes('connection')) return LENT;
  return names.length === 0 || names.includes('connectionName') ? NAMED : ACCOUNT;
}
