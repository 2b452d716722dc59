import { randomUUID } from 'node:crypto';
import { fromDriver, snowflakeError } from '../errors/raise.js';
import { HttpClient } from '../wire/http.js';
import { SessionApi } from '../wire/session-api.js';
import { withDeadline } from './deadline.js';
import { type DriverConnection, openDriverConnection } from './driver.js';
import { type Auth, accessUrlOf, type Profile } from './profile.js';
import { type ReaderChoice, SnowflakeSession } from './session.js';
import { SESSION_START } from './session-parameters.js';

export interface OpenOptions {
  /** Names the program in Snowflake's session list. */
  readonly application?: string | undefined;
  /** Milliseconds for login and session start. */
  readonly deadlineMs?: number | undefined;
  readonly readerFor: ReaderChoice;
  readonly http: HttpClient;
}

/** The driver by itself would try to log in for 300 seconds. */
const LOGIN_DEADLINE_MS = 60_000;

/** Logs in and sets the session up. @throws SnowflakeError */
export async function openSession(profile: Profile, options: OpenOptions): Promise<SnowflakeSession> {
  const accessUrl = accessUrlOf(profile);
  const connection = await connect(profile, accessUrl, options);
  const api = new SessionApi(accessUrl, connection, options.http);
  try {
    await connection.execute(internal(SESSION_START));
    const sessionId = await currentSessionId(connection, api, options.readerFor);
    return new SnowflakeSession(sessionId, connection, api, options.readerFor);
  } catch (error) {
    await leave(connection, accessUrl, options.http);
    throw fromDriver(error);
  }
}

async function connect(profile: Profile, accessUrl: string, options: OpenOptions): Promise<DriverConnection> {
  const deadlineMs = options.deadlineMs ?? LOGIN_DEADLINE_MS;
  const login = openDriverConnection({
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
  const timedOut = (): Error =>
    snowflakeError({ code: '401001', message: `No login to ${accessUrl} within ${deadlineMs} ms.` });
  try {
    return await withDeadline(login, deadlineMs, timedOut, (late) => void leave(late, accessUrl, options.http));
  } catch (error) {
    throw fromDriver(error);
  }
}

/** Ends a session that came too late for anybody to use it. */
async function leave(connection: DriverConnection, accessUrl: string, http: HttpClient): Promise<void> {
  await new SessionApi(accessUrl, connection, http).logout().catch(() => undefined);
  await connection.close();
}

const credentials = (auth: Auth) =>
  auth.kind === 'password'
    ? { kind: auth.kind, password: auth.password }
    : { kind: auth.kind, privateKey: auth.privateKey, passphrase: auth.passphrase };

/** The driver knows the session's ID and does not tell it; as text, because it may not fit a JavaScript number. */
async function currentSessionId(
  connection: DriverConnection,
  api: SessionApi,
  readerFor: ReaderChoice,
): Promise<string> {
  const unnamed = new SnowflakeSession('0', connection, api, readerFor);
  const { rows } = await unnamed.run({ text: 'SELECT CURRENT_SESSION()', binds: [] });
  const id = String(rows[0]?.[0] ?? '');
  if (!/^\d+$/.test(id))
    throw snowflakeError({ code: '000000', message: `CURRENT_SESSION() gave "${id}", not a session ID.` });
  return id;
}

const internal = (text: string) => ({ text, requestId: randomUUID(), parameters: {}, detached: false });
