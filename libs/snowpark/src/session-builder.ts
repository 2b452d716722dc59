import { requireMade } from './arguments/made.js';
import { membersOf } from './arguments/members.js';
import { type Reader, wrong } from './arguments/reader.js';
import { callback } from './arguments/scalars.js';
import { isPlain } from './arguments/shown.js';
import { noArguments, required, signature } from './arguments/signature.js';
import { FULL_TEXT } from './arguments/text.js';
import { UsageError } from './errors.js';
import type { Executor } from './execution/executor.js';
import { answerForeignNames } from './foreign-names/answer.js';

export type ConnectionOptions = Readonly<Record<string, unknown>>;

/** Opens the way to Snowflake: over a connection (libs/snowflake), or over the job API (libs/client). */
export type Connector = (options: ConnectionOptions) => Promise<Executor>;

/** Collects options and opens a session with them. Immutable: each call gives another builder. */
export class SessionBuilder<T> {
  readonly #open: (executor: Executor) => T;
  readonly #connector: Connector | null;
  readonly #options: ConnectionOptions;

  constructor(open: (executor: Executor) => T, connector: Connector | null = null, options: ConnectionOptions = {}) {
    requireMade(() => typeof open === 'function', 'SessionBuilder', 'Session.builder');
    this.#open = open;
    this.#connector = connector;
    this.#options = options;
  }

  using(connector: Connector): SessionBuilder<T>;
  using(...given: readonly unknown[]): SessionBuilder<T> {
    const [connector] = USING.read(given);
    return new SessionBuilder(this.#open, connector, this.#options);
  }

  /** One option; of the same key the last one counts. */
  config(key: string, value: unknown): SessionBuilder<T>;
  config(...given: readonly unknown[]): SessionBuilder<T> {
    const [key, value] = CONFIG.read(given);
    return this.configs({ [key]: value });
  }

  configs(options: ConnectionOptions): SessionBuilder<T>;
  configs(...given: readonly unknown[]): SessionBuilder<T> {
    const [options] = CONFIGS.read(given);
    return new SessionBuilder(this.#open, this.#connector, { ...this.#options, ...options });
  }

  async create(...none: readonly []): Promise<T> {
    noArguments('create', none);
    if (this.#connector === null) {
      throw new UsageError(
        'invalid_argument',
        'The builder has no connector. Give one with .using(…): a connection, or the job API.',
      );
    }
    return this.#open(await this.#connector(this.#options));
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

const USING = signature('using', required('connector', callback<Connector>()));
const CONFIG = signature('config', required('key', FULL_TEXT), required('value', ANY));
const CONFIGS = signature('configs', required('options', CONNECTION_OPTIONS));
