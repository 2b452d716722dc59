import { namedExpr } from '../plan/column-ref.js';
import { frozen } from '../plan/frozen.js';
import type { Expr } from '../plan/plan.js';
import type { AggregatePair, AggregatesByColumn, AggregateWord } from '../shape/by-column.js';
import type { AnyColumn } from '../shape/shape.js';
import { COLUMN, COLUMN_ONLY } from './columns.js';
import { membersOf } from './members.js';
import { COLUMN_NAME } from './names.js';
import { type Place, part, type Reader, wrong } from './reader.js';
import { word } from './scalars.js';
import { isPlain } from './shown.js';

/** By the names that callers write, the functions of SQL. */
const SQL_OF: Readonly<Record<AggregateWord, string>> = {
  any_value: 'ANY_VALUE',
  approx_count_distinct: 'APPROX_COUNT_DISTINCT',
  array_agg: 'ARRAY_AGG',
  array_unique_agg: 'ARRAY_UNIQUE_AGG',
  average: 'AVG',
  avg: 'AVG',
  bitand_agg: 'BITAND_AGG',
  bitor_agg: 'BITOR_AGG',
  bitxor_agg: 'BITXOR_AGG',
  booland_agg: 'BOOLAND_AGG',
  boolor_agg: 'BOOLOR_AGG',
  boolxor_agg: 'BOOLXOR_AGG',
  count: 'COUNT',
  kurtosis: 'KURTOSIS',
  listagg: 'LISTAGG',
  max: 'MAX',
  mean: 'AVG',
  median: 'MEDIAN',
  min: 'MIN',
  mode: 'MODE',
  size: 'COUNT',
  skew: 'SKEW',
  std: 'STDDEV',
  stddev: 'STDDEV',
  stddev_pop: 'STDDEV_POP',
  stddev_samp: 'STDDEV_SAMP',
  sum: 'SUM',
  var_pop: 'VAR_POP',
  var_samp: 'VAR_SAMP',
  variance: 'VARIANCE',
};
const isWord = (given: string): given is AggregateWord => Object.hasOwn(SQL_OF, given);
const WORD = word(Object.keys(SQL_OF).filter(isWord));

type Aggregates = AnyColumn | AggregatesByColumn | AggregatePair;

/** What `agg` takes, one by one or as lists: columns, and functions by column. */
export const AGGREGATES: Reader<readonly Expr[], readonly (Aggregates | readonly Aggregates[])[]> = {
  allowed:
    "at least one, each a Column, a pair such as ['amount', 'sum'], or functions by column such as { amount: 'sum' }",
  read(given, place) {
    if (!Array.isArray(given)) throw wrong(place, this.allowed, given);
    const items = Array.from(given, (each: unknown, at) => {
      const where = given.length === 1 ? place : part(place, at);
      if (!Array.isArray(each) || isPair(each)) return oneOf(each, where);
      return Array.from(each, (inner: unknown, index) => oneOf(inner, part(where, index))).flat();
    }).flat();
    if (items.length === 0) throw wrong(place, this.allowed, given);
    return items;
  },
};

/** No aggregate is a text: a list of two with a text behind is a pair, and what is before it a name or a column. */
const isPair = (given: readonly unknown[]): boolean => given.length === 2 && typeof given[1] === 'string';

const oneOf = (given: unknown, place: Place): readonly Expr[] => {
  if (Array.isArray(given) && isPair(given)) {
    const [column, word]: readonly unknown[] = given;
    return [called(word, COLUMN.read(column, part(place, 0)), part(place, 1))];
  }
  return isPlain(given) ? byColumn(given, place) : [COLUMN_ONLY.read(given, place)];
};

function byColumn(given: Readonly<Record<string, unknown>>, place: Place): readonly Expr[] {
  const members = membersOf(given, place);
  if (members.length === 0) throw wrong(place, AGGREGATES.allowed, given);
  return members.flatMap(([name, words]) => {
    const column = namedExpr(COLUMN_NAME.read(name, place));
    const list: readonly unknown[] = Array.isArray(words) ? words : [words];
    if (list.length === 0) throw wrong(part(place, name), WORD.allowed, words);
    return list.map((each) => called(each, column, part(place, name)));
  });
}

const called = (given: unknown, column: Expr, place: Place): Expr =>
  frozen({ kind: 'call', name: SQL_OF[WORD.read(given, place)], args: [column], role: 'aggregate' });
