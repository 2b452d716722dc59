import { ProblemError, readBuiltAction, readJob } from '@firn/contract';
import type { Action, Plan } from '@firn/snowpark';
import { encodeAction } from '@firn/snowpark/internal';

const table: Plan = { kind: 'table', name: ['T'] };
const once = (more: object) => () => readJob({ profile: 'local', delivery: 'exactly_once', ...more });
const action = (given: Action) => ({ action: encodeAction(given) });
const save = (mode: 'append' | 'truncate' | 'overwrite' | 'ignore' | 'errorifexists') =>
  action({ kind: 'save_as_table', plan: table, table: ['U'], mode, tableType: 'permanent', columnOrder: 'index' });

describe('delivery exactly_once', () => {
  it.each([
    { sql: 'insert into T select 1' },
    { sql: '/* a */ INSERT OVERWRITE INTO T VALUES (1);' },
    { sql: 'UPDATE T SET A = 1' },
    { sql: 'delete from T' },
    action({ kind: 'collect', plan: { kind: 'sql', text: 'delete from T', binds: [] } }),
    { sql: 'MERGE INTO T USING S ON T.A = S.A WHEN MATCHED THEN DELETE' },
    action({ kind: 'delete', target: table }),
    save('append'),
    save('truncate'),
  ])('is taken for %j', (more) => {
    expect(once(more)().request.delivery).toBe('exactly_once');
  });

  it.each([
    [{ sql: 'select 1' }, 'SELECT only reads'],
    [{ sql: '(select 1)' }, 'only reads'],
    [{ sql: 'show tables' }, 'SHOW only reads'],
    [{ sql: 'create table T (A int)' }, 'CREATE is no INSERT'],
    [{ sql: 'truncate table T' }, 'TRUNCATE is no INSERT'],
    [{ sql: 'copy into T from @S' }, 'COPY is no INSERT'],
    [{ sql: 'insert all into T into U select 1' }, 'INSERT into several tables'],
    [{ sql: 'begin insert into T values (1); insert into T values (2); end' }, 'BEGIN'],
    [{ sql: 'call P()' }, 'CALL'],
    [{ sql: "execute immediate 'delete from T'" }, 'EXECUTE'],
    [action({ kind: 'collect', plan: table }), 'collect only reads'],
    [action({ kind: 'count', plan: table }), 'count only reads'],
    [save('overwrite'), 'the mode overwrite makes a table'],
    [save('ignore'), 'the mode ignore makes a table'],
    [
      action({
        kind: 'merge',
        target: table,
        source: { kind: 'sql', text: 'call P()', binds: [] },
        on: { kind: 'literal', type: { kind: 'boolean' }, value: true },
        clauses: [{ kind: 'delete' }],
      }),
      'its plan holds a CALL statement',
    ],
    [{ action: { kind: 'adopt', queryId: '01b2c3d4-0000-0000-0000-00000000000a' } }, 'adopt sends nothing'],
  ])('is refused by name for %j', (more, reason) => {
    let thrown: unknown;
    try {
      once(more)();
    } catch (error) {
      thrown = error;
    }
    expect(thrown).toBeInstanceOf(ProblemError);
    expect((thrown as ProblemError).problem).toMatchObject({
      code: 'delivery_unsupported',
      status: 422,
      path: 'delivery',
      detail: expect.stringContaining(reason),
    });
  });

  it('is held to the same when a handler has built the action', () => {
    expect(() => readBuiltAction({ kind: 'collect', plan: table }, 'exactly_once')).toThrow('only reads');
    expect(readBuiltAction({ kind: 'delete', target: table }, 'exactly_once').action.kind).toBe('delete');
  });

  it('is one of two words', () => {
    expect(once({ sql: 'select 1', delivery: 'twice' })).toThrow('delivery');
  });
});
