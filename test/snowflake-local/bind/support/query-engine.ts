import { bindQuery } from '../../../../apps/snowflake-local/src/bind/bind-query.js';
import type { BindContext } from '../../../../apps/snowflake-local/src/bind/context.js';
import { snowType } from '../../../../apps/snowflake-local/src/bind/data-type.js';
import { type BoundQuery, withAnswers } from '../../../../apps/snowflake-local/src/bind/query.js';
import { CatalogView } from '../../../../apps/snowflake-local/src/catalog/catalog-view.js';
import { duckIdentifier, duckSchema, duckTable } from '../../../../apps/snowflake-local/src/catalog/duck-name.js';
import type { TableEntry, ViewEntry } from '../../../../apps/snowflake-local/src/catalog/entries.js';
import { CommittedState } from '../../../../apps/snowflake-local/src/catalog/state.js';
import { SqlError } from '../../../../apps/snowflake-local/src/errors.js';
import type { BindValue } from '../../../../apps/snowflake-local/src/execute/bind-value.js';
import { Duck, type DuckConnection } from '../../../../apps/snowflake-local/src/execute/duck.js';
import { openDatabase } from '../../../../apps/snowflake-local/src/execute/engine-database.js';
import type { StoredRelation } from '../../../../apps/snowflake-local/src/execute/statement.js';
import { setUpFunctions } from '../../../../apps/snowflake-local/src/functions/engine-setup.js';
import type { CreateTable } from '../../../../apps/snowflake-local/src/parse/ast.js';
import { parseStatement } from '../../../../apps/snowflake-local/src/parse/parse.js';
import { Parameters } from '../../../../apps/snowflake-local/src/session/parameters.js';
import type { SessionVariable } from '../../../../apps/snowflake-local/src/session/session.js';
import { bindLiteral } from '../../../../apps/snowflake-local/src/types/bind-literal.js';
import { cellExpression } from '../../../../apps/snowflake-local/src/types/cell.js';
import { sqlErrorFromEngine } from '../../../../apps/snowflake-local/src/types/engine-error.js';
import { columnDdl, duckType, narrowForm } from '../../../../apps/snowflake-local/src/types/physical.js';
import { typeText } from '../../../../apps/snowflake-local/src/types/snow-type.js';

export interface Result {
  readonly names: readonly string[];
  readonly types: readonly string[];
  /** Wire texts. */
  readonly rows: readonly (readonly (string | null)[])[];
}

export interface QueryOptions {
  readonly binds?: readonly BindValue[];
  readonly variables?: Readonly<Record<string, SessionVariable>>;
  readonly scriptVariables?: Readonly<Record<string, SessionVariable>>;
}

/** The front end over a catalog in memory and a DuckDB in this process: query text in, wire cells out. */
export class QueryEngine {
  private readonly state = new CommittedState();
  readonly results = new Map<string, StoredRelation>();
  private nextObject = 1;

  private constructor(
    private readonly duck: Duck,
    readonly connection: DuckConnection,
  ) {}

  static async open(...tables: readonly string[]): Promise<QueryEngine> {
    const duck = await Duck.open({
      file: ':memory:',
      allowedFolders: [],
      spillFolder: null,
      memoryLimit: '1GB',
      threads: 2,
      concurrentCalls: 1,
      open: (settings) => openDatabase(settings, (native) => setUpFunctions(native)),
    });
    const connection = await duck.acquire();
    await connection.run(`CREATE SCHEMA "${duckSchema('DB', 'PUBLIC')}"; CREATE SCHEMA "${duckSchema('DB', 'OTHER')}"`);
    const engine = new QueryEngine(duck, connection);
    for (const table of tables) await engine.create(table);
    return engine;
  }

  async close(): Promise<void> {
    this.connection.close();
    await this.duck.close();
  }

  /** Makes a table from a CREATE TABLE, with the rows of its AS query. */
  async create(text: string): Promise<void> {
    const statement = parseStatement(text);
    if (statement.kind === 'create_view') {
      const { query } = statement;
      const bound = bindQuery(query, this.context(text));
      const view = text.slice(query.start, query.end);
      this.put({
        kind: 'view',
        text: view,
        statement: text,
        secure: false,
        columns: bound.columns.map(plainColumn),
        ...this.named(statement.name),
      });
      return;
    }
    if (statement.kind !== 'create_table') throw new Error(`No table: ${text}`);
    await this.createTable(statement, text);
  }

  private async createTable(statement: CreateTable, text: string): Promise<void> {
    const query = statement.source?.kind === 'as' ? bindQuery(statement.source.query, this.context(text)) : null;
    const columns =
      query === null
        ? statement.columns.map(({ name, type, notNull }) => {
            if (type === undefined) throw new Error(`Column ${name.name} has no type`);
            const snow = snowType(type, this.context(text));
            return plainColumn({ name: name.name, type: snow, physical: narrowForm(snow), nullable: !notNull });
          })
        : query.columns.map(plainColumn);
    const place = this.named(statement.name);
    const duckName = duckTable(duckSchema(place.database, place.schema), place.name);
    const ddl = columns.map((column) =>
      columnDdl(duckIdentifier(column.name), column.type, column.physical, column.nullable),
    );
    await this.connection.run(`CREATE TABLE ${duckName} (${ddl.join(', ')})`);
    if (query !== null) await this.connection.run(`INSERT INTO ${duckName} ${query.sql}`);
    const table: TableEntry = {
      kind: 'permanent',
      id: duckName,
      duckName,
      columns,
      keys: [],
      clusterBy: null,
      retentionDays: 1,
      changeTracking: false,
      schemaEvolution: false,
      ...place,
    };
    this.put(table);
  }

  private put(entry: TableEntry | ViewEntry): void {
    this.state.apply([{ action: 'put', entry }]);
  }

  private named(name: CreateTable['name']) {
    const parts = name.kind === 'path' ? name.parts.map((part) => part.name) : [];
    const [table = '', schema = 'PUBLIC', database = 'DB'] = [...parts].reverse();
    this.nextObject += 1;
    const owned = { objectId: this.nextObject, comment: null, owner: 'ACCOUNTADMIN', createdOn: 0, sessionId: null };
    return { ...owned, database, schema, name: table };
  }

  context(text: string, options: QueryOptions = {}): BindContext {
    const values = {
      account: 'FIRN',
      user: 'FIRN',
      role: 'ACCOUNTADMIN',
      database: 'DB',
      schema: 'PUBLIC',
      warehouse: 'COMPUTE_WH',
      sessionId: '17',
      lastQueryIds: ['q1', 'q2'],
      timezone: 'UTC',
      nowMicros: 1_709_210_096_789_012n,
      parameter: () => undefined,
    };
    return {
      text,
      catalog: new CatalogView(this.state, '17'),
      session: {
        ...values,
        parameters: new Parameters(),
        variables: new Map(Object.entries(options.variables ?? {})),
        now: 1_709_210_096_789,
      },
      values,
      binds: (options.binds ?? []).map((bind) => bindLiteral(bind, values)),
      ...(options.scriptVariables && { scriptVariables: new Map(Object.entries(options.scriptVariables)) }),
      results: { find: (queryId) => this.results.get(queryId) },
      history: { columns: [], relation: () => 'SELECT 1 AS c0', everything: () => 'SELECT 1 AS c0' },
      streams: { note: () => undefined },
      stages: {
        infer: () => 'SELECT NULL',
        directory: () => ({ sql: 'SELECT NULL', columns: [] }),
        open: () => ({
          kind: 'text',
          rows: (columns) =>
            `SELECT ${Array.from({ length: columns }, (_, at) => `'v${at + 1}' AS c${at + 1}`).join(', ')}, 'f.csv' AS filename, CAST(1 AS BIGINT) AS file_row_number`,
        }),
      },
    };
  }

  bind(text: string, options: QueryOptions = {}): BoundQuery {
    const statement = parseStatement(text);
    if (statement.kind !== 'query') throw new Error(`No query: ${text}`);
    return bindQuery(statement.query, this.context(text, options));
  }

  /** Runs a query; what DuckDB gives must be of the types that the binder said. */
  async query(text: string, options: QueryOptions = {}): Promise<Result> {
    const bound = this.bind(text, options);
    const cells = bound.columns.map(({ type, physical }, index) => cellExpression(`c${index}`, type, physical));
    const forms = bound.columns.map((_, index) => `typeof(c${index})`);
    const sql = withAnswers(
      bound,
      bound.calls.map(({ name, args }) => `${name}(${args.join(', ')})`),
    );
    const rows = await this.connection.rows(`SELECT ${[...cells, ...forms].join(', ')} FROM (${sql})`);
    const width = bound.columns.length;
    for (const row of rows.slice(0, 1)) {
      bound.columns.forEach(({ name, type, physical }, index) => {
        const found = String(row[width + index]).replaceAll('"', '');
        // DuckDB folds a function of a constant NULL to a NULL without a type.
        if (found === 'NULL') return;
        expect(`${name}: ${found}`).toBe(`${name}: ${duckType(type, physical).replaceAll('"', '')}`);
      });
    }
    if (bound.atMost !== undefined) expect(rows.length).toBeLessThanOrEqual(bound.atMost);
    return {
      names: bound.columns.map(({ name }) => name),
      types: bound.columns.map(({ type }) => typeText(type)),
      rows: rows.map((row) => row.slice(0, width).map((cell) => (cell === null ? null : String(cell)))),
    };
  }

  /** The rows of a query, in their order. */
  async rows(text: string, options: QueryOptions = {}): Promise<Result['rows']> {
    return (await this.query(text, options)).rows;
  }

  /** What a client gets for a query that fails, when it is compiled or when it runs. */
  async failure(text: string, options: QueryOptions = {}): Promise<SqlError> {
    try {
      await this.query(text, options);
    } catch (error) {
      const known = error instanceof SqlError ? error : sqlErrorFromEngine(error);
      if (known !== undefined) return known;
      throw error;
    }
    throw new Error(`It did not fail: ${text}`);
  }
}

const plainColumn = ({
  name,
  type,
  physical,
  nullable,
}: Pick<TableEntry['columns'][number], 'name' | 'type' | 'physical' | 'nullable'>) => ({
  name,
  type,
  physical,
  nullable,
  default: null,
  comment: null,
});
