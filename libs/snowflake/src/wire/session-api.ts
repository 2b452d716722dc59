import { randomUUID } from 'node:crypto';
import { withinLimit } from '@firn/snowpark/internal';
import type { DriverConnection } from '../connect/driver.js';
import type { ConnectionObserver } from '../connect/observer.js';
import { CONNECTION_DOWN, EXCHANGE_FAILED, failureOf, fromDriver, REFUSED, snowflakeError } from '../errors/raise.js';
import { bodyBytes } from './body.js';
import { Envelope, ErrorData } from './envelope.js';
import type { HttpClient } from './http.js';
import { type AnswerSplitter, type RowText, THREAD_FROM_BYTES } from './large-answer.js';
import { isPassingStatus, READ_RETRY, type RetryPolicy, withRetry } from './retry.js';

/** Rows of a result come in chunks; what is longer than this inside an answer is no answer. */
const ANSWER_LIMIT_BYTES = 64 * 1024 * 1024;
/** Above the 45 seconds for which the server holds a request for a running query. */
const IDLE_TIMEOUT_MS = 90_000;
/** For a logout, which whoever closes waits for; without one the session ends by itself. */
const LOGOUT_MS = 10_000;
const TOKEN_EXPIRED = '390112';
const SESSION_GONE: ReadonlySet<string> = new Set(['390104', '390110', '390111', '390113', '390114', '390115']);

/** A session's ID is a number on the wire, and may have more digits than a JavaScript number: read as text. */
const SESSION_NUMBER = /("sessionId"\s*:\s*)(\d+)/g;

interface Call {
  readonly method: 'GET' | 'POST';
  readonly path: string;
  readonly accept: 'application/json' | 'application/snowflake';
  readonly body?: unknown;
  readonly signal?: AbortSignal | undefined;
  /** How often it is repeated, and after which failures; else as a read, after those that pass. */
  readonly retry?: RetryPolicy;
  readonly mayRetry?: (error: unknown) => boolean;
}

/** What a session is reached by. */
export interface ApiParts {
  readonly http: HttpClient;
  /** For answers that are large. */
  readonly splitter: AnswerSplitter;
  readonly observer: ConnectionObserver;
  /** Aborted when all connections close: nothing is sent any more then, but the logout. */
  readonly signal: AbortSignal;
}

const isTransient = (error: unknown): boolean => failureOf(error).class === 'transient';

/**
 * Requests that the driver has no call for (full monitoring answers, result answers, describe with lengths), or that it makes dear
 * (submits), over the session that the driver holds: its tokens, renewed by it. Everything here may be repeated without harm.
 */
export class SessionApi {
  #renewal: Promise<void> | null = null;
  #lost = false;
  /** As it was last seen: the driver renews it too, and tells nobody. */
  #token: string | null = null;

  constructor(
    private readonly accessUrl: string,
    private readonly connection: DriverConnection,
    private readonly parts: ApiParts,
  ) {}

  get observer(): ConnectionObserver {
    return this.parts.observer;
  }

  /** True once Snowflake said that the session is gone. */
  get isLost(): boolean {
    return this.#lost || !this.connection.isUp();
  }

  /** The answer of a successful call. @throws SnowflakeError for what Snowflake refuses and for a failed exchange. */
  call(call: Call): Promise<Envelope> {
    const { retry = READ_RETRY, mayRetry = isTransient } = call;
    return withRetry(retry, mayRetry, () => this.#open(call), call.signal, this.parts.signal);
  }

  async #open(call: Call): Promise<Envelope> {
    this.parts.signal.throwIfAborted();
    return this.#authenticated(call);
  }

  /** Logs out: Snowflake ends the session and, within minutes, whatever it still runs. */
  async logout(): Promise<void> {
    await this.#authenticated({
      method: 'POST',
      path: `/session?delete=true&requestId=${randomUUID()}`,
      accept: 'application/json',
      signal: AbortSignal.timeout(LOGOUT_MS),
    });
    this.#lost = true;
  }

  async #authenticated(call: Call): Promise<Envelope> {
    const first = await this.#exchange(call);
    const envelope = first.code === TOKEN_EXPIRED ? await this.#renewed(call) : first;
    if (envelope.success) return envelope;
    const code = envelope.code ?? '';
    if (SESSION_GONE.has(code)) this.#lost = true;
    const data = ErrorData.parse(envelope.data);
    throw snowflakeError({
      code: code || data?.errorCode,
      sqlState: data?.sqlState,
      queryId: data?.queryId,
      message: envelope.message ?? `Snowflake refused ${call.path} with code ${code || 'none'}.`,
    });
  }

  /** One renewal at a time, whoever meets the expired token first. */
  async #renewed(call: Call): Promise<Envelope> {
    this.#renewal ??= this.connection.heartbeat().finally(() => {
      this.#renewal = null;
    });
    try {
      await withinLimit(this.#renewal, call.signal);
    } catch (error) {
      throw fromDriver(error);
    }
    return this.#exchange(call);
  }

  async #exchange(call: Call): Promise<Envelope> {
    const tokens = this.connection.tokens();
    if (tokens === null)
      throw snowflakeError({ code: CONNECTION_DOWN, sqlState: '08003', message: 'The session has ended.' });
    if (this.#token !== null && this.#token !== tokens.sessionToken) this.observer.tokenRenewed();
    this.#token = tokens.sessionToken;
    const body = call.body === undefined ? undefined : JSON.stringify(call.body);
    let status: number | undefined;
    let received: Buffer;
    let rowText: RowText | null = null;
    try {
      const answer = await this.parts.http.open({
        method: call.method,
        url: withGuid(this.accessUrl + call.path),
        headers: {
          accept: call.accept,
          authorization: `Snowflake Token="${tokens.sessionToken}"`,
          ...(body === undefined ? { 'content-length': '0' } : {}),
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        },
        body,
        idleTimeoutMs: IDLE_TIMEOUT_MS,
        signal: call.signal,
      });
      status = answer.statusCode;
      received = await bodyBytes(answer, ANSWER_LIMIT_BYTES);
      if (status === 200 && received.length >= THREAD_FROM_BYTES) {
        const { head, rows } = await this.parts.splitter.split(received);
        [received, rowText] = [Buffer.from(head.buffer, head.byteOffset, head.byteLength), rows];
      }
    } catch (error) {
      call.signal?.throwIfAborted();
      this.observer.exchangeFailed(null);
      throw exchangeFailed(call, error instanceof Error ? error.message : String(error), error);
    }
    if (status !== 200) {
      this.observer.exchangeFailed(status ?? null);
      throw exchangeFailed(
        call,
        `HTTP status ${status}`,
        undefined,
        isPassingStatus(status) ? EXCHANGE_FAILED : REFUSED,
      );
    }
    const envelope = parseEnvelope(call, received.toString('utf8'));
    return rowText === null ? envelope : { ...envelope, rowText };
  }
}

function parseEnvelope(call: Call, text: string): Envelope {
  try {
    return Envelope.parse(JSON.parse(withTextOfSession(text)));
  } catch (error) {
    throw exchangeFailed(call, 'the answer is not the JSON of this protocol', error);
  }
}

/** Only a log-in is answered with one: any other text, which may be long, is found to have none by one look. */
const withTextOfSession = (text: string): string =>
  text.includes('"sessionId"') ? text.replace(SESSION_NUMBER, '$1"$2"') : text;

const exchangeFailed = (call: Call, what: string, cause: unknown, code = EXCHANGE_FAILED) =>
  snowflakeError({ code, message: `${call.method} ${pathOf(call.path)} failed: ${what}.`, cause });

const pathOf = (path: string): string => path.split('?', 1)[0] ?? path;
const withGuid = (url: string): string => `${url}${url.includes('?') ? '&' : '?'}request_guid=${randomUUID()}`;
