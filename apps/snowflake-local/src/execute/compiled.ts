import type { PreparedStatement } from './statement.js';

/**
 * A statement that is prepared again when the catalog has changed since: while it waited for its turn, a table may have
 * been dropped, made anew, or widened. What it sees of its session stays as it was when it was submitted.
 */
export class Compiled {
  private version: number;

  constructor(
    private readonly prepare: () => PreparedStatement,
    private readonly catalogVersion: () => number,
    private prepared: PreparedStatement,
  ) {
    this.version = catalogVersion();
  }

  get statement(): PreparedStatement {
    return this.prepared;
  }

  /**
   * True when the statement is another one than before.
   *
   * @throws SqlError when it no longer compiles.
   */
  refresh(): boolean {
    const version = this.catalogVersion();
    if (version === this.version) return false;
    this.prepared = this.prepare();
    this.version = version;
    return true;
  }
}
