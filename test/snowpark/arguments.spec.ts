import {
  col,
  type DataFrame,
  listagg,
  lit,
  sqlExpr,
  type Table,
  UsageError,
  whenMatched,
  whenNotMatched,
} from '@firn/snowpark';
import { offline, sentBy, textOf } from './offline.js';

const session = offline();
const t: Table = session.table('t');
const u = session.table('u');

/** As JavaScript calls: nothing is checked before it runs. */
// biome-ignore lint/suspicious/noExplicitAny: what types refuse is what is tried here.
const js = (value: unknown): any => value;

const refusal = (call: () => unknown): string => {
  try {
    call();
  } catch (error) {
    if (error instanceof UsageError) return error.message;
    throw error;
  }
  throw new Error('It was accepted.');
};
/** A list with a hole. */
const holed: unknown[] = [1];
holed[2] = 3;

const rejection = async (call: () => Promise<unknown>): Promise<string> => {
  const [settled] = await Promise.allSettled([call()]);
  return refusal(() => {
    if (settled.status === 'rejected') throw settled.reason;
  });
};

describe('a condition', () => {
  const filters: readonly ((condition: unknown) => unknown)[] = [
    (condition) => js(t).filter(condition),
    (condition) => js(t).where(condition),
    (condition) => js(whenMatched)(condition),
    (condition) => js(whenNotMatched)(condition),
    (condition) => js(col('a').isNull()).and(condition),
  ];

  it('is a column or SQL text', () => {
    for (const filter of filters) {
      expect(filter("a = 'x'")).toBeDefined();
      expect(filter(col('a').eq(1))).toBeDefined();
    }
    expect(textOf(t.filter("a = 'x'"))).toContain("a = 'x'");
  });

  it.each([
    [js(col('a')) === 1, 'expected a Column or SQL text, found false. A comparison with == or === is a boolean'],
    [1, 'found the number 1'],
    [null, 'found null'],
    [undefined, 'found undefined'],
    ['', "found the text ''"],
    ['\ud800', 'half of a surrogate pair'],
    [{ block: false }, 'found an object with block. Options come after the condition'],
    [Promise.resolve(col('a')), 'found a Promise. Await it first.'],
    [t, "Name its column: frame.col('…')."],
    [col('a').asc(), 'A direction belongs in sort, orderBy or a window.'],
    [[col('a')], 'found a list of 1'],
    [() => col('a'), 'found a function'],
    [Symbol('a'), 'found a symbol'],
    [{ expr: { kind: 'sql', text: 'true' } }, 'found an object with expr'],
  ])('is not %p', (condition, message) => {
    for (const filter of filters) expect(refusal(() => filter(condition))).toContain(message);
  });

  it('that was forgotten never means every row', async () => {
    expect(await rejection(() => js(t).delete(undefined))).toContain('if that is meant, leave it out');
    expect(await rejection(() => js(t).delete({ block: false }))).toContain('Options come after the condition');
    expect(await rejection(() => js(t).update({ a: 1 }, { block: false }))).toContain('update(condition): expected');
    expect(await rejection(() => js(t).update({ a: 1 }, null))).toContain('found null');
    expect(refusal(() => js(t).join(u, undefined))).toContain('join(on): expected');
    expect(refusal(() => js(whenMatched)(undefined))).toContain('whenMatched(condition): expected');
  });
});

describe('text that no statement can hold', () => {
  it.each<[string, (text: string) => unknown, string]>([
    ['a table', (text) => session.table(`"${text}"`), 'table(name)'],
    ['a column', (text) => col(`"${text}"`), 'col(name)'],
    ['an alias', (text) => col('a').as(`"${text}"`), 'as(name)'],
    ['a column of a step', (text) => t.withColumn(`"${text}"`, lit(1)), 'withColumn(name)'],
    ['a member', (text) => col('a').getItem(text), 'getItem(key)'],
    ['a condition', (text) => t.filter(`a = '${text}'`), 'filter(condition)'],
    ['an expression', (text) => sqlExpr(`'${text}'`), 'sqlExpr(text)'],
    ['a statement', (text) => session.sql(`select '${text}'`), 'sql(text)'],
    ['a delimiter', (text) => listagg('a', text), 'listagg(delimiter)'],
  ])('is refused as %s, with the argument named', (_, use, place) => {
    expect(refusal(() => use('a\ud800b'))).toContain(`${place}: expected`);
    expect(refusal(() => use('a\ud800b'))).toContain('half of a surrogate pair');
    expect(refusal(() => use('a\0b'))).toContain(`${place}: expected`);
    expect(refusal(() => use('a\0b'))).toContain('holds the character NUL');
    expect(() => use('a😀b')).not.toThrow();
  });

  it('may be a value where it is NUL, since values are bound', () => {
    expect(sentBy(t.select(lit('a\0b')).as())).toEqual(['SELECT ? AS "ab" FROM "T"', ['a\0b']]);
    expect(sentBy(t.filter(col('a').like('a\0b')))[1]).toEqual(['a\0b']);
  });
});

describe('options', () => {
  it.each<[string, () => Promise<unknown>, string]>([
    [
      'of saveAsTable',
      () => js(t.write).saveAsTable('x', { mode: 'append', column_order: 'name' }),
      'Did you mean columnOrder?',
    ],
    ['of saveAsTable, misspelt', () => js(t.write).saveAsTable('x', { mdoe: 'append' }), 'Did you mean mode?'],
    [
      'of an action',
      () => js(t).collect({ blok: false }),
      'collect(options): there is no option blok. Did you mean block?',
    ],
    ['of delete', () => js(t).delete('a = 1', { blok: false }), 'Did you mean block?'],
    [
      'of copyIntoLocation',
      () => js(t.write).copyIntoLocation('@s', { overwrit: true }),
      'there is no option overwrit',
    ],
    [
      'under a copy option',
      () => js(t.write).copyIntoLocation('@s', { copyOptions: { overwrit: true } }),
      'Did you mean OVERWRITE?',
    ],
    [
      'of a statement, in two cases',
      () => js(t).collect({ statementParams: { query_tag: 'x', QUERY_TAG: 'y' } }),
      'each parameter once',
    ],
    ['of a statement, no name', () => js(t).collect({ statementParams: { 'x = 1; drop': 'y' } }), 'session parameters'],
    [
      'of a statement, that Snowflake has not',
      () => js(t).collect({ statementParams: { NOPE_PARAM: '1' } }),
      'Snowflake has no session parameter NOPE_PARAM.',
    ],
    [
      'of a statement, misspelt',
      () => js(t).collect({ statementParams: { tiemzone: 'UTC' } }),
      'Did you mean TIMEZONE?',
    ],
    [
      'of a statement, with a number out of range',
      () => js(t).collect({ statementParams: { week_start: '8' } }),
      'collect(options.statementParams.week_start): expected a whole number from 0 to 7 as text',
    ],
    [
      'of a statement, with a word that is none of its own',
      () => js(t).collect({ statementParams: { USE_CACHED_RESULT: 'perhaps' } }),
      "expected one of the texts true, false, found the text 'perhaps'.",
    ],
    [
      'of a statement, pinned',
      () => js(t).collect({ statementParams: { multi_statement_count: '0' } }),
      'An action is one statement.',
    ],
    [
      'under a copy option, in two cases',
      () => js(t.write).copyIntoLocation('@s', { copyOptions: { OVERWRITE: true, overwrite: false } }),
      'The copy option OVERWRITE is there twice',
    ],
    [
      'under a format option, by two names',
      () => js(t.write).copyIntoLocation('@s', { formatOptions: { sep: '|', FIELD_DELIMITER: ',' } }),
      'FIELD_DELIMITER is there twice',
    ],
    [
      'of a format that has a name',
      () => js(t.write).copyIntoLocation('@s', { formatName: 'f', formatType: 'csv' }),
      'leave formatType out',
    ],
    ['called __proto__', () => js(t).collect(JSON.parse('{"__proto__": {"block": false}}')), 'no option __proto__'],
    ['that are a list', () => js(t).collect([]), 'found an empty list'],
    ['that are a class', () => js(t).collect(new Date(0)), 'found a Date'],
    ['that inherit', () => js(t).collect(Object.create({ block: false })), 'expected an object of options'],
    [
      'that throw',
      () =>
        js(t).collect({
          get block() {
            throw new Error('no');
          },
        }),
      'collect(options): the argument cannot be read',
    ],
  ])('%s that nobody knows are refused', async (_, call, message) => {
    expect(await rejection(call)).toContain(message);
  });

  it('of a join are refused as well', () => {
    expect(refusal(() => js(t).join(u, 'a', { rsuffix: '_r' }))).toContain('Did you mean rightSuffix?');
  });
});

describe('an argument', () => {
  const frame: DataFrame = t;
  it.each<[() => unknown, string]>([
    [() => js(frame).select(1), 'select(columns): expected'],
    [() => js(frame).select('a', 1), 'select(columns[1]): expected'],
    [() => js(frame).withColumn('x', 1), 'withColumn(value): expected a Column, found the number 1.'],
    [() => js(frame).limit(1.5), 'limit(rows): expected a whole number from 0, found the number 1.5'],
    [() => js(frame).limit(Number.NaN), 'found the number NaN'],
    [() => js(frame).union('u'), 'union(other): expected a DataFrame'],
    [() => js(frame).distinct('a'), "distinct(): takes no arguments, found the text 'a' as argument 1."],
    [() => js(frame).groupBy('a').count('b'), 'count(): takes no arguments'],
    [() => js(whenMatched)().delete('a = 1'), 'delete(): takes no arguments'],
    [() => js(col)('a').asc(false), 'asc(): takes no arguments, found false'],
    [() => js(col)('a').in(holed), 'in(values[1]): expected a Column or a value, found undefined'],
    [() => js(frame).withColumns({ x: col('a'), [Symbol('y')]: col('b') }), 'a name is a text, found Symbol(y)'],
    [() => js(session).createDataFrame([{ a: { b: 1, [Symbol('c')]: 2 } }]), 'a name is a text, found Symbol(c)'],
    [() => js(session).createDataFrame(holed), 'Row 2: value 1 is undefined. For NULL write null.'],
    [() => js(session).createDataFrame([holed]), 'Row 1: value 2 is undefined. For NULL write null.'],
    [() => js(session).createDataFrame([[], []]), 'The rows have no columns'],
    [() => js(session).createDataFrame([{}]), 'The rows have no columns'],
    [() => js(session).sql('select ?'), 'The statement has 1 ? for 0 binds.'],
    [() => js(frame).select('x'.repeat(256)), 'A name has at most 255 characters'],
    [() => js(frame).distinct().alias(''), 'alias(name): Not an identifier'],
    [() => js(col)('a').eq(), 'eq(other): expected a Column or a value, found undefined'],
    [() => js(col)('a').eq(1, 2), 'eq(other): takes other only, found the number 2 as argument 2.'],
  ])('of the wrong kind is named: %p', (call, message) => expect(refusal(call)).toContain(message));
});
