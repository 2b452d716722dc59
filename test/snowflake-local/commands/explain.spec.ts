import { type SqlEngine, sqlEngine } from './support/sql-engine.js';

let engine: SqlEngine;
beforeAll(async () => {
  engine = await sqlEngine();
  await engine.run('create table t (a int, b varchar)');
});
afterAll(() => engine.stop());

const QUERY = `select a, count(*) as n from t x join (select * from t where b = 'x') y using (a) where x.b > 'a' group by a order by a limit 3`;

it('shows the operations of a query as rows, and each one that takes its rows', async () => {
  const { columns, rows } = await engine.run(`explain ${QUERY}`);
  expect(columns).toEqual([
    ...['step', 'id', 'parent', 'operation', 'objects', 'alias', 'expressions'],
    ...['partitionsTotal', 'partitionsAssigned', 'bytesAssigned'],
  ]);
  expect(rows.map(([, id, parent, operation, objects]) => [id, parent, operation, objects])).toEqual([
    [null, null, 'GlobalStats', null],
    ['0', null, 'Result', null],
    ['1', '0', 'SortWithLimit', null],
    ['2', '1', 'Project', null],
    ['3', '2', 'Aggregate', null],
    ['4', '3', 'Filter', null],
    ['5', '4', 'InnerJoin', null],
    ['6', '5', 'TableScan', 'FIRN.PUBLIC.T'],
    ['7', '5', 'Project', null],
    ['8', '7', 'Filter', null],
    ['9', '8', 'TableScan', 'FIRN.PUBLIC.T'],
  ]);
  expect(rows[5]?.[6]).toBe(`x.b > 'a'`);
});

it('shows them as text and as JSON', async () => {
  expect(await engine.value('explain using text select a from t where a = 1')).toBe(
    [
      'GlobalStats:',
      '    partitionsTotal=1',
      '    partitionsAssigned=1',
      '    bytesAssigned=0',
      'Operations:',
      '1:0     ->Result  a',
      '1:1          ->Project  a',
      '1:2               ->Filter  a = 1',
      '1:3                    ->TableScan  FIRN.PUBLIC.T  A, B  {partitionsTotal=1, partitionsAssigned=1, bytesAssigned=0}',
      '',
    ].join('\n'),
  );
  const plan: unknown = JSON.parse((await engine.value('explain using json delete from t where a = 1')) ?? '');
  expect(plan).toMatchObject({
    GlobalStats: { partitionsTotal: 1 },
    Operations: [
      [
        { id: 0, operation: 'Result' },
        { id: 1, parentOperators: [0], operation: 'Delete', objects: ['FIRN.PUBLIC.T'] },
        { id: 2, parentOperators: [1], operation: 'Filter', expressions: ['a = 1'] },
        { id: 3, parentOperators: [2], operation: 'TableScan', expressions: ['A', 'B'] },
      ],
    ],
  });
});

it('runs nothing, and fails as the statement would', async () => {
  await engine.run(`explain insert into t values (1, 'x')`);
  expect(await engine.value('select count(*) from t')).toBe('0');
  await expect(engine.run('explain select nope from t')).rejects.toMatchObject({ code: '000904' });
  await expect(engine.run('explain drop table t')).rejects.toMatchObject({
    code: '000002',
    message: expect.stringContaining('EXPLAIN of DROP'),
  });
});

it('explains a statement again, and does not run what it has explained', async () => {
  const text = 'explain using text select a from t where a = 2';
  const first = await engine.value(text);
  expect(first).toContain('GlobalStats');
  expect(await engine.value(text)).toBe(first);
});
