import { requireMade } from './arguments/made.js';
import { membersOf } from './arguments/members.js';
import { options, type ReadersOf } from './arguments/options.js';
import { type Reader, wrong } from './arguments/reader.js';
import { callback, FLAG } from './arguments/scalars.js';
import { isPlain } from './arguments/shown.js';
import { optional, required, signature } from './arguments/signature.js';
import { FULL_TEXT } from './arguments/text.js';
import { limitOf, WAIT_OPTIONS, withinLimit } from './async/limited.js';
import { UsageError } from './errors.js';
import type { Executor, WaitOptions } from './execution/executor.js';
import { answerForeignNames } from './foreign-names/answer.js';

export type ConnectionOptions = Readonly<Record<string, unknown>>;

/** Opens the way to Snowflake: over a connection (libs/snowflake), or over the job API (libs/client). */
export type Connector = (options: ConnectionOptions) => Promise<Executor>;

/** What a builder needs of the sessions that it makes. */
interface Tagged {
  appendQueryTag(tag: string): Promise<void>;
  updateQueryTag(members: Readonly<Record<string, unknown>>): Promise<void>;
  close(): Promise<void>;
}

interface Sessions<T> {
  readonly make: (executor: Executor) => T;
  /** The one that is open; null where there is none. */
  readonly active: () => T | null;
  /** Two callers of `getOrCreate` at the same moment get one session. */
  readonly sharing: { opening: Promise<T> | null };
}

interface Built {
  readonly connector: Connector | null;
  readonly options: ConnectionOptions;
  readonly app?: { readonly name: string; readonly asJson: boolean };
}

export interface AppNameOptions {
  /** The name becomes a member of a tag that is a JSON object. Default false: `APPNAME=name` behind what the tag is. */
  readonly formatJson?: boolean;
}

/** Collects options and opens a session with them. Immutable: each call gives another builder. */
export class SessionBuilder<T extends Tagged> {
  readonly #sessions: Sessions<T>;
  readonly #built: Built;

  constructor(sessions: Sessions<T>, built: Built = { connector: null, options: {} }) {
    requireMade(() => typeof sessions?.make === 'function', 'SessionBuilder', 'Session.builder');
    this.#sessions = sessions;
    this.#built = built;
  }

  /**
   * How Snowflake is reached: `directConnector` of `@firn/snowflake`, or `jobApi` of `@firn/client`.
   *
   * @example
   * ```ts
   * import { directConnector } from '@firn/snowflake';
   * import { Session } from '@firn/snowpark';
   *
   * await using own = await Session.builder.using(directConnector).configs(connection).create();
   * console.log(await own.table('orders').count()); // → 3
   * ```
   */
  using(connector: Connector): SessionBuilder<T>;
  using(...given: readonly unknown[]): SessionBuilder<T> {
    const [connector] = USING.read(given);
    return this.#with({ connector });
  }

  /**
   * One option; of the same key the last one counts.
   *
   * @example
   * ```ts
   * import { directConnector } from '@firn/snowflake';
   * import { Session } from '@firn/snowpark';
   *
   * const builder = Session.builder.using(directConnector).configs(connection).config('schema', 'INFORMATION_SCHEMA');
   * await using own = await builder.create();
   * console.log(await own.getCurrentSchema()); // → INFORMATION_SCHEMA
   * ```
   */
  config(key: string, value: unknown): SessionBuilder<T>;
  config(...given: readonly unknown[]): SessionBuilder<T> {
    const [key, value] = CONFIG.read(given);
    return this.configs({ [key]: value });
  }

  /**
   * Several options; which there are, the connector says.
   *
   * @example
   * ```ts
   * import { directConnector } from '@firn/snowflake';
   * import { Session } from '@firn/snowpark';
   *
   * await using own = await Session.builder.using(directConnector).configs({ ...connection, schema: 'PUBLIC' }).create();
   * console.log(await own.getCurrentSchema()); // → PUBLIC
   * ```
   */
  configs(options: ConnectionOptions): SessionBuilder<T>;
  configs(...given: readonly unknown[]): SessionBuilder<T> {
    const [options] = CONFIGS.read(given);
    return this.#with({ options: { ...this.#built.options, ...options } });
  }

  /**
   * Names the program in the session's query tag, so that its queries are found in Snowflake's history. For direct sessions.
   *
   * @example
   * ```ts
   * import { directConnector } from '@firn/snowflake';
   * import { Session } from '@firn/snowpark';
   *
   * const builder = Session.builder.using(directConnector).configs(connection).appName('nightly');
   * await using own = await builder.create();
   * console.log(await own.getQueryTag()); // → APPNAME=nightly
   * ```
   */
  appName(name: string, options?: AppNameOptions): SessionBuilder<T>;
  appName(...given: readonly unknown[]): SessionBuilder<T> {
    const [name, { formatJson = false }] = APP_NAME.read(given);
    return this.#with({ app: { name, asJson: formatJson } });
  }

  /**
   * The session of this process that is open, whatever it was opened with; else as `create`.
   *
   * @example
   * ```ts
   * import { Session } from '@firn/snowpark';
   *
   * const own = await Session.builder.getOrCreate();
   * console.log(own === session); // → true
   * ```
   */
  getOrCreate(options?: WaitOptions): Promise<T>;
  async getOrCreate(...given: readonly unknown[]): Promise<T> {
    const [options] = GET_OR_CREATE.read(given);
    const active = this.#sessions.active();
    if (active !== null) return active;
    const { sharing } = this.#sessions;
    sharing.opening ??= this.#create().finally(() => {
      sharing.opening = null;
    });
    return withinLimit(sharing.opening, limitOf(options));
  }

  /**
   * A new session.
   *
   * @throws the signal's reason, or a TimeoutError after `timeoutMs`: a session that opens later is closed.
   *
   * @example
   * ```ts
   * import { directConnector } from '@firn/snowflake';
   * import { Session } from '@firn/snowpark';
   *
   * const own = await Session.builder.using(directConnector).configs(connection).create({ timeoutMs: 30_000 });
   * console.log(await own.table('orders').count()); // → 3
   * await own.close();
   * ```
   */
  create(options?: WaitOptions): Promise<T>;
  async create(...given: readonly unknown[]): Promise<T> {
    const limit = limitOf(CREATE.read(given)[0]);
    const opening = this.#create();
    try {
      return await withinLimit(opening, limit);
    } catch (error) {
      if (limit?.aborted) opening.then((late) => late.close()).catch(() => undefined); // nobody has it
      throw error;
    }
  }

  async #create(): Promise<T> {
    const { connector, options, app } = this.#built;
    if (connector === null) {
      throw new UsageError(
        'invalid_argument',
        'The builder has no connector. Give one with .using(…): a connection, or the job API.',
      );
    }
    const session = this.#sessions.make(await connector(options));
    if (app === undefined) return session;
    try {
      if (app.asJson) await session.updateQueryTag({ APPNAME: app.name });
      else await session.appendQueryTag(`APPNAME=${app.name}`);
      return session;
    } catch (error) {
      await session.close();
      throw error;
    }
  }

  #with(built: Partial<Built>): SessionBuilder<T> {
    return new SessionBuilder(this.#sessions, { ...this.#built, ...built });
  }
}

answerForeignNames(SessionBuilder.prototype, 'SessionBuilder');

/** Which options there are, the connector says. */
const CONNECTION_OPTIONS: Reader<ConnectionOptions, ConnectionOptions> = {
  allowed: 'an object of options',
  read(given, place) {
    if (!isPlain(given)) throw wrong(place, this.allowed, given);
    return Object.fromEntries(membersOf(given, place));
  },
};

const ANY: Reader<unknown, unknown> = { allowed: 'a value', read: (given) => given };

const APP_NAME = signature(
  'appName',
  required('name', FULL_TEXT),
  optional('options', options({ formatJson: FLAG } satisfies ReadersOf<AppNameOptions>), {}),
);
const CREATE = signature('create', optional('options', WAIT_OPTIONS, {}));
const GET_OR_CREATE = signature('getOrCreate', optional('options', WAIT_OPTIONS, {}));
const USING = signature('using', required('connector', callback<Connector>()));
const CONFIG = signature('config', required('key', FULL_TEXT), required('value', ANY));
const CONFIGS = signature('configs', required('options', CONNECTION_OPTIONS));
