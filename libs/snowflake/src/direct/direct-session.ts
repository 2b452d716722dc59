import { type Connector, Session } from '@firn/snowpark';
import { parsedBy, required, signature } from '@firn/snowpark/internal';
import { Profile, type ProfileInput } from '../connect/profile.js';
import { ConnectionRegistry } from '../connect/registry.js';
import { DirectExecutor } from './direct-executor.js';

/** How a direct session reaches its account. A profile without what only a fleet of workers needs. */
export type DirectSessionOptions = Omit<ProfileInput, 'name' | 'tenant' | 'scratchSchema' | 'limits'>;

/**
 * A Snowpark session over a Snowflake connection of its own, logged in.
 *
 * Asynchronous jobs outlive it: `close()` lets running queries run on, and another session of the same user finds them
 * by their query ID.
 *
 * @throws UsageError naming every option that is wrong or unknown; SnowflakeError if Snowflake is not at the address, or refuses the
 * login.
 */
export function directSession(options: DirectSessionOptions): Promise<Session>;
export async function directSession(...given: readonly unknown[]): Promise<Session> {
  return new Session(await loggedIn(...DIRECT_SESSION.read(given)));
}

/** The same for the builder: `Session.builder.using(directConnector).configs({ account, user, … }).create()`. */
export const directConnector: Connector = async (...given) => loggedIn(...DIRECT_CONNECTOR.read(given));

async function loggedIn(profile: Profile): Promise<DirectExecutor> {
  const executor = new DirectExecutor(new ConnectionRegistry(), profile);
  try {
    await executor.login();
    return executor;
  } catch (error) {
    await executor.close();
    throw error;
  }
}

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
};

const FLEET_ONLY = ['name', 'tenant', 'scratchSchema', 'limits'];
const Options = Profile.omit({ name: true, tenant: true, scratchSchema: true, limits: true }).transform((options) =>
  Profile.parse({ ...options, name: 'direct' }),
);
const OPTIONS = parsedBy(
  'an object with account, user, auth and further options',
  Options,
  Object.keys(Profile.shape).filter((name) => !FLEET_ONLY.includes(name)),
  MEANT,
);

const DIRECT_SESSION = signature('directSession', required('options', OPTIONS));
const DIRECT_CONNECTOR = signature('directConnector', required('options', OPTIONS));
