import './driver-environment.js';
import { isMainThread } from 'node:worker_threads';
import { UsageError } from '@firn/snowpark';
import { withinLimit } from '@firn/snowpark/internal';
import snowflake from 'snowflake-sdk';
import { CONNECTION_DOWN, snowflakeError } from '../errors/raise.js';
import { abortable } from './abortable.js';

/** The one file that touches snowflake-sdk: its callbacks become promises here, and its traps end here. */

/** What a connection is opened with. Nothing else of the driver's hundred options is used. */
export interface DriverOptions {
  readonly account: string;
  readonly accessUrl: string;
  readonly username: string;
  readonly credentials:
    | { readonly kind: 'password'; readonly password: string }
    | { readonly kind: 'key_pair'; readonly privateKey: string; readonly passphrase?: string | undefined };
  readonly role?: string | undefined;
  readonly warehouse?: string | undefined;
  readonly database?: string | undefined;
  readonly schema?: string | undefined;
  readonly application: string;
}

/** PUT or GET, as SQL. */
export interface DriverTransfer {
  readonly text: string;
  /** UUID; the server runs it once within this session. */
  readonly requestId: string;
  /** Parameters of this statement alone, such as QUERY_TAG. */
  readonly parameters: Readonly<Record<string, string | number>>;
}

/** Tokens of the session, for requests that the driver has no call for. Credentials: never logged, never stored. */
export interface SessionTokens {
  readonly sessionToken: string;
  readonly masterToken: string;
}

/** A row of the answer to PUT or GET: one file. */
export type TransferRow = readonly unknown[];

export interface DriverConnection {
  /** Opened by somebody else, who goes on to own it: neither closed nor logged out here. */
  readonly isLent: boolean;
  /** False once Snowflake said that the session is gone; a connection never comes up again. */
  isUp(): boolean;
  /** Moves files between this machine and a stage, and gives what became of each. Rejects with the driver's error. */
  transfer(statement: DriverTransfer): Promise<readonly TransferRow[]>;
  /** Touches the session; renews its token if that has expired. */
  heartbeat(): Promise<void>;
  tokens(): SessionTokens | null;
  /**
   * Closes sockets and timers here, and ends what is under way: what pauses before it is sent again is not sent, within the 16 seconds
   * of the driver's longest pause. The session in Snowflake stays: a logout would cancel what it runs.
   */
  close(): Promise<void>;
}

let configured = false;

/** The driver's process-wide settings; applied once, before the first connection. */
function configure(): void {
  if (configured) return;
  configured = true;
  snowflake.configure({
    logLevel: 'OFF', // it would write snowflake.log into the working directory
    additionalLogToConsole: false,
    keepAlive: true,
  });
}

/**
 * Logs in, by one request, which `signal` ends.
 *
 * @throws the driver's error: `code` 390100 wrong user or password, 390144 and 3943xx a bad key, 401001 no network; the reason of `signal`
 */
export async function openDriverConnection(options: DriverOptions, signal: AbortSignal): Promise<DriverConnection> {
  configure();
  const connection = snowflake.createConnection({
    account: options.account,
    accessUrl: options.accessUrl,
    username: options.username,
    ...credentialOptions(options.credentials),
    ...given({
      role: options.role,
      warehouse: options.warehouse,
      database: options.database,
      schema: options.schema,
    }),
    application: options.application,
    clientSessionKeepAlive: false,
    clientStoreTemporaryCredential: false,
    serverSessionKeepAlive: true, // `destroy` without a logout, which would cancel running queries
    ...REPEATED_BY_US,
    // `queryTag` stays unset: set on the connection it would override the tag of every statement.
  });
  await new Promise<void>((resolve, reject) => {
    const settle = (error: unknown) => (error ? reject(signal.aborted ? signal.reason : error) : resolve());
    abortable(signal, () => connection.connect(settle));
  });
  return new SdkConnection(connection, false);
}

/** An option of the driver that its declarations leave out: it would repeat a login for minutes, and nothing ends that. */
const REPEATED_BY_US = { sfRetryMaxLoginRetries: 0 };

/**
 * A connection of the driver that its owner has opened, as one of ours. Our settings of the process are not applied.
 *
 * @throws UsageError for what is no connection, and for one that is not up
 */
export function lentDriverConnection(connection: unknown): DriverConnection {
  if (!isConnection(connection)) {
    const cure = 'Give what snowflake.createConnection(…) of snowflake-sdk made.';
    throw new UsageError('invalid_argument', `The connection is none of snowflake-sdk. ${cure}`);
  }
  if (!connection.isUp()) {
    throw new UsageError('invalid_argument', 'The connection is not up: await connection.connectAsync() first.');
  }
  return new SdkConnection(connection, true);
}

type Connection = ReturnType<typeof snowflake.createConnection>;

const isConnection = (given: unknown): given is Connection =>
  typeof given === 'object' &&
  given !== null &&
  ['isUp', 'execute', 'serialize', 'destroy', 'heartbeatAsync'].every(
    (method) => typeof Reflect.get(given, method) === 'function',
  );

class SdkConnection implements DriverConnection {
  /** As the driver last wrote itself down: it renews its tokens by itself, and there is no other way to see them. */
  private seen: { readonly text: string; readonly tokens: SessionTokens | null } = { text: '', tokens: null };
  readonly #closed = new AbortController();

  constructor(
    private readonly connection: Connection,
    readonly isLent: boolean,
  ) {}

  isUp(): boolean {
    return this.connection.isUp();
  }

  async transfer(statement: DriverTransfer): Promise<readonly TransferRow[]> {
    // To a stage in a folder of this machine the driver writes with a mask of none, and leaves it at that.
    const mask = isMainThread ? process.umask() : null;
    try {
      return await this.#transfer(statement);
    } finally {
      if (mask !== null) process.umask(mask);
    }
  }

  #transfer(statement: DriverTransfer): Promise<readonly TransferRow[]> {
    const work = () =>
      new Promise<readonly TransferRow[]>((resolve, reject) => {
        this.connection.execute({
          sqlText: statement.text,
          requestId: statement.requestId,
          parameters: { ...statement.parameters },
          streamResult: false,
          rowMode: 'array',
          complete: (error: unknown, _done, rows) => (error ? reject(error) : resolve(rows ?? [])),
        });
      });
    return this.#untilClosed(work);
  }

  async heartbeat(): Promise<void> {
    await this.#untilClosed(heartbeatOf(this.connection));
  }

  /** A call of the driver, which would go on over a connection that is closed, and renew its token first. */
  async #untilClosed<T>(call: () => Promise<T>): Promise<T> {
    const { signal } = this.#closed;
    signal.throwIfAborted();
    return withinLimit(abortable(signal, call), signal);
  }

  tokens(): SessionTokens | null {
    const text = this.connection.serialize();
    if (text !== this.seen.text) this.seen = { text, tokens: parseTokens(text) };
    return this.seen.tokens;
  }

  /** Also for a connection that is down: only this clears the timer and the sockets it may still have. */
  close(): Promise<void> {
    const message = 'The connection was closed while an answer was waited for.';
    this.#closed.abort(snowflakeError({ code: CONNECTION_DOWN, sqlState: '08003', message }));
    if (this.isLent) return Promise.resolve();
    return new Promise((resolve) => this.connection.destroy(() => resolve()));
  }
}

/** `heartbeatAsync` is public but missing from the driver's type declarations. */
function heartbeatOf(connection: Connection): () => Promise<unknown> {
  if (!('heartbeatAsync' in connection) || typeof connection.heartbeatAsync !== 'function') {
    throw new TypeError('snowflake-sdk has no heartbeatAsync: this version of the driver is not supported.');
  }
  const heartbeat = connection.heartbeatAsync;
  return async () => heartbeat.call(connection);
}

function credentialOptions(credentials: DriverOptions['credentials']) {
  switch (credentials.kind) {
    case 'password':
      return { password: credentials.password };
    case 'key_pair':
      return {
        authenticator: 'SNOWFLAKE_JWT',
        privateKey: credentials.privateKey,
        ...given({ privateKeyPass: credentials.passphrase }),
      };
  }
}

/** The driver rejects options that are present but undefined. */
function given<K extends string>(options: Record<K, string | undefined>): Partial<Record<K, string>> {
  const present: Partial<Record<K, string>> = {};
  for (const name in options) {
    const value = options[name];
    if (value !== undefined) present[name] = value;
  }
  return present;
}

/** The shape is the driver's own; a version that changes it is noticed here, not as a refused request. */
function parseTokens(serialized: string): SessionTokens | null {
  const parsed: unknown = JSON.parse(serialized);
  const info = property(property(property(parsed, 'services'), 'sf'), 'tokenInfo');
  const sessionToken = property(info, 'sessionToken');
  const masterToken = property(info, 'masterToken');
  return typeof sessionToken === 'string' && typeof masterToken === 'string' ? { sessionToken, masterToken } : null;
}

function property(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null && name in value ? Reflect.get(value, name) : undefined;
}
