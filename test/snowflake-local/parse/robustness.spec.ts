import fc from 'fast-check';
import { SqlError } from '../../../apps/snowflake-local/src/errors.js';
import { tokenize } from '../../../apps/snowflake-local/src/parse/lexer.js';
import { parseStatement, parseStatements } from '../../../apps/snowflake-local/src/parse/parse.js';
import { splitStatements } from '../../../apps/snowflake-local/src/parse/split.js';
import { propertyRuns } from '../../support/property-runs.js';

const WORDS =
  `select from where group by order having qualify limit union all intersect except with as insert into values update
  set delete merge using when matched then not create or replace temporary table view schema stage file format drop alter column
  add rename show tables in like describe use role grant to copy list put get call execute immediate begin end declare let if for
  while loop return exception case else null true cast try_cast exists between and is distinct any over partition rows range
  preceding current row lateral flatten join left full natural on identifier a b "c" t1 'text' 1 2.5 ? :x $1 $v @s/f ( ) [ ] { } , ;
  . : :: := => -> + - * / % = <> < >= || date interval array`.split(/\s+/);

/** Tokens of the language in any order: mostly nonsense, but nonsense that gets far into the grammar. */
const tokenSoup = fc.array(fc.constantFrom(...WORDS), { maxLength: 40 }).map((words) => words.join(' '));
const anyText = fc.oneof(tokenSoup, fc.string({ maxLength: 200 }), fc.string({ unit: 'binary', maxLength: 60 }));

const VALID = [
  `select a, sum(b) over (partition by c order by d rows between 1 preceding and current row) x from t join u using (a) where a in (1, 2) qualify x > 1 order by 1 limit 5`,
  `with a as (select $1 from values (1, 'x')) select * exclude (b) from a union all select v:a.b[0]::int from t, lateral flatten(input => x) f`,
  `merge into t using (select 1) on (a = b) when matched then update set a = b when not matched then insert (a) values (1)`,
  `create or replace temporary table t(a number(10, 2) not null default 1, constraint k primary key (a)) cluster by (a) comment = 'x'`,
  `declare r resultset; begin let x := 1; if (x > 0) then r := (select :x); end if; return table(r); exception when other then raise; end`,
  `copy into @~/a from (select 1) file_format = (type = csv null_if = ('a', 'b')) header = true`,
];

/** A statement with a piece cut out, doubled or put elsewhere. */
const mutated = fc
  .record({
    text: fc.constantFrom(...VALID),
    from: fc.nat(),
    length: fc.nat(12),
    to: fc.nat(),
    insert: fc.constantFrom('', "'", '"', '(', ')', '$$', '/*', ';', ...WORDS),
  })
  .map(({ text, from, length, to, insert }) => {
    const start = from % (text.length + 1);
    const without = text.slice(0, start) + text.slice(start + length);
    const at = to % (without.length + 1);
    return `${without.slice(0, at)} ${insert} ${without.slice(at)}`;
  });

/** Either the value, or the error that a client gets; anything else fails the test. */
function outcome<T>(read: () => T): T | SqlError {
  try {
    return read();
  } catch (error) {
    if (error instanceof SqlError) return error;
    throw error;
  }
}

describe('whatever is sent', () => {
  it('is read or refused with an error for the client', () => {
    fc.assert(
      fc.property(fc.oneof(anyText, mutated), (text) => {
        const read = outcome(() => parseStatement(text));
        if (read instanceof SqlError) expect(read.message).toMatch(/^SQL compilation error/);
        else expect(read.kind).toEqual(expect.any(String));
      }),
      { numRuns: propertyRuns(3_000) },
    );
  });

  it('gives tokens that cover the text in order, or no tokens', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const tokens = outcome(() => tokenize(text));
        if (tokens instanceof SqlError) return;
        tokens.forEach((token, at) => {
          expect(token.start).toBeGreaterThanOrEqual(tokens[at - 1]?.end ?? 0);
          expect(token.end).toBeGreaterThanOrEqual(token.start);
        });
        expect(tokens.at(-1)).toMatchObject({ kind: 'end', end: text.length });
      }),
      { numRuns: propertyRuns(1_000) },
    );
  });

  it('is cut into the statements that are read from it', () => {
    const statements = fc.array(fc.constantFrom(...VALID, 'begin', 'commit', "select ';'"), {
      minLength: 1,
      maxLength: 6,
    });
    fc.assert(
      fc.property(statements, (list) => {
        const text = list.join(';\n');
        const cut = splitStatements(text).map(({ start, end }) => text.slice(start, end));
        expect(cut).toEqual(list);
        expect(parseStatements(text).map(({ start, end }) => text.slice(start, end))).toEqual(list);
      }),
      { numRuns: propertyRuns(200) },
    );
  });

  it('has its places inside the text', () => {
    fc.assert(
      fc.property(mutated, (text) => {
        const read = outcome(() => parseStatement(text));
        if (!(read instanceof SqlError) || read.position === undefined) return;
        expect(read.position.offset).toBeLessThanOrEqual(text.length);
        expect(read.message).toContain(`line ${read.position.line} at position ${read.position.column}`);
      }),
      { numRuns: propertyRuns(1_000) },
    );
  });
});
