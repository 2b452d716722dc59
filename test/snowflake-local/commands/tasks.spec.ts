import { until } from '../../support/until.js';
import { type SqlEngine, sqlEngine } from './support/sql-engine.js';

let engine: SqlEngine;
/** The history outlives a schema: each test has one of its own. */
let schemas = 0;
beforeAll(async () => {
  engine = await sqlEngine();
});
afterAll(() => engine.stop());
beforeEach(async () => {
  schemas += 1;
  await engine.run(`create schema tasks${schemas}`);
  await engine.run('create table log (id int autoincrement, name varchar)');
});

const refused = (sql: string, code: string, message: string) =>
  expect(engine.run(sql)).rejects.toMatchObject({ code, message: expect.stringContaining(message) });
const facts = async (...names: readonly string[]) => {
  const { columns, rows } = await engine.run('show tasks');
  return rows.map((row) => names.map((name) => row[columns.indexOf(name)]));
};
/** Runs of tasks by name, once none of them is under way and `count` have ended. */
const ended = async (count: number, select = 'name, state') => {
  const all = 'table(information_schema.task_history(result_limit => 1000)) where schema_name = current_schema()';
  await until(`${count} runs to end`, async () => {
    const states = await engine.rows(`select state from ${all}`);
    return states.length === count && states.every(([state]) => state !== 'SCHEDULED' && state !== 'EXECUTING');
  });
  return engine.rows(`select ${select} from ${all} order by name, run_id`);
};
const logged = () => engine.rows('select name from log order by id');

it('EXECUTE TASK runs its statement once in the background, whatever its schedule, with the place that it lies in', async () => {
  expect(
    await engine.rows(
      `create task t warehouse = compute_wh schedule = '5 minute' as insert into log (name) select current_schema() || ' ' || current_user() || ' ' || current_warehouse()`,
    ),
  ).toEqual([['Task T successfully created.']]);
  await engine.run('use schema public');
  expect(await engine.rows(`execute task tasks${schemas}.t`)).toEqual([['Task T is scheduled to run immediately.']]);
  await engine.run(`use schema tasks${schemas}`);
  expect(await ended(1, 'name, state, error_code, scheduled_from, query_text like $$insert%$$')).toEqual([
    ['T', 'SUCCEEDED', null, 'EXECUTE TASK', '1'],
  ]);
  expect(await logged()).toEqual([[`TASKS${schemas} SYSTEM COMPUTE_WH`]]);
  expect(
    await engine.value(
      `select count(*) from table(information_schema.task_history(task_name => 't')) h where completed_time >= query_start_time and query_start_time >= scheduled_time and query_id is not null and schema_name = current_schema()`,
    ),
  ).toBe('1');
});

it('a block, a call and a statement that fails', async () => {
  await engine.run(
    `create task b as begin insert into log (name) values ('b1'); insert into log (name) values ('b2'); end`,
  );
  await engine.run(`create task f user_task_timeout_ms = 60000 as select 1 / 0`);
  await engine.run('execute task b');
  await engine.run('execute task f');
  expect(await ended(2, 'name, state, error_code')).toEqual([
    ['B', 'SUCCEEDED', null],
    ['F', 'FAILED', '100051'],
  ]);
  expect(await logged()).toEqual([['b1'], ['b2']]);
  expect(
    await engine.rows(
      'select name from table(information_schema.task_history(error_only => true)) where schema_name = current_schema()',
    ),
  ).toEqual([['F']]);
});

it('a graph runs in its order, started tasks alone, and its finalizer last', async () => {
  const create = (name: string, rest: string) =>
    engine.run(`create task ${name} ${rest} as insert into log (name) values ('${name}')`);
  await create('root', `config = '{"env": "dev", "deep": {"n": 1}}'`);
  await create('a', 'after root');
  await create('b', 'after root');
  await create('c', 'after a, b');
  await create('idle', 'after root');
  await create('behind', 'after idle');
  await create('last', 'finalize = root');
  for (const name of ['a', 'b', 'c', 'behind', 'last']) await engine.run(`alter task ${name} resume`);
  await engine.run('execute task root');
  expect(await ended(5)).toEqual(['A', 'B', 'C', 'LAST', 'ROOT'].map((name) => [name, 'SUCCEEDED']));
  const order = (await logged()).map(([name]) => name);
  expect(order[0]).toBe('root');
  expect(order.slice(1, 3).sort()).toEqual(['a', 'b']);
  expect(order.slice(3)).toEqual(['c', 'last']);
});

it('what runs after a task that failed does not run, its finalizer does', async () => {
  await engine.run('create task root as select 1 / 0');
  await engine.run(`create task next after root as insert into log (name) values ('next')`);
  await engine.run(`create task last finalize = root as insert into log (name) values ('last')`);
  await engine.run('alter task next resume');
  await engine.run('alter task last resume');
  await engine.run('execute task root');
  expect(await ended(2)).toEqual([
    ['LAST', 'SUCCEEDED'],
    ['ROOT', 'FAILED'],
  ]);
  expect(await logged()).toEqual([['last']]);
});

it('a task whose WHEN is not true is skipped, and asking a stream there leaves it as it is', async () => {
  await engine.run('create table src (a int)');
  await engine.run('create stream s on table src');
  await engine.run(
    `create task t when system$stream_has_data('s') as insert into log (name) select 'row ' || a from s`,
  );
  await engine.run('execute task t');
  expect(await ended(1)).toEqual([['T', 'SKIPPED']]);
  await engine.run('insert into src values (7)');
  await engine.run('execute task t');
  expect(await ended(2)).toEqual([
    ['T', 'SKIPPED'],
    ['T', 'SUCCEEDED'],
  ]);
  expect(await logged()).toEqual([['row 7']]);
  await engine.run('execute task t');
  expect((await ended(3)).at(-1)).toEqual(['T', 'SKIPPED']);
});

it('runs of one root wait for each other unless they may overlap', async () => {
  await engine.run(
    `create task t as begin insert into log (name) values ('in'); call system$wait(50, 'MILLISECONDS'); insert into log (name) values ('out'); end`,
  );
  await engine.run('execute task t');
  await engine.run('execute task t');
  await ended(2);
  expect((await logged()).map(([name]) => name)).toEqual(['in', 'out', 'in', 'out']);
});

it('tasks hand values on, and know their graph', async () => {
  await engine.run(
    `create task root config = '{"env": "dev", "deep": {"n": 1}}' as begin call system$set_return_value('from root'); end`,
  );
  await engine.run(`create task next after root as insert into log (name)
    select system$get_predecessor_return_value('ROOT') || ', ' || system$current_user_task_name() || ', ' || system$get_task_graph_config('deep.n')`);
  await engine.run('alter task next resume');
  await engine.run('execute task root');
  await ended(2);
  await engine.run(`execute task root using config = '{"deep": {"n": 2}}'`);
  expect(await ended(4, 'name, return_value')).toEqual([
    ['NEXT', null],
    ['NEXT', null],
    ['ROOT', 'from root'],
    ['ROOT', 'from root'],
  ]);
  expect(await logged()).toEqual([['from root, NEXT, 1'], ['from root, NEXT, 2']]);
  await refused(`call system$set_return_value('x')`, '001015', 'must be called from within a task');
});

it('tasks are shown, described, written down, granted, changed and dropped', async () => {
  await engine.run(`create task root warehouse = compute_wh schedule = 'using cron 0 9 * * MON Europe/Berlin' comment = 'c'
    timezone = 'UTC' suspend_task_after_num_failures = 3 when 1 = 1 as select current_timestamp`);
  await engine.run('create task next after root as select 1');
  expect(await facts('name', 'warehouse', 'schedule', 'predecessors', 'state', 'definition', 'condition')).toEqual([
    ['NEXT', null, null, `["FIRN.TASKS${schemas}.ROOT"]`, 'suspended', 'select 1', null],
    [
      'ROOT',
      'COMPUTE_WH',
      'using cron 0 9 * * MON Europe/Berlin',
      '[]',
      'suspended',
      'select current_timestamp',
      '1 = 1',
    ],
  ]);
  const { columns, rows } = await engine.run('describe task root');
  expect(rows[0]?.[columns.indexOf('comment')]).toBe('c');
  const text = await engine.value(`select get_ddl('task', 'root')`);
  expect(text).toContain('create or replace task ROOT');
  await engine.run('drop task root');
  await engine.run(String(text));
  expect(await engine.value(`select get_ddl('task', 'root')`)).toBe(text);
  await engine.run('grant operate on task root to role public');
  await engine.run('alter task next resume');
  await engine.run('alter task root resume');
  expect(await facts('name', 'state')).toEqual([
    ['NEXT', 'started'],
    ['ROOT', 'started'],
  ]);
  const notSuspended = `Unable to update graph with root task FIRN.TASKS${schemas}.ROOT since that root task is not suspended.`;
  await refused('alter task next set comment = $$x$$', '091421', notSuspended);
  await refused('create task more after root as select 1', '091421', notSuspended);
  await engine.run('alter task root suspend');
  await engine.run('alter task next modify as select 2');
  await engine.run('alter task next modify when true');
  await engine.run(`alter task next set config = '{}' user_task_timeout_ms = 5`);
  await engine.run('alter task next remove after root');
  await engine.run('alter task next suspend');
  await engine.run(`alter task next set schedule = '1 minute'`);
  await engine.run(`comment on task next is 'd'`);
  expect((await facts('definition', 'condition', 'config', 'predecessors', 'schedule', 'comment'))[0]).toEqual([
    ...['select 2', 'true', '{}', '[]', '1 minute', 'd'],
  ]);
  await engine.run('alter task next remove when');
  await engine.run('alter task next unset config, schedule');
  await engine.run('alter task next add after root');
  expect((await facts('condition', 'config', 'predecessors', 'schedule'))[0]).toEqual([
    ...[null, null, `["FIRN.TASKS${schemas}.ROOT"]`, null],
  ]);
  await refused('alter task root add after next', '001003', 'would run after itself');
  await refused('execute task next', '001003', 'is no root');
  await refused('create task root as select 1', '002002', `Object 'ROOT' already exists`);
  await refused('execute task nothing', '002003', `Task 'NOTHING' does not exist`);
  await refused('create task x warehouse = nothing as select 1', '002003', 'NOTHING');
  await refused(`create task x schedule = 'sometimes' as select 1`, '001008', 'sometimes');
  await refused(`create task x config = '[1]' as select 1`, '001008', 'CONFIG');
  await refused(`create task x nonsense = 1 as select 1`, '001420', 'NONSENSE');
  await refused(`create task x schedule = '1 minute' after next as select 1`, '001003', 'a schedule');
  await refused('create task x as selct 1', '001003', 'syntax error');
  expect(await engine.rows('drop task next')).toEqual([['NEXT successfully dropped.']]);
  expect(await facts('name')).toEqual([['ROOT']]);
});
