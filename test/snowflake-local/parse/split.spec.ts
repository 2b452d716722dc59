import { splitStatements } from '../../../apps/snowflake-local/src/parse/split.js';

const split = (text: string) => splitStatements(text).map(({ start, end }) => text.slice(start, end));

describe('statements of one text', () => {
  it.each<[string, string[]]>([
    ['select 1; select 2;', ['select 1', 'select 2']],
    [' ; ; -- nothing\n', []],
    ["select ';' /* ; */; select $$;$$ -- x;\n", ["select ';'", 'select $$;$$']],
    ['begin; insert into t values (1); commit', ['begin', 'insert into t values (1)', 'commit']],
    ['begin transaction; rollback', ['begin transaction', 'rollback']],
    ['begin select 1; return 2; end; select 3', ['begin select 1; return 2; end', 'select 3']],
    [
      'declare x int default case when true then 1 else 2 end; begin if (x > 1) then return 1; end if; end; select 1',
      [
        'declare x int default case when true then 1 else 2 end; begin if (x > 1) then return 1; end if; end',
        'select 1',
      ],
    ],
    [
      "begin for i in 1 to 3 do let y := case when i = 1 then repeat('a', 2) end; end for; while (true) loop break; end loop; begin null; end; end; select 1",
      [
        "begin for i in 1 to 3 do let y := case when i = 1 then repeat('a', 2) end; end for; while (true) loop break; end loop; begin null; end; end",
        'select 1',
      ],
    ],
    [
      'begin begin transaction; drop table if exists t; commit; exception when other then raise; end; select 1',
      ['begin begin transaction; drop table if exists t; commit; exception when other then raise; end', 'select 1'],
    ],
    [
      'begin repeat x := 1; until (true) end repeat; loop break; end loop; case (x) when 1 then null; end case; end; select 1',
      [
        'begin repeat x := 1; until (true) end repeat; loop break; end loop; case (x) when 1 then null; end case; end',
        'select 1',
      ],
    ],
  ])('%s', (text, expected) => {
    expect(split(text)).toEqual(expected);
  });
});
