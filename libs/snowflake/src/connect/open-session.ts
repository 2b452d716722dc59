import { fromDriver, mayPass, snowflakeError } from '../errors/raise.js';
import { type RetryPolicy, withRetry } from '../wire/retry.js';
import { type ApiParts, SessionApi } from '../wire/session-api.js';
import { checkAddress, loginError } from './check-address.js';
import { type DriverConnection, type DriverOptions, openDriverConnection } from './driver.js';
import { UNOBSERVED } from './observer.js';
import { type Auth, accessUrlOf, type Profile } from './profile.js';
import { type ReaderChoice, SnowflakeSession } from './session.js';
import { SESSION_START } from './session-parameters.js';

export interface OpenOptions extends ApiParts {
  /** Names the program in Snowflake's session list. */
  readonly application?: string | undefined;
  readonly readerFor: ReaderChoice;
  /** A session was opened at this address before, so that it is no wrong one. */
  readonly wasReached: boolean;
}

/** About a minute of pauses, as the login may serve who comes later. */
const LOGIN_RETRY: RetryPolicy = { attempts: 8, firstPauseMs: 1_000, longestPauseMs: 16_000 };

/** Logs in and sets the session up. @throws SnowflakeError, at once where the address is wrong; the reason of `signal` */
export async function openSession(profile: Profile, options: OpenOptions): Promise<SnowflakeSession> {
  const accessUrl = accessUrlOf(profile);
  await checkAddress(accessUrl, options);
  const connection = await connect(profile, accessUrl, options);
  const api = new SessionApi(accessUrl, connection, options);
  try {
    return await setUp(connection, api, options);
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
  options: Pick<OpenOptions, 'http' | 'readerFor' | 'splitter' | 'signal'>,
): Promise<SnowflakeSession> {
  try {
    const api = new SessionApi(accessUrl, connection, { ...options, observer: UNOBSERVED });
    return await setUp(connection, api, options);
  } catch (error) {
    throw fromDriver(error);
  }
}

async function setUp(
  connection: DriverConnection,
  api: SessionApi,
  { readerFor, signal }: Pick<OpenOptions, 'readerFor' | 'signal'>,
): Promise<SnowflakeSession> {
  const unnamed = new SnowflakeSession('0', connection, api, readerFor);
  await unnamed.execute({ text: SESSION_START, binds: [] }, { signal });
  return new SnowflakeSession(await currentSessionId(unnamed, signal), connection, api, readerFor);
}

async function connect(profile: Profile, accessUrl: string, options: OpenOptions): Promise<DriverConnection> {
  const login: DriverOptions = {
    account: profile.account,
    accessUrl,
    username: profile.user,
    credentials: credentials(profile.auth),
    role: profile.role,
    warehouse: profile.warehouse,
    database: profile.database,
    schema: profile.schema,
    application: options.application ?? 'Firn',
  };
  try {
    return await withRetry(LOGIN_RETRY, mayPass, () => openDriverConnection(login, options.signal), options.signal);
  } catch (error) {
    options.signal.throwIfAborted();
    throw loginError(accessUrl, options.wasReached, error);
  }
}

const credentials = (auth: Auth) =>
  auth.kind === 'password'
    ? { kind: auth.kind, password: auth.password }
    : { kind: auth.kind, privateKey: auth.privateKey, passphrase: auth.passphrase };

/** The driver knows the session's ID and does not tell it; as text, because it may not fit a JavaScript number. */
async function currentSessionId(unnamed: SnowflakeSession, signal: AbortSignal): Promise<string> {
  const { rows } = await unnamed.run({ text: 'SELECT CURRENT_SESSION()', binds: [] }, { signal });
  const id = String(rows[0]?.[0] ?? '');
  if (!/^\d+$/.test(id))
    throw snowflakeError({ code: '000000', message: `CURRENT_SESSION() gave "${id}", not a session ID.` });
  return id;
}
