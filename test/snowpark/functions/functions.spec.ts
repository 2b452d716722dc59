import { Column, col, lit, type SortColumn } from '@firn/snowpark';
import * as functions from '../../../libs/snowpark/src/functions/index.js';
import { collected, offline } from '../offline.js';
import { FORMS } from './forms/index.js';

const t = offline().table('t').alias('x').as();

type Callable = (...args: readonly unknown[]) => unknown;
const functionOf = (name: string): Callable => {
  const found: unknown = Object.entries(functions).find(([each]) => each === name)?.[1];
  if (typeof found !== 'function') throw new Error(`There is no function ${name}.`);
  return (...args) => Reflect.apply(found, undefined, args);
};

const isColumn = (given: unknown): given is Column<unknown, string, string> => given instanceof Column;

/** The text of an expression, with the values that it binds in their places. */
function written(column: unknown): string {
  if (!isColumn(column)) throw new Error('It gives no column.');
  const { text, binds } = collected(t.select(column.as('x'))).main;
  const values = binds.values();
  return text
    .replace(/^SELECT /, '')
    .replace(/(?: AS "X")? FROM "T"$/, '')
    .replaceAll('?', () => {
      const bind = values.next().value;
      return `<${bind?.type} ${bind?.value}>`;
    });
}

describe.each(Object.entries(FORMS))('%s', (name, forms) => {
  it.each(forms.map(([args, sql]) => ({ args, sql })))('$sql', ({ args, sql }) => {
    expect(written(functionOf(name)(...args))).toBe(sql);
  });
});

/** They give no column, and are told below. */
const OTHERS = ['builtin', 'function_', 'model', 'service'];
const SORTING = ['asc', 'ascNullsFirst', 'ascNullsLast', 'desc', 'descNullsFirst', 'descNullsLast'];
const TABLES = ['TableFunctionCall', 'callTableFunction', 'explode', 'explodeOuter', 'flatten', 'tableFunction'];

it('has no function without a form here', () => {
  const named = Object.entries(functions).flatMap(([name, value]) => (typeof value === 'function' ? [name] : []));
  expect(named.filter((name) => !Object.hasOwn(FORMS, name)).toSorted()).toEqual(
    [...OTHERS, ...SORTING, ...TABLES].toSorted(),
  );
});

it('gives functions by name, to be called several times', () => {
  expect(written(functions.builtin('my.area')(col('a'), 2))).toBe('my.area("A", <FIXED 2>)');
  expect(written(functions.function_('area')(col('a')))).toBe('area("A")');
});

it('calls methods of models and services, their names quoted', () => {
  expect(written(functions.model('m')('predict', col('a')))).toBe('MODEL("M")!predict("A")');
  expect(written(functions.model('s.m', 'v1')('predict', 1))).toBe('MODEL("S"."M", "V1")!predict(<FIXED 1>)');
  expect(written(functions.service('s')('predict', col('a')))).toBe('"S"!predict("A")');
  expect(() => functions.model('m')('a(b')).toThrow('Not the name of a function');
});

it.each([
  ['asc', 'ASC NULLS FIRST'],
  ['ascNullsFirst', 'ASC NULLS FIRST'],
  ['ascNullsLast', 'ASC NULLS LAST'],
  ['desc', 'DESC NULLS LAST'],
  ['descNullsFirst', 'DESC NULLS FIRST'],
  ['descNullsLast', 'DESC NULLS LAST'],
])('%s', (name, order) => {
  const key = functionOf(name)('a') as SortColumn<string>;
  expect(collected(t.sort(key)).main.text).toBe(`SELECT * FROM "T" ORDER BY "A" ${order}`);
});

it('takes a Column wherever it takes the name of one', () => {
  expect(written(functions.upper(col('a')))).toBe('UPPER("A")');
  expect(written(functions.lpad(col('a'), col('b'), col('c')))).toBe('LPAD("A", "B", "C")');
});

describe('a Column where a constant is taken', () => {
  const [b, c] = [col('b'), col('c')];
  it.each<[string, readonly unknown[], string]>([
    ['round', ['a', b], 'ROUND("A", "B")'],
    ['trunc', ['a', b], 'TRUNC("A", "B")'],
    ['bround', ['a', b], `ROUND("A", "B", 'HALF_TO_EVEN')`],
    ['formatNumber', ['a', b], `CAST(ROUND("A", "B", 'HALF_TO_EVEN') AS VARCHAR)`],
    ['bucket', [b, 'a'], 'BUCKET("B", "A")'],
    ['truncate', [b, 'a'], 'TRUNCATE("B", "A")'],
    ['ntile', [b], 'NTILE("B")'],
    ['ln', [10], 'LN(<FIXED 10>)'],
    ['base64DecodeBinary', ['a', b], 'BASE64_DECODE_BINARY("A", "B")'],
    ['tryBase64DecodeString', ['a', b], 'TRY_BASE64_DECODE_STRING("A", "B")'],
    ['tryBase64DecodeBinary', ['a', b], 'TRY_BASE64_DECODE_BINARY("A", "B")'],
    ['sha2Binary', ['a', b], 'SHA2_BINARY("A", "B")'],
    ['parseUrl', ['a', b], 'PARSE_URL("A", "B")'],
    ['regexpLike', ['a', 'x', b], 'REGEXP_LIKE("A", <TEXT x>, "B")'],
    ['regexpCount', ['a', 'x', b, c], 'REGEXP_COUNT("A", <TEXT x>, "B", "C")'],
    ['regexpInstr', ['a', 'x', b, b, b, c, b], 'REGEXP_INSTR("A", <TEXT x>, "B", "B", "B", "C", "B")'],
    ['regexpReplace', ['a', 'x', 'y', b, b, c], 'REGEXP_REPLACE("A", <TEXT x>, <TEXT y>, "B", "B", "C")'],
    ['regexpSubstr', ['a', 'x', b, b, c, b], 'REGEXP_SUBSTR("A", <TEXT x>, "B", "B", "C", "B")'],
    ['regexpSubstrAll', ['a', 'x', b, b, c, b], 'REGEXP_SUBSTR_ALL("A", <TEXT x>, "B", "B", "C", "B")'],
    ['lastDay', ['a', functions.sqlExpr('week')], 'LAST_DAY("A", week)'],
    ['tryToGeography', ['a', b], 'TRY_TO_GEOGRAPHY("A", "B")'],
    ['tryToGeometry', ['a', b, c], 'TRY_TO_GEOMETRY("A", "B", "C")'],
    ['stGeographyfromwkt', ['a', b], 'ST_GEOGRAPHYFROMWKT("A", "B")'],
    ['stGeometryfromwkb', ['a', b, c], 'ST_GEOMETRYFROMWKB("A", "B", "C")'],
    ['stSimplify', ['a', 1, b], 'ST_SIMPLIFY("A", <FIXED 1>, "B")'],
    ['objectInsert', ['a', 'k', 1, b], 'OBJECT_INSERT("A", <TEXT k>, <FIXED 1>, "B")'],
    ['mapInsert', ['a', 'k', 1, b], 'MAP_INSERT("A", <TEXT k>, <FIXED 1>, "B")'],
    ['lastQueryId', [b], 'LAST_QUERY_ID("B")'],
    ['uniform', [b, c], 'UNIFORM("B", "C", RANDOM())'],
    ['normal', [b, c, functions.random(1)], 'NORMAL("B", "C", RANDOM(1))'],
    ['randn', [b], 'NORMAL(0, 1, RANDOM("B"))'],
    ['aiClassify', [b, c], 'AI_CLASSIFY("B", "C")'],
  ])('%s', (name, args, sql) => {
    expect(written(functionOf(name)(...args))).toBe(sql);
  });

  it('is the constant itself where it is one of a plain value', () => {
    expect(written(functions.round('a', lit(2)))).toBe('ROUND("A", 2)');
    expect(written(functions.lastDay('a', lit('week')))).toBe(`LAST_DAY("A", 'week')`);
    expect(written(functions.objectInsert('a', 'k', 1, lit(true)))).toBe(
      'OBJECT_INSERT("A", <TEXT k>, <FIXED 1>, TRUE)',
    );
    expect(written(functions.round('a', lit(null)))).toBe('ROUND("A", NULL)');
    expect(() => functionOf('round')('a', 1.5)).toThrow('round(scale): expected a whole number, found the number 1.5.');
    expect(() => functionOf('round')('a', 'b')).toThrow(`round(scale): expected a whole number, found the text 'b'.`);
  });
});

it('refuses windows of time that overlap, by name', () => {
  expect(() => functions.window('a', '10 minutes', '5 minutes')).toThrow(
    'window(slideDuration): windows follow each other',
  );
  expect(() => functions.window('a', '10 minutes', 'soon')).toThrow('window(slideDuration): expected a duration');
  expect(written(functions.window('a', '1 day', undefined, '6 hours'))).toBe(
    written(functions.window('a', '1 day', '1 day', '6 hours')),
  );
});

it('fills what is left out before an argument with what Snowflake takes', () => {
  expect(written(functions.regexpSubstr('a', 'x', undefined, undefined, 'e', 1))).toBe(
    `REGEXP_SUBSTR("A", <TEXT x>, 1, 1, 'e', 1)`,
  );
  expect(() => functions.substring('a', 1, undefined)).not.toThrow();
  expect(() => functions.aiSentiment('x', undefined, true)).toThrow(
    'aiSentiment(categories): is needed where returnErrorDetails is given.',
  );
});
