import { UsageError } from './errors.js';
import type { Executor } from './execution/executor.js';

export type ConnectionOptions = Readonly<Record<string, unknown>>;

/** Opens the way to Snowflake: over a connection (libs/snowflake), or over the job API (libs/client). */
export type Connector = (options: ConnectionOptions) => Promise<Executor>;

/** Collects options and opens a session with them. Immutable: each call gives another builder. */
export class SessionBuilder<T> {
  constructor(
    private readonly open: (executor: Executor) => T,
    private readonly connector: Connector | null = null,
    private readonly options: ConnectionOptions = {},
  ) {}

  using(connector: Connector): SessionBuilder<T> {
    return new SessionBuilder(this.open, connector, this.options);
  }

  /** One option; of the same key the last one counts. */
  config(key: string, value: unknown): SessionBuilder<T> {
    return this.configs({ [key]: value });
  }

  configs(options: ConnectionOptions): SessionBuilder<T> {
    return new SessionBuilder(this.open, this.connector, { ...this.options, ...options });
  }

  async create(): Promise<T> {
    if (this.connector === null) {
      throw new UsageError(
        'invalid_argument',
        'The builder has no connector. Give one with .using(…): a connection, or the job API.',
      );
    }
    return this.open(await this.connector(this.options));
  }
}
