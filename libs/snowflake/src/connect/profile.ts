import { parsedBy, type Reader, required, signature, wrongArgument } from '@firn/snowpark/internal';
import { z } from 'zod';

const text = z.string().min(1);
const ADDRESS = 'an address such as https://myaccount.snowflakecomputing.com or http://127.0.0.1:8084, without a path';

/** What an account name may look like: it becomes part of a host name. */
const account = z
  .string()
  .regex(/^[A-Za-z0-9][A-Za-z0-9._-]*$/, 'an account name has letters, digits, dots, dashes and underscores')
  .regex(/^(?!.*\.snowflakecomputing\.)/i, 'the account name alone, without .snowflakecomputing.com');

export const PasswordAuth = z.strictObject({ kind: z.literal('password'), password: text });
export const KeyPairAuth = z.strictObject({
  kind: z.literal('key_pair'),
  /** PEM text of an RSA key of at least 2,048 bits. */
  privateKey: z.string().regex(/-----BEGIN [A-Z ]*PRIVATE KEY-----/, 'the text of a PEM private key'),
  passphrase: text.optional(),
});
/** How the user proves who it is. Other methods follow as further kinds. */
export const Auth = z.discriminatedUnion('kind', [PasswordAuth, KeyPairAuth]);
export type Auth = z.infer<typeof Auth>;

/** How much of Snowflake is taken through a profile: by one process where sessions are counted, by all workers together else. */
export const ProfileLimits = z.strictObject({
  /** Sessions for statements that share one: reads. */
  sharedSessions: z.int().min(1).max(64).default(2),
  /** Writes in flight at the same time, each in a session of its own; who comes later waits. */
  exclusiveSessions: z.int().min(1).max(1_000).default(16),
  /** Sessions for status reads and cancels, so that these never stand behind statements. */
  controlSessions: z.int().min(1).max(16).default(1),
  /** Seconds after which a session is replaced. Below the four hours of the master token. */
  sessionAgeSeconds: z.int().min(1).max(14_000).default(10_800),
  /** Statements of jobs in flight at the same time. */
  statements: z.int().min(1).max(100_000).default(1_000),
  /** The same for all profiles of the tenant, and for all that use the warehouse; absent: no cap. */
  tenantStatements: z.int().min(1).max(100_000).optional(),
  warehouseStatements: z.int().min(1).max(100_000).optional(),
  /** Writes of one table in flight at the same time. Snowflake refuses a statement that would be the 21st to wait for a lock. */
  tableWrites: z.int().min(1).max(1_000).default(10),
  /** Statements of jobs that may start in a second; absent: any number. */
  statementsPerSecond: z.number().min(0.01).max(10_000).optional(),
  /** Share of the tenant where several want the same, against those of the others. */
  weight: z.number().min(0.01).max(100).default(1),
});
export type ProfileLimits = z.infer<typeof ProfileLimits>;

/** A named way to an account: one user, one role, one warehouse. It belongs to one tenant: results are readable by user. */
export const Profile = z.strictObject({
  name: z
    .string()
    .regex(/^[A-Za-z0-9][A-Za-z0-9_.-]{0,63}$/, 'letters, digits, dots, dashes and underscores, at most 64'),
  tenant: text.default('default'),
  account,
  user: text,
  auth: Auth,
  role: text.optional(),
  warehouse: text.optional(),
  /** For reads of Snowflake's history, which must not wait behind jobs; absent: the warehouse of the jobs. A small one will do. */
  controlWarehouse: text.optional(),
  database: text.optional(),
  schema: text.optional(),
  /** Where the account is reached, without a path; computed from the account when absent. */
  accessUrl: z
    .url({ protocol: /^https?$/, error: ADDRESS })
    .regex(/^https?:\/\/[^/?#]+\/*$/i, ADDRESS)
    .transform((url) => url.replace(/\/+$/, ''))
    .optional(),
  /** Where durable jobs keep their temporary objects: `DB.SCHEMA`. */
  scratchSchema: text.optional(),
  limits: ProfileLimits.prefault({}),
});
export type Profile = z.infer<typeof Profile>;
/** A profile as it is written: what has a default may be left out. */
export type ProfileInput = z.input<typeof Profile>;

/** @throws UsageError naming every field that is wrong and what is allowed. */
export function parseProfile(profile: unknown): Profile;
export function parseProfile(...given: readonly unknown[]): Profile {
  return PARSE_PROFILE.read(given)[0];
}

const PARSE_PROFILE = signature(
  'parseProfile',
  required(
    'profile',
    parsedBy(
      'a profile: an object with name, account, user, auth and further options',
      Profile,
      Object.keys(Profile.shape),
    ),
  ),
);

type Reached = Pick<Profile, 'account' | 'accessUrl'>;
/** The two members that say where an account is; a profile has others as well. */
const REACHED: Reader<Reached> = {
  allowed: 'a profile with account, and accessUrl or not',
  read(given, place) {
    const read = Reachable.safeParse(given);
    if (!read.success) throw wrongArgument(place, this.allowed, given);
    return read.data;
  },
};
const Reachable = z.object({ account, accessUrl: Profile.shape.accessUrl });
const ACCESS_URL_OF = signature('accessUrlOf', required('profile', REACHED));

/** The account's address; Chinese regions have a domain of their own. */
export function accessUrlOf(profile: Reached): string;
export function accessUrlOf(...given: readonly unknown[]): string {
  const [profile] = ACCESS_URL_OF.read(given);
  if (profile.accessUrl !== undefined) return profile.accessUrl;
  const [name, ...region] = profile.account.split('.');
  const domain = region[0]?.toLowerCase().startsWith('cn-') ? 'cn' : 'com';
  const place = region.length === 0 || region.join('.') === 'us-west-2' ? '' : `.${region.join('.')}`;
  return `https://${name}${place}.snowflakecomputing.${domain}`;
}
