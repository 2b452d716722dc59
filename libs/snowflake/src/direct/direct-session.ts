import { type Connector, Session } from '@firn/snowpark';
import { optional, signature } from '@firn/snowpark/internal';
import { lentDriverConnection } from '../connect/driver.js';
import { namedConnection } from '../connect/named/connection-options.js';
import { accessUrlOf, type Profile } from '../connect/profile.js';
import { ConnectionRegistry } from '../connect/registry.js';
import { DirectExecutor } from './direct-executor.js';
import { type DirectSessionOptions, OPTIONS, profileOf, type WayIn } from './direct-options.js';

/**
 * A Snowpark session over a Snowflake connection of its own, logged in. Without options it is the default connection of Snowflake's
 * `connections.toml`, with `connectionName` another one of that file. With `connection` it runs over a connection of snowflake-sdk
 * that is open already, and stays its owner's.
 *
 * Asynchronous jobs outlive it: `close()` lets running queries run on, and another session of the same user finds them
 * by their query ID.
 *
 * @throws UsageError naming every option that is wrong or unknown; SnowflakeError if Snowflake is not at the address, or refuses the
 * login.
 */
export function directSession(options?: DirectSessionOptions): Promise<Session>;
export async function directSession(...given: readonly unknown[]): Promise<Session> {
  return new Session(await loggedIn(...DIRECT_SESSION.read(given)));
}

/** The same for the builder: `Session.builder.using(directConnector).configs({ account, user, … }).create()`. */
export const directConnector: Connector = async (...given) => loggedIn(...DIRECT_CONNECTOR.read(given));

async function loggedIn(way: WayIn): Promise<DirectExecutor> {
  const executor = await executorFor(way);
  try {
    await executor.login();
    return executor;
  } catch (error) {
    await executor.close();
    throw error;
  }
}

async function executorFor(way: WayIn): Promise<DirectExecutor> {
  const registry = new ConnectionRegistry();
  const over = (profile: Profile): DirectExecutor =>
    new DirectExecutor(registry, () => registry.session(profile, 'exclusive'));
  switch (way.kind) {
    case 'profile':
      return over(way.profile);
    case 'named':
      return over(profileOf({ ...(await namedConnection(way.name)), ...way.others }));
    case 'lent': {
      const connection = lentDriverConnection(way.connection);
      return new DirectExecutor(registry, () => registry.borrow(connection, accessUrlOf(way.reached)));
    }
  }
}

const DIRECT_SESSION = signature('directSession', optional('options', OPTIONS, { kind: 'named', others: {} }));
const DIRECT_CONNECTOR = signature('directConnector', optional('options', OPTIONS, { kind: 'named', others: {} }));
