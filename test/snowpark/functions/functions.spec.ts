import { Column, col, type SortColumn } from '@firn/snowpark';
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

it('fills what is left out before an argument with what Snowflake takes', () => {
  expect(written(functions.regexpSubstr('a', 'x', undefined, undefined, 'e', 1))).toBe(
    `REGEXP_SUBSTR("A", <TEXT x>, 1, 1, 'e', 1)`,
  );
  expect(() => functions.substring('a', 1, undefined)).not.toThrow();
  expect(() => functions.aiSentiment('x', undefined, true)).toThrow(
    'aiSentiment(categories): is needed where returnErrorDetails is given.',
  );
});
