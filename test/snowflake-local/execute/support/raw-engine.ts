import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { LockTable } from '../../../../apps/snowflake-local/src/admit/locks.js';
import { Warehouses } from '../../../../apps/snowflake-local/src/admit/warehouses.js';
import type { OutColumn } from '../../../../apps/snowflake-local/src/bind/query.js';
import { openCatalog } from '../../../../apps/snowflake-local/src/catalog/open-catalog.js';
import { DEFAULT_SEED } from '../../../../apps/snowflake-local/src/catalog/seed.js';
import { CommitLog } from '../../../../apps/snowflake-local/src/execute/commit-log.js';
import { Control } from '../../../../apps/snowflake-local/src/execute/control.js';
import { Duck } from '../../../../apps/snowflake-local/src/execute/duck.js';
import { Executor } from '../../../../apps/snowflake-local/src/execute/executor.js';
import type { Query, QueryEnd } from '../../../../apps/snowflake-local/src/execute/query.js';
import { QueryRegistry } from '../../../../apps/snowflake-local/src/execute/registry.js';
import type {
  Engine,
  PreparedStatement,
  PrepareRequest,
} from '../../../../apps/snowflake-local/src/execute/statement.js';
import { Transactions } from '../../../../apps/snowflake-local/src/execute/transactions.js';
import { Removals } from '../../../../apps/snowflake-local/src/health/removals.js';
import { History } from '../../../../apps/snowflake-local/src/history/history.js';
import { RowTexts } from '../../../../apps/snowflake-local/src/result/row-texts.js';
import { ResultStore } from '../../../../apps/snowflake-local/src/result/store.js';
import { Parameters } from '../../../../apps/snowflake-local/src/session/parameters.js';
import type { Session } from '../../../../apps/snowflake-local/src/session/session.js';
import { Sessions } from '../../../../apps/snowflake-local/src/session/sessions.js';
import { Tokens } from '../../../../apps/snowflake-local/src/session/tokens.js';
import { fixed } from '../../../../apps/snowflake-local/src/types/snow-type.js';
import { quietBackground } from '../../support/background.js';
import { unlimitedMemory } from '../../support/memory.js';

/**
 * The engine from accepting a statement to its stored result, without the SQL front end: a statement's text says what
 * DuckDB is to do and what it locks, so that a test of transactions is about transactions.
 *
 * `read: SQL`, `scan A: SQL` (a read that says which table it scans), `write A!,B: SQL; SQL` (`!` an exclusive lock), `repeatable A: SQL` (a write whose effect depends on
 * nothing else), `wait: ms`, `begin`, `commit`, `rollback`, `block: text | text`.
 */
export interface RawEngine {
  readonly folder: string;
  readonly duck: Duck;
  readonly history: History;
  readonly registry: QueryRegistry;
  readonly sessions: Sessions;
  readonly control: Control;
  readonly tokens: Tokens;
  readonly locks: LockTable;
  session(parameters?: Readonly<Record<string, string | number | boolean>>): Session;
  submit(
    session: Session,
    text: string,
    requestId?: string,
    parameters?: Readonly<Record<string, string | number>>,
  ): Query;
  /** Runs a statement to its end and gives its cells, or throws what it failed with. */
  run(session: Session, text: string): Promise<readonly (readonly (string | null)[])[]>;
  close(): Promise<void>;
}

const VALUE: OutColumn = { name: 'V', type: fixed(38), physical: 'bigint', nullable: true };

export async function rawEngine(tables: readonly string[], concurrency = 8): Promise<RawEngine> {
  const folder = mkdtempSync(join(tmpdir(), 'firn-engine-'));
  const duck = await Duck.open({
    file: join(folder, 'engine.duckdb'),
    allowedFolders: [folder],
    spillFolder: folder,
    memoryLimit: '1GB',
    threads: 2,
    concurrentCalls: 3,
  });
  const background = quietBackground();
  const removals = new Removals(background);
  const history = await History.open(duck, join(folder, 'history.journal'), Date.now(), background);
  const catalog = await duck.use((connection) => openCatalog(connection, DEFAULT_SEED, background));
  await duck.use(async (connection) => {
    for (const table of tables) await connection.run(table);
  });
  const results = new ResultStore(join(folder, 'results'), background, new RowTexts(folder));
  results.prepare();
  const registry = new QueryRegistry();
  const locks = new LockTable();
  const incidents: unknown[] = [];
  const report = (error: unknown) => incidents.push(error);
  const transactions = new Transactions(duck, catalog, locks, new CommitLog(), history, report);
  const tokens = new Tokens({ sessionSeconds: 3_600, masterSeconds: 14_400 });
  const sessions = new Sessions({
    catalog,
    duck,
    transactions,
    registry,
    tokens,
    removeStages: () => undefined,
    background,
  });
  const control = new Control(registry, sessions, (session, ended) => sessions.close(session, ended));
  const warehouses = new Warehouses(() => ({ concurrency }));
  const folders = { stages: folder, results: folder, spill: folder };
  const engine: Engine = {
    account: 'LOCAL',
    catalog,
    results,
    history,
    control,
    sessions,
    warehouses,
    folders,
    removals,
    tasks: { execute: () => Promise.reject(new Error('this engine has no tasks')) },
  };
  const executor = new Executor({
    prepare,
    engine,
    duck,
    transactions,
    warehouses,
    history,
    results,
    memory: unlimitedMemory(registry, duck),
    registry,
    retentionMs: 60_000,
    report,
  });

  const submit: RawEngine['submit'] = (session, text, requestId, parameters = {}) =>
    executor.submit({
      session,
      text,
      requestId: requestId ?? null,
      binds: [],
      bindStage: null,
      parameters,
      isAsync: false,
    });
  return {
    folder,
    duck,
    history,
    registry,
    sessions,
    control,
    tokens,
    locks,
    session: (given = {}) => {
      const parameters = new Parameters();
      for (const [name, value] of Object.entries(given)) parameters.set(name, value);
      return sessions.start({
        user: 'FIRN',
        role: 'ACCOUNTADMIN',
        database: 'FIRN',
        schema: 'PUBLIC',
        warehouse: 'COMPUTE_WH',
        client: 'test',
        formatParameter: null,
        parameters,
        startedAt: Date.now(),
      }).session;
    },
    submit,
    run: async (session, text) => cellsOf(await submit(session, text).ended),
    close: async () => {
      await sessions.endAll();
      await history.close();
      await duck.close();
      rmSync(folder, { recursive: true });
      if (incidents.length > 0) throw incidents[0];
    },
  };
}

export function cellsOf(end: QueryEnd): readonly (readonly (string | null)[])[] {
  if (end.kind === 'failure') throw Object.assign(new Error(end.failure.message), { code: end.failure.code });
  const { body } = end.result;
  return body.kind === 'inline' ? body.rows : [];
}

function prepare({ text }: PrepareRequest): PreparedStatement {
  const [, verb = '', names = '', rest = ''] = /^(\w+)\s*([^:]*?)(?::\s*(.*))?$/s.exec(text) ?? [];
  const locks = names
    .split(',')
    .filter((name) => name !== '')
    .map((name) => ({
      table: name.replace('!', ''),
      mode: name.endsWith('!') ? ('exclusive' as const) : ('shared' as const),
    }));
  const common = { columns: null, needsWarehouse: false, locks, bindCount: 0 };
  const status = { columns: [VALUE], rows: { kind: 'values', cells: [['1']] } } as const;
  switch (verb) {
    case 'read':
    case 'scan':
      return {
        ...common,
        statementTypeId: 4_096,
        needsWarehouse: true,
        transaction: 'read',
        run: async () => ({
          columns: [VALUE],
          rows: { kind: 'relation', sql: `SELECT v AS c0 FROM (${rest}) AS q(v)` },
        }),
      };
    case 'wait':
      return {
        ...common,
        statementTypeId: 4_096,
        needsWarehouse: true,
        transaction: 'read',
        run: async (context) => {
          await context.wait(Number(rest));
          return status;
        },
      };
    case 'write':
    case 'repeatable':
      return {
        ...common,
        statementTypeId: 12_288,
        transaction: 'write',
        ...(verb === 'repeatable' ? { repeatableReads: [] } : {}),
        run: async ({ duck }) => {
          let changed = 0;
          for (const sql of rest.split(';')) changed = await duck.run(sql);
          return { columns: [VALUE], rows: { kind: 'values', cells: [[String(changed)]] } };
        },
      };
    case 'begin':
    case 'commit':
    case 'rollback':
      return {
        ...common,
        statementTypeId: 20_480,
        queryType: verb.toUpperCase(),
        transaction: 'control',
        run: async ({ transactions }) => {
          await transactions[verb]();
          return status;
        },
      };
    case 'block':
      return {
        ...common,
        statementTypeId: 4_096,
        transaction: 'none',
        run: async (context) => {
          for (const child of rest.split('|')) await context.runChild({ text: child.trim() });
          return status;
        },
      };
    default:
      throw new Error(`no statement of the test: ${text}`);
  }
}
