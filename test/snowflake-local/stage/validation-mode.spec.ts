import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type SqlEngine, sqlEngine } from '../commands/support/sql-engine.js';

let engine: SqlEngine;
beforeAll(async () => {
  engine = await sqlEngine();
  await engine.run('create stage st');
  const stage = engine.catalog.view('').stage({ database: 'FIRN', schema: 'PUBLIC', name: 'ST' });
  const folder = join(engine.stages, 'named', String(stage?.objectId));
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'a.csv'), 'a,b\n1,x\nbad,y\n3,toolong\n4,z\n');
  writeFileSync(join(folder, 'b.csv'), 'a,b\n5,ok,more\n6,fine\n');
  writeFileSync(join(folder, 'c.json'), '{"A": 1, "B": "x"}\n{"A": 2}\n');
  await engine.run('create table t (a int, b varchar(5))');
});
afterAll(() => engine.stop());
afterEach(async () => expect(await engine.value('select count(*) from t')).toBe('0'));

const CSV = 'file_format = (type = csv skip_header = 1)';
const errors = async (mode: string) => {
  const { columns, rows } = await engine.run(`copy into t from @st pattern = '.*csv' ${CSV} validation_mode = ${mode}`);
  expect(columns.slice(0, 3)).toEqual(['ERROR', 'FILE', 'LINE']);
  return rows.map((row) => [row[1], row[5], row[6], row[8], row[9]]);
};
const WRONG = [
  ['st/a.csv', 'conversion', '100038', '"T"["A":1]', '2'],
  ['st/a.csv', 'conversion', '100074', '"T"["B":2]', '3'],
  ['st/b.csv', 'parsing', '100080', '"T"["B":2]', '1'],
];

it('lists all rows that cannot be loaded, and loads none', async () => {
  expect(await errors('return_errors')).toEqual(WRONG);
});

it('lists those of files that were loaded before where it is asked to', async () => {
  await engine.run(`copy into t from @st pattern = '.*csv' ${CSV} on_error = continue`);
  await engine.run('delete from t');
  expect(await engine.rows(`copy into t from @st pattern = '.*csv' ${CSV} validation_mode = return_errors`)).toEqual([
    ['Copy executed with 0 files processed.'],
  ]);
  expect(await errors('return_all_errors')).toEqual(WRONG);
});

it('answers the first rows, or fails at the first that is wrong', async () => {
  const rows = (n: number) =>
    engine.run(`copy into t from @st/a.csv ${CSV} force = true validation_mode = return_${n}_rows`);
  expect(await rows(1)).toMatchObject({ columns: ['A', 'B'], rows: [['1', 'x']] });
  await expect(rows(2)).rejects.toMatchObject({ code: '100038' });
});

it('answers the values of files that have no fields', async () => {
  const json =
    'copy into t from @st/c.json file_format = (type = json) match_by_column_name = case_insensitive validation_mode =';
  expect(await engine.run(`${json} return_5_rows`)).toMatchObject({
    columns: ['A', 'B'],
    rows: [
      ['1', 'x'],
      ['2', null],
    ],
  });
  await expect(engine.run(`${json} return_errors`)).rejects.toMatchObject({ code: '000002' });
});

it.each([
  ['copy into t from @st validation_mode = return_some_rows', '001008'],
  ['copy into t from (select $1, $2 from @st) validation_mode = return_errors', '001420'],
])('%s is refused', async (sql, code) => {
  await expect(engine.run(sql)).rejects.toMatchObject({ code });
});
