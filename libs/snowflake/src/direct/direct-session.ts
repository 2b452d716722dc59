import { type Connector, Session } from '@firn/snowpark';
import { type ProfileInput, parseProfile } from '../connect/profile.js';
import { ConnectionRegistry } from '../connect/registry.js';
import { DirectExecutor } from './direct-executor.js';

/** How a direct session reaches its account. A profile without what only a fleet of workers needs. */
export type DirectSessionOptions = Omit<ProfileInput, 'name' | 'tenant' | 'scratchSchema' | 'limits'>;

/**
 * A Snowpark session over a Snowflake connection of its own. It logs in at the first action, not here.
 *
 * Asynchronous jobs outlive it: `close()` lets running queries run on, and another session of the same user finds them
 * by their query ID.
 *
 * @throws Error naming every option that is wrong.
 */
export const directSession = (options: DirectSessionOptions): Session => new Session(directExecutor(options));

/** The same for the builder: `Session.builder.using(directConnector).configs({ account, user, … }).create()`. */
export const directConnector: Connector = async (options) => directExecutor(options);

function directExecutor(options: object): DirectExecutor {
  const profile = parseProfile({ ...options, name: 'direct' });
  return new DirectExecutor(new ConnectionRegistry(), profile);
}
