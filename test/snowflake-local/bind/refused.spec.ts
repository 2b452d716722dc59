import { SqlError } from '../../../apps/snowflake-local/src/errors.js';
import { parseStatement } from '../../../apps/snowflake-local/src/parse/parse.js';
import { QueryEngine } from './support/query-engine.js';

/** Statements of Snowflake's that are not supported, the construct that is named, and the text that is pointed at. */
const UNSUPPORTED: readonly (readonly [string, string, string])[] = [
  // clauses of a query
  [
    'select * from t match_recognize (partition by a order by b pattern (x) define x as true)',
    'MATCH_RECOGNIZE',
    'match_recognize',
  ],
  ['select a from t connect by nocycle a = prior b', 'CONNECT BY NOCYCLE', 'nocycle'],
  [
    'select t.a from t, u connect by t.a = prior t.b',
    'CONNECT BY over anything but one named table, view or sub-query',
    '',
  ],
  ['select prior a from t', 'PRIOR outside of CONNECT BY', 'prior'],
  ['select * from t at (offset => -60)', 'AT (time travel)', 'at'],
  ["select * from t before (statement => 'x')", 'BEFORE (time travel)', 'before'],
  ['select * from t changes (information => default) at (offset => -1)', 'CHANGES (time travel)', 'changes'],
  ['select a from t where a = b (+)', 'outer join operator (+)', '('],
  ['select a from t for update', 'FOR UPDATE', 'for'],
  ['select a from t window w as (order by a)', 'WINDOW clause', 'window'],
  ['select * from semantic_view(v dimensions a)', 'SEMANTIC_VIEW', 'semantic_view'],
  [
    'with p as procedure () returns int language sql as $$ begin return 1; end $$ call p()',
    'WITH ... AS PROCEDURE',
    'procedure',
  ],
  ['select a, count(*) from t group by rollup(cube(a))', 'nested grouping sets', 'cube'],
  [
    'select sum(a) over (order by b groups between 1 preceding and current row) from t',
    'GROUPS window frame',
    'groups',
  ],
  ["select a from t where a = any ('x', 'y')", 'ANY over a list', "'x'"],
  // expressions
  ['select m!predict(a) from t', 'method call', '!'],
  ['select {*} from t', 'object of all columns {*}', '*'],
  ["select interval '1 day'", 'INTERVAL outside of an addition or subtraction', 'interval'],
  ['select a from table(flatten(input => select 1))', 'query as an argument of FLATTEN', 'input'],
  ['select f(select 1)', 'Unknown function F', 'f'],
  ['select array_agg(a order by b) from t', 'ORDER BY among arguments', 'order'],
  // functions that are in no table
  ['select no_such_function(1)', 'Unknown function NO_SUCH_FUNCTION', 'no_such_function'],
  [
    "select snowflake.cortex.complete('m', 'p')",
    'Unknown user-defined function SNOWFLAKE.CORTEX.COMPLETE',
    'snowflake',
  ],
  ["select ai_complete('m', 'p')", 'Unknown function AI_COMPLETE', 'ai_complete'],
  ['select st_distance(null, null)', 'Unknown function ST_DISTANCE', 'st_distance'],
  [
    "select system$clustering_information('t')",
    'Unknown function SYSTEM$CLUSTERING_INFORMATION',
    'system$clustering_information',
  ],
  ["select read_csv('x')", 'Unknown function READ_CSV', 'read_csv'],
  ["select getenv('HOME')", 'Unknown function GETENV', 'getenv'],
  ["select * from table(read_text('x'))", 'Unknown function READ_TEXT', 'read_text'],
  ['select * from table(my_function(1))', 'Unknown function MY_FUNCTION', 'my_function'],
  [
    "select * from table(information_schema.task_dependents(task_name => 't'))",
    'Unknown function INFORMATION_SCHEMA.TASK_DEPENDENTS',
    'information_schema',
  ],
  // DML
  ['merge into t using u on a = b when not matched by source then delete', 'WHEN NOT MATCHED BY SOURCE', 'by'],
  // objects
  ['create task x clone y', 'CREATE TASK ... CLONE', 'clone'],
  ['create stream s on view v', 'CREATE STREAM ... ON VIEW', 'view'],
  ['create stream s on stage x', 'CREATE STREAM ... ON STAGE', 'stage'],
  ['create stream s on table t at (offset => -1)', 'AT (time travel)', 'at'],
  ['create stream s clone x', 'CREATE STREAM ... CLONE', 'clone'],
  ['create schema c clone s include internal stages', 'CLONE ... INCLUDE INTERNAL STAGES', 'include'],
  [
    'create masking policy p as (v string) returns string -> v exempt_other_policies = true',
    'EXEMPT_OTHER_POLICIES',
    'exempt',
  ],
  ['create table t (a int with projection policy p)', 'PROJECTION POLICY', 'with'],
  ['create or replace pipe p as copy into t from @s', 'CREATE PIPE', 'pipe'],
  ['create external table e location = @s', 'CREATE EXTERNAL TABLE', 'external'],
  ['create iceberg table i (a int)', 'CREATE ICEBERG TABLE', 'iceberg'],
  ['create hybrid table h (a int primary key)', 'CREATE HYBRID TABLE', 'hybrid'],
  ['create storage integration i type = external_stage', 'CREATE STORAGE INTEGRATION', 'storage'],
  ['create resource monitor r', 'CREATE RESOURCE MONITOR', 'resource'],
  ['create share s', 'CREATE SHARE', 'share'],
  ['create secret s type = password', 'CREATE SECRET', 'secret'],
  ['create alert a if (exists (select 1)) then select 1', 'CREATE ALERT', 'alert'],
  ['create network policy n', 'CREATE NETWORK POLICY', 'network'],
  ['create or alter view v as select 1', 'CREATE OR ALTER VIEW', 'v as'],
  ['create table t (a int, check (a > 0))', 'CHECK', 'check'],
  ['alter table t add constraint c check (a > 0)', 'CHECK', 'check'],
  ['create table t clone u at (offset => -1)', 'AT (time travel)', 'at'],
  ['create stage s clone x', 'CREATE STAGE ... CLONE', 'clone'],
  ['create table t (a int as (1 + 1))', 'virtual column', 'as'],
  ['alter account set x = 1', 'ALTER ACCOUNT', 'account'],
  ['show grants of share s', 'SHOW GRANTS OF SHARE', ''],
  ['execute task x retry last', 'EXECUTE TASK ... RETRY LAST', 'retry'],
  ["execute immediate from '@s/f.sql'", 'EXECUTE IMMEDIATE FROM', 'from'],
];

describe('what is not supported', () => {
  let engine: QueryEngine;
  beforeAll(async () => {
    engine = await QueryEngine.open('create table t as select 1 as a, 2 as b', 'create table u as select 1 as c');
  });
  afterAll(() => engine.close());

  it('is a long list', () => expect(UNSUPPORTED.length).toBeGreaterThanOrEqual(60));

  it.each(UNSUPPORTED)('%s', (text, construct, pointed) => {
    const error = refusal(text);
    expect(error.message).toContain(
      construct.startsWith('Unknown') ? `${construct}.` : `Unsupported feature '${construct}'.`,
    );
    const isUnknown = construct.startsWith('Unknown');
    expect([error.code, error.sqlState]).toEqual(
      isUnknown ? [construct.includes('user-defined') ? '002141' : '002140', '42601'] : ['000002', '0A000'],
    );
    const { position } = error;
    expect(position).toBeDefined();
    expect(text.slice(position?.offset)).toMatch(new RegExp(`^${pointed.replace(/[$()!*+]/g, '\\$&')}`, 'i'));
    // Of a function Snowflake tells the name alone.
    if (!isUnknown) expect(error.message).toContain(`error line ${position?.line} at position ${position?.column}`);
  });

  function refusal(text: string): SqlError {
    try {
      const statement = parseStatement(text);
      if (statement.kind === 'query') engine.bind(text);
    } catch (error) {
      if (error instanceof SqlError) return error;
      throw error;
    }
    throw new Error(`It was not refused: ${text}`);
  }
});
