import { spaceOf } from '../../../apps/snowflake-local/src/catalog/address.js';
import type { Catalog } from '../../../apps/snowflake-local/src/catalog/catalog.js';
import { dropSessionObjects } from '../../../apps/snowflake-local/src/catalog/drop-session.js';
import { duckTable, quoteName } from '../../../apps/snowflake-local/src/catalog/duck-name.js';
import type { TableEntry } from '../../../apps/snowflake-local/src/catalog/entries.js';
import { openCatalog } from '../../../apps/snowflake-local/src/catalog/open-catalog.js';
import { verifyPassword } from '../../../apps/snowflake-local/src/catalog/password.js';
import { DEFAULT_SEED } from '../../../apps/snowflake-local/src/catalog/seed.js';
import { Duck, type DuckConnection } from '../../../apps/snowflake-local/src/execute/duck.js';
import { fixed } from '../../../apps/snowflake-local/src/types/snow-type.js';
import { quietBackground } from '../support/background.js';

const scope = { sessionId: '1', database: 'FIRN', schema: 'PUBLIC' };

function table(catalog: Catalog, name: string, sessionId: string | null = null): TableEntry {
  const place = { database: 'FIRN', schema: 'PUBLIC', sessionId };
  const duckName = duckTable(spaceOf(place), name);
  return {
    kind: sessionId === null ? 'permanent' : 'temporary',
    id: duckName,
    duckName,
    objectId: catalog.nextObjectId(),
    name,
    ...place,
    columns: [{ name: 'A', type: fixed(38), physical: 'bigint', nullable: true, default: null, comment: null }],
    keys: [],
    clusterBy: null,
    retentionDays: 1,
    changeTracking: false,
    schemaEvolution: false,
    comment: null,
    owner: 'ACCOUNTADMIN',
    createdOn: 1,
  };
}

async function create(catalog: Catalog, duck: DuckConnection, entry: TableEntry): Promise<void> {
  const transaction = catalog.begin(entry.sessionId ?? '1');
  await duck.run('BEGIN');
  await duck.run(`CREATE SCHEMA IF NOT EXISTS ${quoteName(spaceOf(entry))}`);
  await duck.run(`CREATE TABLE ${entry.duckName}("A" BIGINT)`);
  await transaction.change(duck, [{ action: 'put', entry }]);
  await duck.run('COMMIT');
  transaction.commit();
}

describe('the catalog', () => {
  let duck: Duck;
  let connection: DuckConnection;
  let catalog: Catalog;

  beforeEach(async () => {
    const settings = { file: ':memory:', allowedFolders: [], spillFolder: null, memoryLimit: '200MB', threads: 1 };
    duck = await Duck.open({ ...settings, concurrentCalls: 4 });
    connection = await duck.acquire();
    catalog = await openCatalog(connection, DEFAULT_SEED, quietBackground());
  });

  afterEach(async () => {
    duck.release(connection);
    await duck.close();
  });

  it('starts with a database, its schemas, a warehouse, roles and a user', async () => {
    const view = catalog.view('1');
    expect(view.databases().map(({ name }) => name)).toEqual(['FIRN']);
    expect(view.schemas('FIRN').map(({ name }) => name)).toEqual(['INFORMATION_SCHEMA', 'PUBLIC']);
    expect(view.warehouse('COMPUTE_WH')?.maxConcurrencyLevel).toBe(8);
    expect(view.role('PUBLIC')).toBeDefined();
    expect(await verifyPassword('firn', view.findUser('firn')?.passwordHash ?? null)).toBe(true);
    expect(await verifyPassword('wrong', view.findUser('firn')?.passwordHash ?? null)).toBe(false);
  });

  it('shows a change to its own transaction at once and to others after the commit', async () => {
    const transaction = catalog.begin('1');
    const before = catalog.version;
    await transaction.change(connection, [{ action: 'put', entry: table(catalog, 'T') }]);
    expect(transaction.view.findRelation(['T'], scope)?.name).toBe('T');
    expect(catalog.view('2').findRelation(['FIRN', 'PUBLIC', 'T'], scope)).toBeUndefined();
    transaction.commit();
    expect(catalog.view('2').findRelation(['PUBLIC', 'T'], scope)?.name).toBe('T');
    expect(catalog.version).toBe(before + 1);
  });

  it('forgets the changes of a transaction that rolled back', async () => {
    await connection.run('BEGIN');
    await catalog.begin('1').change(connection, [{ action: 'put', entry: table(catalog, 'T') }]);
    await connection.run('ROLLBACK');
    expect(catalog.view('1').findRelation(['T'], scope)).toBeUndefined();
    expect(
      (await openCatalog(connection, DEFAULT_SEED, quietBackground())).view('1').findRelation(['T'], scope),
    ).toBeUndefined();
  });

  it('hides a permanent table behind a temporary one of the same session only', async () => {
    await create(catalog, connection, table(catalog, 'T'));
    await create(catalog, connection, table(catalog, 'T', '7'));
    expect(catalog.view('7').findRelation(['T'], scope)?.kind).toBe('temporary');
    expect(catalog.view('8').findRelation(['T'], scope)?.kind).toBe('permanent');
    expect(catalog.view('7').relations({ database: 'FIRN', schema: 'PUBLIC' })).toHaveLength(1);
  });

  it('drops temporary objects with their session, and those left over at the next start', async () => {
    await create(catalog, connection, table(catalog, 'GONE', '7'));
    await create(catalog, connection, table(catalog, 'LEFT', '8'));
    await create(catalog, connection, table(catalog, 'KEPT'));
    const transaction = catalog.begin('7');
    await dropSessionObjects(transaction, connection, '7');
    transaction.commit();
    expect(catalog.view('7').findRelation(['GONE'], scope)).toBeUndefined();

    const restarted = await openCatalog(connection, DEFAULT_SEED, quietBackground());
    expect(restarted.view('8').findRelation(['LEFT'], scope)).toBeUndefined();
    expect(restarted.view('8').findRelation(['KEPT'], scope)).toMatchObject({ columns: [{ name: 'A' }] });
    const schemas = await connection.rows(
      `SELECT schema_name FROM duckdb_schemas() WHERE starts_with(schema_name, '~tmp')`,
    );
    expect(schemas).toEqual([]);
  });

  it('answers INFORMATION_SCHEMA from its own tables, with exact row counts', async () => {
    const entry = table(catalog, 'T');
    await create(catalog, connection, entry);
    await connection.run(`INSERT INTO ${entry.duckName} SELECT range FROM range(10)`);
    await connection.run(`DELETE FROM ${entry.duckName} WHERE "A" > 6`);
    for (const name of ['TABLES', 'COLUMNS', 'SCHEMATA', 'DATABASES', 'VIEWS', 'STAGES', 'FILE_FORMATS']) {
      const view = catalog.view('1').findRelation(['INFORMATION_SCHEMA', name], scope);
      if (view?.kind !== 'system') throw new Error(`no view ${name}`);
      const rows = await connection.rows(view.sql(`'${entry.objectId}:7'`));
      const at = (column: string) => view.columns.findIndex((found) => found.name === column);
      if (name === 'TABLES') expect(rows[0]?.[at('ROW_COUNT')]).toBe(7n);
      if (name === 'COLUMNS') expect(rows[0]?.[at('DATA_TYPE')]).toBe('NUMBER');
      if (name === 'SCHEMATA') expect(rows).toHaveLength(2);
    }
  });
});
