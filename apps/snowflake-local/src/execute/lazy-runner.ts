import type { Duck, DuckConnection, DuckRow, DuckRunner, DuckValue } from './duck.js';

/** A pooled connection for a statement that may not need one: taken at the first call, given back at the end. */
export class LazyRunner implements DuckRunner {
  private connection: Promise<DuckConnection> | undefined;

  constructor(
    private readonly duck: Duck,
    private readonly signal: AbortSignal,
  ) {}

  run(sql: string, binds?: readonly DuckValue[]): Promise<number> {
    return this.on((connection) => connection.run(sql, binds));
  }

  rows(sql: string, binds?: readonly DuckValue[]): Promise<readonly DuckRow[]> {
    return this.on((connection) => connection.rows(sql, binds));
  }

  async release(): Promise<void> {
    if (this.connection !== undefined) this.duck.release(await this.connection);
    this.connection = undefined;
  }

  private async on<T>(work: (connection: DuckConnection) => Promise<T>): Promise<T> {
    const connection = await this.taken();
    return connection.interruptible(this.signal, () => work(connection));
  }

  private taken(): Promise<DuckConnection> {
    this.connection ??= this.duck.acquire();
    return this.connection;
  }
}
