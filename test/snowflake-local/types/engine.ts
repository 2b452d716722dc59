import { Duck, type DuckConnection } from '../../../apps/snowflake-local/src/execute/duck.js';
import { openDatabase } from '../../../apps/snowflake-local/src/execute/engine-database.js';
import { setUpFunctions } from '../../../apps/snowflake-local/src/functions/engine-setup.js';
import type { FunctionContext } from '../../../apps/snowflake-local/src/functions/registry.js';
import { cellExpression } from '../../../apps/snowflake-local/src/types/cell.js';
import { sqlErrorFromEngine } from '../../../apps/snowflake-local/src/types/engine-error.js';
import { duckType } from '../../../apps/snowflake-local/src/types/physical.js';
import { typeText } from '../../../apps/snowflake-local/src/types/snow-type.js';
import type { Emitted } from '../../../apps/snowflake-local/src/types/typed.js';

/** The session that the expressions of these tests run in: 2024-02-29 12:34:56.789012 UTC. */
export const context = (parameters: Readonly<Record<string, string>> = {}): FunctionContext => ({
  timezone: parameters.TIMEZONE ?? 'UTC',
  nowMicros: 1_709_210_096_789_012n,
  parameter: (name) => parameters[name],
  account: 'FIRN',
  user: 'FIRN',
  role: 'ACCOUNTADMIN',
  database: 'DB',
  schema: 'PUBLIC',
  warehouse: 'COMPUTE_WH',
  sessionId: '17',
  lastQueryIds: ['q1', 'q2'],
});

/** One expression's outcome: wire text and type, or the error a client would see. */
export type Outcome = { readonly cell: string | null; readonly type: string } | { readonly error: string };

/** A DuckDB of its own with the engine's functions; `close` it. */
export class ValueEngine {
  private constructor(
    private readonly duck: Duck,
    readonly connection: DuckConnection,
  ) {}

  static async open(): Promise<ValueEngine> {
    const duck = await Duck.open({
      file: ':memory:',
      allowedFolders: [],
      spillFolder: null,
      memoryLimit: '512MB',
      threads: 1,
      concurrentCalls: 1,
      open: (settings) => openDatabase(settings, (native) => setUpFunctions(native)),
    });
    const connection = await duck.acquire();
    return new ValueEngine(duck, connection);
  }

  /** The wire texts of expressions, all in one query; fails if one of them does. */
  async cells(...values: readonly Emitted[]): Promise<readonly (string | null)[]> {
    const items = values.map((value, index) => `${value.sql} AS c${index}`);
    const cells = values.map((value, index) => cellExpression(`c${index}`, value.type, value.physical));
    const forms = values.map((_, index) => `typeof(c${index})`);
    const [row] = await this.connection.rows(
      `SELECT ${[...cells, ...forms].join(', ')} FROM (SELECT ${items.join(', ')})`,
    );
    if (row === undefined) throw new Error('a query without FROM gives one row');
    values.forEach((value, index) => {
      // What DuckDB gives must be what the binder was told.
      expect(plain(String(row[values.length + index]))).toBe(plain(duckType(value.type, value.physical)));
    });
    return values.map((_, index) => (row[index] === null ? null : String(row[index])));
  }

  /** What happens to an expression that is built by `make`: errors of building and of running look alike to a client. */
  async outcome(make: () => Emitted): Promise<Outcome> {
    try {
      const value = make();
      const [cell = null] = await this.cells(value);
      return { cell, type: typeText(value.type) };
    } catch (error) {
      const known = sqlErrorFromEngine(error);
      if (known === undefined) throw error;
      return { error: `${known.code} ${known.sqlState} ${known.message}` };
    }
  }

  async cell(value: Emitted): Promise<string | null> {
    return (await this.cells(value))[0] ?? null;
  }

  async close(): Promise<void> {
    this.connection.close();
    await this.duck.close();
  }
}

const plain = (type: string): string => type.replaceAll('"', '');
