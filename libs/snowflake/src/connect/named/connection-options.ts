import { homedir } from 'node:os';
import { UsageError } from '@firn/snowpark';
import { FULL_TEXT, optional, signature } from '@firn/snowpark/internal';
import type { ProfileInput } from '../profile.js';
import { type FoundConnection, findConnection } from './find-connection.js';
import { readSecretFile } from './read-toml.js';

/** What a connection of Snowflake's files says of how an account is reached. */
export type NamedConnection = Pick<
  ProfileInput,
  'account' | 'user' | 'auth' | 'role' | 'warehouse' | 'database' | 'schema' | 'accessUrl'
>;

/**
 * A connection of Snowflake's `connections.toml` or `config.toml`, as options of a direct session. The files are shared with other
 * tools, so that keys which say nothing of the way to the account are left to those.
 *
 * @throws UsageError where there is no such connection, for a login that Firn does not have, and for a file that others can read
 */
export function namedConnection(name?: string): Promise<NamedConnection>;
export async function namedConnection(...given: readonly unknown[]): Promise<NamedConnection> {
  const [name] = NAMED_CONNECTION.read(given);
  const found = await findConnection(name);
  const text = (...keys: readonly string[]): string | undefined => textOf(found, keys);
  const account = text('account');
  const user = text('user', 'username');
  if (account === undefined) throw faulty(found, 'has no account');
  if (user === undefined) throw faulty(found, 'has no user');
  const accessUrl = accessUrlFrom(found, text);
  const [role, warehouse] = [text('role'), text('warehouse')];
  const [database, schema] = [text('database'), text('schema')];
  return {
    account: account.replace(/\.snowflakecomputing\.(?:com|cn)$/i, ''),
    user,
    auth: await authOf(found, text),
    ...(role !== undefined && { role }),
    ...(warehouse !== undefined && { warehouse }),
    ...(database !== undefined && { database }),
    ...(schema !== undefined && { schema }),
    ...(accessUrl !== undefined && { accessUrl }),
  };
}

type TextOf = (...keys: readonly string[]) => string | undefined;

/** The first of the keys that is there. A port may be a number. */
function textOf(found: FoundConnection, keys: readonly string[]): string | undefined {
  const key = keys.find((each) => found.keys[each] !== undefined && found.keys[each] !== '');
  if (key === undefined) return undefined;
  const value = found.keys[key];
  if (typeof value === 'string') return value;
  if (typeof value === 'number' || typeof value === 'bigint') return String(value);
  throw faulty(found, `has a ${key} that is no text`);
}

function accessUrlFrom(found: FoundConnection, text: TextOf): string | undefined {
  const [host, port, protocol] = [text('host'), text('port'), text('protocol')];
  if (host === undefined) {
    if (port === undefined && protocol === undefined) return undefined;
    throw faulty(found, 'has a port or a protocol, and no host');
  }
  return `${protocol ?? 'https'}://${host}${port === undefined ? '' : `:${port}`}`;
}

/** A password (also a programmatic access token in its place), or a key pair. */
async function authOf(found: FoundConnection, text: TextOf): Promise<ProfileInput['auth']> {
  const authenticator = (text('authenticator') ?? 'snowflake').toLowerCase();
  const file = text('private_key_file', 'private_key_path');
  const raw = text('private_key_raw', 'private_key');
  if (authenticator === 'snowflake_jwt' || (authenticator === 'snowflake' && (file ?? raw) !== undefined)) {
    const privateKey = raw ?? (file === undefined ? undefined : await keyOf(found, file));
    if (privateKey === undefined) throw faulty(found, 'has the authenticator SNOWFLAKE_JWT and no private_key_file');
    const passphrase = text('private_key_file_pwd', 'private_key_passphrase', 'private_key_pass');
    return { kind: 'key_pair', privateKey, ...(passphrase !== undefined && { passphrase }) };
  }
  if (authenticator !== 'snowflake') {
    const kinds = 'snowflake (a password or a programmatic access token) and SNOWFLAKE_JWT (a key pair)';
    throw faulty(found, `has the authenticator ${authenticator.slice(0, 80)}, and Firn has ${kinds}`);
  }
  const password = text('password');
  if (password === undefined) throw faulty(found, 'has neither a password nor a private_key_file');
  return { kind: 'password', password };
}

async function keyOf(found: FoundConnection, file: string): Promise<string> {
  const path = file.replace(/^~(?=$|[/\\])/, homedir());
  const key = await readSecretFile(path);
  if (key === null) throw faulty(found, `has the private_key_file ${path}, which is not there`);
  return key;
}

const NAMED_CONNECTION = signature('namedConnection', optional('name', FULL_TEXT));

const faulty = ({ name, from }: FoundConnection, what: string): UsageError =>
  new UsageError('invalid_argument', `The connection ${name} of ${from} ${what}.`);
