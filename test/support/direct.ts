import { directSession } from '@firn/snowflake';
import type { Session } from '@firn/snowpark';
import { localConnection } from '../../scripts/system/local-connection.js';
import { type LocalSnowflake, startLocalSnowflake } from './local-snowflake.js';

export interface Direct {
  readonly snowflake: LocalSnowflake;
  readonly session: Session;
  /** Another session of the same user. */
  open(): Promise<Session>;
  stop(): Promise<void>;
}

/** A local Snowflake and a direct session on it, for frames to be run and not only compiled. */
export async function startDirect(): Promise<Direct> {
  const snowflake = await startLocalSnowflake();
  const open = (): Promise<Session> => directSession(localConnection(snowflake.url));
  const session = await open();
  return {
    snowflake,
    session,
    open,
    stop: async () => {
      await session.close();
      await snowflake.stop();
    },
  };
}

/** One for all tests of a file. */
export function useDirect(): { readonly session: Session; readonly url: string } {
  let direct: Direct | undefined;
  beforeAll(async () => {
    direct = await startDirect();
  });
  afterAll(async () => {
    await direct?.stop();
  });
  return {
    get session() {
      if (direct === undefined) throw new Error('The session has not started.');
      return direct.session;
    },
    get url() {
      if (direct === undefined) throw new Error('The server has not started.');
      return direct.snowflake.url;
    },
  };
}
