import type { Block, ScriptStatement } from '../../../apps/snowflake-local/src/parse/ast.js';
import { parseStatement } from '../../../apps/snowflake-local/src/parse/parse.js';

function block(text: string): Block {
  const statement = parseStatement(text);
  if (statement.kind !== 'block') throw new Error(`No block: ${text}`);
  return statement;
}

const kinds = (body: readonly ScriptStatement[]) =>
  body.map((statement) => (statement.kind === 'sql' ? statement.statement.kind : statement.kind));

describe('blocks', () => {
  it('reads the block that several statements of one action become', () => {
    const found = block(`
      DECLARE res RESULTSET; id1 STRING;
      BEGIN
        BEGIN TRANSACTION;
        LET b1 := 5::INT;
        EXECUTE IMMEDIATE 'INSERT INTO t VALUES (?)' USING (b1);
        id1 := SQLID;
        SHOW TABLES;
        COMMIT;
        res := (SELECT * FROM TABLE(RESULT_SCAN(:id1)));
        RETURN TABLE(res);
      EXCEPTION
        WHEN OTHER THEN
          ROLLBACK;
          RAISE;
      END`);
    expect(found.declarations).toMatchObject([
      { kind: 'resultset', name: 'RES' },
      { kind: 'variable', name: 'ID1', type: { name: 'STRING' } },
    ]);
    expect(kinds(found.body)).toEqual([
      'begin_transaction',
      'let',
      'execute_immediate',
      'assign',
      'show',
      'commit',
      'assign',
      'return_table',
    ]);
    expect(found.handlers.map(({ names, body }) => [names, kinds(body)])).toEqual([[['OTHER'], ['rollback', 'raise']]]);
  });

  it('reads declarations of every kind', () => {
    expect(
      block(`declare a int default 1; b := 'x'; c number(10, 2) := 3; d cursor for select 1; e cursor for rs;
             rs resultset default (select 1); f exception (-20001, 'bad'); g boolean; begin null; end;`).declarations,
    ).toMatchObject([
      { kind: 'variable', name: 'A', type: { name: 'INT' }, value: { text: '1' } },
      { kind: 'variable', name: 'B', value: { value: 'x' } },
      { kind: 'variable', name: 'C', type: { args: [10, 2] } },
      { kind: 'cursor', source: { kind: 'query' } },
      { kind: 'cursor', source: { kind: 'resultset', name: 'RS' } },
      { kind: 'resultset', value: { kind: 'query' } },
      { kind: 'exception', number: -20001, message: 'bad' },
      { kind: 'variable', name: 'G', type: { name: 'BOOLEAN' } },
    ]);
  });

  it('reads control flow', () => {
    const found = block(`begin
      if (a > 1) then return 1; elseif (b) then null; else return 2; end if;
      case (x) when 1 then null; else null; end case;
      for i in reverse 1 to 10 + n do continue; end for;
      for r in c do let y int := r.a; end for outer_loop;
      while (true) do break outer_loop; end while;
      while (true) loop exit; end loop;
      repeat x := x + 1; until (x > 3) end repeat;
      loop iterate; end loop;
      open c using (a, 1); fetch c into p, :q; close c;
      begin return; end;
    end`);
    expect(kinds(found.body)).toEqual([
      'if',
      'case_of',
      'for_range',
      'for_rows',
      'while',
      'while',
      'repeat',
      'loop',
      'open_cursor',
      'fetch_cursor',
      'close_cursor',
      'block',
    ]);
    expect(found.body[0]).toMatchObject({ branches: [{}, {}], otherwise: [{ kind: 'return' }] });
    expect(found.body[2]).toMatchObject({ counter: 'I', reverse: true });
    expect(found.body[3]).toMatchObject({ row: 'R', source: 'C', label: 'OUTER_LOOP' });
    expect(found.body[9]).toMatchObject({ into: ['P', 'Q'] });
  });

  it('tells a resultset from a value, and a query from a resultset', () => {
    const found = block(`begin
      a := (select 1); b := (1 + 2); c := (show tables); d := (execute immediate :q using (x)); let e resultset := (call p());
      return table(:a); end`);
    expect(found.body).toMatchObject([
      { kind: 'assign', value: { kind: 'statement', statement: { kind: 'query' } } },
      { kind: 'assign', value: { kind: 'expression' } },
      { kind: 'assign', value: { kind: 'statement', statement: { kind: 'show' } } },
      { kind: 'assign', value: { kind: 'statement', statement: { kind: 'execute_immediate' } } },
      { kind: 'let', declaration: { kind: 'resultset', value: { kind: 'call_procedure' } } },
      { kind: 'return_table', source: { kind: 'resultset', name: 'A' } },
    ]);
    expect(block('begin return table(select 1); end').body).toMatchObject([{ source: { kind: 'statement' } }]);
  });

  it('reads SELECT ... INTO and variables in SQL', () => {
    const [statement] = block('begin select a, b into :x, y from t where c = :z; end').body;
    expect(statement?.kind === 'sql' && statement.statement).toMatchObject({ query: { body: { into: ['X', 'Y'] } } });
  });

  it.each([
    ['begin return 1 end', "unexpected 'end'"],
    ['begin if (a) then null; end; end', "unexpected ';'"],
    ['declare a int begin null; end', "unexpected 'begin'"],
    ['begin null; exception end', "unexpected 'end'"],
  ])('%s', (text, message) => {
    expect(() => parseStatement(text)).toThrow(message);
  });
});
