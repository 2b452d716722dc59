import { type SqlEngine, sqlEngine } from './support/sql-engine.js';

let engine: SqlEngine;
beforeAll(async () => {
  engine = await sqlEngine();
  for (const sql of [
    "create tag cost comment = 'who pays'",
    "create tag env allowed_values 'dev', 'prod'",
    'create table t (a int, b int)',
    'create view v as select 1 as x',
  ])
    await engine.run(sql);
});
afterAll(() => engine.stop());

const tagOf = (tag: string, object: string, kind: string) =>
  engine.value(`select system$get_tag('${tag}', '${object}', '${kind}')`);

it('are made, listed, changed and dropped', async () => {
  expect(await engine.value('create or replace tag passing')).toBe('Tag PASSING successfully created.');
  expect(await engine.value('create tag if not exists passing')).toBe('PASSING already exists, statement succeeded.');
  await expect(engine.run('create tag passing')).rejects.toMatchObject({ code: '002002' });
  for (const change of [
    "add allowed_values 'a', 'b'",
    "drop allowed_values 'a'",
    "set comment = 'c'",
    'rename to renamed',
  ])
    await engine.run(`alter tag passing ${change}`);
  const { columns, rows } = await engine.run("show tags like 'renamed'");
  const cell = (name: string) => rows[0]?.[columns.indexOf(name)];
  expect([cell('comment'), cell('allowed_values')]).toEqual(['c', '["b"]']);
  expect(await engine.value('drop tag renamed')).toBe('RENAMED successfully dropped.');
  await expect(engine.run('drop tag renamed')).rejects.toMatchObject({ code: '002003' });
  expect(await engine.value('drop tag if exists renamed')).toBe(
    'Drop statement executed successfully (RENAMED already dropped).',
  );
});

it('have values on objects and columns, which inherit those around them', async () => {
  await engine.run("alter table t set tag cost = 'sales', env = 'dev'");
  await engine.run("alter table t modify column a set tag cost = 'column'");
  await engine.run("alter schema public set tag cost = 'schema'");
  await engine.run("alter warehouse compute_wh set tag firn.public.cost = 'warehouse'");
  expect(await tagOf('cost', 't', 'table')).toBe('sales');
  expect(await tagOf('cost', 't.a', 'column')).toBe('column');
  expect(await tagOf('firn.public.cost', 'firn.public.t.b', 'column')).toBe('sales');
  expect(await tagOf('cost', 'v', 'table')).toBe('schema');
  expect(await tagOf('cost', 'compute_wh', 'warehouse')).toBe('warehouse');
  expect(await tagOf('env', 'v', 'table')).toBeNull();
  await engine.run('alter table t unset tag cost, env');
  expect(await tagOf('cost', 't', 'table')).toBe('schema');
  expect(await tagOf('env', 't', 'table')).toBeNull();
});

it.each([
  [
    "alter table t set tag env = 'other'",
    '003534',
    "Value 'other' of tag 'ENV' is not one of its allowed values: 'dev', 'prod'.",
  ],
  [`alter table t set tag cost = '${'x'.repeat(257)}'`, '003534', 'is longer than 256 characters'],
  ["alter table t set tag nothing = 'x'", '002003', "Tag 'NOTHING' does not exist or not authorized."],
  ["alter table nowhere set tag cost = 'x'", '002003', "Table 'NOWHERE' does not exist or not authorized."],
  ["alter table t modify column c set tag cost = 'x'", '000904', "invalid identifier 'C'"],
])('%s is refused', async (sql, code, words) => {
  await expect(engine.run(sql)).rejects.toMatchObject({ code, message: expect.stringContaining(words) });
});
