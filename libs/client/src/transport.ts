import { HEADERS, Problem, type ProblemCode } from '@firn/contract';
import { UsageError } from '@firn/snowpark';
import {
  addressFaultOf,
  callback,
  duration,
  type Reader,
  type ReadersOf,
  withinLimit,
  wrongArgument,
} from '@firn/snowpark/internal';
import type { z } from 'zod';
import { FirnProblem, FirnUnreachable } from './firn-problem.js';
import { pause } from './pause.js';

export interface ConnectOptions {
  /** Where the API is: `http://127.0.0.1:3000`. */
  readonly url: string;
  readonly apiKey: string;
  /** Milliseconds that a request is repeated for while the API is away, busy or limiting. Default 30 000; 0 never repeats. */
  readonly retryMs?: number;
  /** Another `fetch`, for a proxy or a browser's own rules. Default the global one. */
  readonly fetch?: typeof fetch;
}

const isUrl = (given: unknown): given is string =>
  typeof given === 'string' && /^https?:\/\//i.test(given) && URL.canParse(given);

const ADDRESS: Reader<string, string> = {
  allowed: 'an address such as http://127.0.0.1:3000',
  read(given, place) {
    if (isUrl(given)) {
      const { username, password, search, hash } = new URL(given);
      if (username + password + search + hash === '' && !/[\s?#]/.test(given)) return given;
      // What came is not shown: it may hold a password.
      const form = 'an address has no user, password, query, fragment or blanks; the key goes into apiKey';
      throw new UsageError('invalid_argument', `${place.call}(${place.name}): ${form}.`);
    }
    const isBare = typeof given === 'string' && URL.canParse(`http://${given}`);
    throw wrongArgument(place, this.allowed, given, isBare ? 'Write http:// or https:// before it.' : unset(given));
  },
};

/** What was to be read from the environment, and is not there. */
const unset = (given: unknown): string | undefined =>
  given === undefined
    ? 'Is the variable set that it is read from? `npm start` prints address and key; the keys of an API are in its keys file.'
    : undefined;

/** It goes into a header. What came is a secret, so that only its kind is shown. */
const KEY: Reader<string, string> = {
  allowed: 'an API key',
  read(given, place) {
    if (typeof given !== 'string') throw wrongArgument(place, this.allowed, given, unset(given));
    if (/^[\x21-\x7e]+$/.test(given)) return given;
    const form = 'an API key is letters, digits and signs, without blanks';
    throw new UsageError('invalid_argument', `${place.call}(${place.name}): ${form}. Look where it is read from.`);
  },
};

export const CONNECT_READERS = {
  url: ADDRESS,
  apiKey: KEY,
  retryMs: duration(0),
  fetch: callback<typeof fetch>(),
} satisfies ReadersOf<ConnectOptions>;

export interface Call {
  readonly method: 'GET' | 'POST' | 'DELETE';
  readonly path: string;
  readonly query?: Readonly<Record<string, string | number | boolean | undefined>>;
  readonly headers?: Readonly<Record<string, string>>;
  /** Sent as it is. */
  readonly body?: string;
  /** The same call twice does what one does: it may be repeated when no answer came. */
  readonly repeatable: boolean;
  /** Problems that the caller has another way for: they are not waited out. */
  readonly handled?: readonly ProblemCode[];
  readonly signal?: AbortSignal | undefined;
}

const FIRST_PAUSE_MS = 100;
const LONGEST_PAUSE_MS = 5_000;
/** Until the head of an answer. The longest poll of the API takes less than half of it. */
const ANSWER_MS = 60_000;
/** For the question whether an address speaks TLS. */
const PROBE_MS = 2_000;

/**
 * Calls the API: adds the key, repeats what may be repeated, and turns every failure into FirnProblem or FirnUnreachable.
 *
 * Until the API has answered once, an address at which nothing answers counts as a wrong one, and fails at once.
 */
export class Transport {
  private readonly base: string;
  private readonly retryMs: number;
  private readonly fetch: typeof fetch;
  private hasAnswered = false;

  constructor(private readonly options: ConnectOptions) {
    this.base = options.url.replace(/\/+$/, '');
    this.retryMs = options.retryMs ?? 30_000;
    this.fetch = options.fetch ?? ((input, init) => fetch(input, init));
  }

  /** One call and its answer, as the schema describes it. */
  async json<Schema extends z.ZodType>(call: Call, schema: Schema): Promise<z.output<Schema>> {
    const response = await this.send({ ...call, headers: { accept: 'application/json', ...call.headers } });
    const parsed = schema.safeParse(await this.readJson(response));
    if (parsed.success) return parsed.data;
    throw new FirnUnreachable(response.url, `the answer to ${call.method} ${call.path} has not the expected form`, {
      cause: parsed.error,
    });
  }

  /** One call whose answer is read by the caller, or given up with `body.cancel()`. @throws FirnProblem for any other status than 2xx. */
  async send(call: Call): Promise<Response> {
    const until = Date.now() + this.retryMs;
    for (let attempt = 0; ; attempt += 1) {
      const outcome = await this.attempt(call);
      if ('response' in outcome) return outcome.response;
      const waitMs = Math.max(
        outcome.retryAfterMs ?? 0,
        Math.min(FIRST_PAUSE_MS * 2 ** attempt, LONGEST_PAUSE_MS) * (0.5 + Math.random() / 2),
      );
      if (!outcome.mayRepeat || Date.now() + waitMs > until) throw outcome.error;
      await pause(waitMs, call.signal);
    }
  }

  private async attempt(call: Call): Promise<Outcome> {
    const url = this.urlOf(call);
    let response: Response;
    try {
      response = await this.fetchHead(url, call);
    } catch (error) {
      if (error instanceof UsageError) throw error;
      call.signal?.throwIfAborted();
      return this.unanswered(url, call, error);
    }
    if (response.ok) {
      this.hasAnswered = true;
      return { response };
    }
    const found = Problem.safeParse(await this.readJson(response));
    if (!found.success) return this.answeredByOther(url, call, response);
    this.hasAnswered = true;
    if (found.data.code === 'route_not_found' && this.hasPath) return { error: this.wrongPath(url), mayRepeat: false };
    // A refusal by the limit did nothing. Without Redis it may have been done, and of a body that came in time only in part the
    // first lines may have been: only the key finds that again.
    const isPassing = response.status === 429 || ([408, 503].includes(response.status) && call.repeatable);
    const mayRepeat = isPassing && call.handled?.includes(found.data.code) !== true;
    return { error: new FirnProblem(found.data), mayRepeat, retryAfterMs: found.data.retryAfterMs };
  }

  /** Its body may take as long as it wants. */
  private async fetchHead(url: string, call: Call): Promise<Response> {
    const patience = new AbortController();
    const timer = setTimeout(() => patience.abort(timedOut()), ANSWER_MS);
    const signal = call.signal === undefined ? patience.signal : AbortSignal.any([patience.signal, call.signal]);
    try {
      const answered = this.fetch(url, {
        method: call.method,
        headers: { authorization: `Bearer ${this.options.apiKey}`, ...call.headers },
        ...(call.body !== undefined && { body: call.body }),
        signal,
      });
      const response: unknown = await withinLimit(Promise.resolve(answered), signal);
      if (isResponse(response)) return response;
      throw wrongArgument({ call: 'FirnClient', name: 'options.fetch' }, 'a function that gives a Response', response);
    } finally {
      clearTimeout(timer);
    }
  }

  private async unanswered(url: string, call: Call, error: unknown): Promise<Outcome> {
    const fault = await addressFaultOf(this.base, error, (address) => this.probe(address));
    const unreachable = new FirnUnreachable(url, fault?.reason ?? reasonOf(error), { cause: error }, fault?.cure);
    return { error: unreachable, mayRepeat: call.repeatable && (fault === null || this.hasAnswered) };
  }

  private answeredByOther(url: string, call: Call, response: Response): Outcome {
    // A gateway says so while the API behind it is away.
    const isGateway = [502, 503, 504].includes(response.status);
    const reason = `status ${response.status} with something else than a problem`;
    const cure = isGateway ? undefined : 'What answers there is no Firn API: check the address';
    return { error: new FirnUnreachable(url, reason, {}, cure), mayRepeat: isGateway && call.repeatable };
  }

  private get hasPath(): boolean {
    return new URL(this.base).pathname !== '/';
  }

  private wrongPath(url: string): FirnUnreachable {
    return new FirnUnreachable(url, 'there is an API, but not at this path', {}, `Write ${new URL(this.base).origin}`);
  }

  private async probe(address: string): Promise<void> {
    await this.fetch(address, { method: 'HEAD', signal: AbortSignal.timeout(PROBE_MS) });
  }

  private async readJson(response: Response): Promise<unknown> {
    try {
      return await response.json();
    } catch (error) {
      if (response.ok) throw new FirnUnreachable(response.url, 'the answer is not JSON', { cause: error });
      return undefined;
    }
  }

  private urlOf({ path, query = {} }: Call): string {
    const given = new URLSearchParams();
    for (const [name, value] of Object.entries(query)) if (value !== undefined) given.set(name, String(value));
    const text = given.toString();
    return `${this.base}${path}${text === '' ? '' : `?${text}`}`;
  }
}

/** One of another realm is no `Response` here. */
const isResponse = (given: unknown): given is Response =>
  typeof given === 'object' && given !== null && 'ok' in given && 'status' in given && 'headers' in given;

const timedOut = () => Object.assign(new Error('No answer came in time.'), { code: 'ETIMEDOUT' });

type Outcome =
  | { readonly response: Response }
  | {
      readonly error: FirnProblem | FirnUnreachable;
      readonly mayRepeat: boolean;
      readonly retryAfterMs?: number | undefined;
    };

/** `fetch` only says "fetch failed"; what failed is in the cause. Errors of another realm are no `Error` here. */
function reasonOf(error: unknown): string {
  if (typeof error !== 'object' || error === null) return String(error);
  if ('cause' in error && error.cause !== undefined) return reasonOf(error.cause);
  const message = 'message' in error && error.message !== '' ? String(error.message) : '';
  const code = 'code' in error ? String(error.code) : '';
  return message.includes(code) ? message || 'the connection failed' : `${code} ${message}`.trim();
}

export const idempotencyHeader = (key: string): Readonly<Record<string, string>> => ({ [HEADERS.idempotencyKey]: key });
