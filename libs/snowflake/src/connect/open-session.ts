import { fromDriver, snowflakeError } from '../errors/raise.js';
import type { HttpClient } from '../wire/http.js';
import { SessionApi } from '../wire/session-api.js';
import { checkAddress, loginError } from './check-address.js';
import { type DriverConnection, openDriverConnection } from './driver.js';
import { type ConnectionObserver, UNOBSERVED } from './observer.js';
import { type Auth, accessUrlOf, type Profile } from './profile.js';
import { type ReaderChoice, SnowflakeSession } from './session.js';
import { SESSION_START } from './session-parameters.js';

export interface OpenOptions {
  /** Names the program in Snowflake's session list. */
  readonly application?: string | undefined;
  readonly readerFor: ReaderChoice;
  readonly http: HttpClient;
  readonly observer: ConnectionObserver;
  /** A session was opened at this address before, so that it is no wrong one. */
  readonly wasReached: boolean;
}

/** Logs in and sets the session up. @throws SnowflakeError, at once where the address is wrong */
export async function openSession(profile: Profile, options: OpenOptions): Promise<SnowflakeSession> {
  const accessUrl = accessUrlOf(profile);
  await checkAddress(accessUrl, options.wasReached, options.http);
  const connection = await connect(profile, accessUrl, options);
  const api = new SessionApi(accessUrl, connection, options.http, options.observer);
  try {
    return await setUp(connection, api, options.readerFor);
  } catch (error) {
    await api.logout().catch(() => undefined);
    await connection.close();
    throw fromDriver(error);
  }
}

/** Sets a session up over a connection that stays its owner's. @throws SnowflakeError */
export async function borrowSession(
  connection: DriverConnection,
  accessUrl: string,
  { http, readerFor }: Pick<OpenOptions, 'http' | 'readerFor'>,
): Promise<SnowflakeSession> {
  try {
    return await setUp(connection, new SessionApi(accessUrl, connection, http, UNOBSERVED), readerFor);
  } catch (error) {
    throw fromDriver(error);
  }
}

async function setUp(
  connection: DriverConnection,
  api: SessionApi,
  readerFor: ReaderChoice,
): Promise<SnowflakeSession> {
  const unnamed = new SnowflakeSession('0', connection, api, readerFor);
  await unnamed.execute({ text: SESSION_START, binds: [] });
  return new SnowflakeSession(await currentSessionId(unnamed), connection, api, readerFor);
}

async function connect(profile: Profile, accessUrl: string, options: OpenOptions): Promise<DriverConnection> {
  try {
    return await openDriverConnection({
      account: profile.account,
      accessUrl,
      username: profile.user,
      credentials: credentials(profile.auth),
      role: profile.role,
      warehouse: profile.warehouse,
      database: profile.database,
      schema: profile.schema,
      application: options.application ?? 'Firn',
    });
  } catch (error) {
    throw loginError(accessUrl, options.wasReached, error);
  }
}

const credentials = (auth: Auth) =>
  auth.kind === 'password'
    ? { kind: auth.kind, password: auth.password }
    : { kind: auth.kind, privateKey: auth.privateKey, passphrase: auth.passphrase };

/** The driver knows the session's ID and does not tell it; as text, because it may not fit a JavaScript number. */
async function currentSessionId(unnamed: SnowflakeSession): Promise<string> {
  const { rows } = await unnamed.run({ text: 'SELECT CURRENT_SESSION()', binds: [] });
  const id = String(rows[0]?.[0] ?? '');
  if (!/^\d+$/.test(id))
    throw snowflakeError({ code: '000000', message: `CURRENT_SESSION() gave "${id}", not a session ID.` });
  return id;
}
