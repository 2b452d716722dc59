import { namedExpr } from '../plan/column-ref.js';
import { frozen } from '../plan/frozen.js';
import type { Expr } from '../plan/plan.js';
import type { AggregatesByColumn, AggregateWord } from '../shape/by-column.js';
import type { AnyColumn } from '../shape/shape.js';
import { COLUMN_ONLY } from './columns.js';
import { membersOf } from './members.js';
import { COLUMN_NAME } from './names.js';
import { type Place, part, type Reader, wrong } from './reader.js';
import { word } from './scalars.js';
import { isPlain } from './shown.js';

const SQL_OF: Readonly<Record<AggregateWord, string>> = {
  avg: 'AVG',
  count: 'COUNT',
  max: 'MAX',
  mean: 'AVG',
  median: 'MEDIAN',
  min: 'MIN',
  stddev: 'STDDEV',
  sum: 'SUM',
  variance: 'VARIANCE',
};
const isWord = (given: string): given is AggregateWord => Object.hasOwn(SQL_OF, given);
const WORD = word(Object.keys(SQL_OF).filter(isWord));

type Aggregates = AnyColumn | AggregatesByColumn;

/** What `agg` takes, one by one or as lists: columns, and functions by column. */
export const AGGREGATES: Reader<readonly Expr[], readonly (Aggregates | readonly Aggregates[])[]> = {
  allowed: "at least one, each a Column, or functions by column such as { amount: 'sum' }",
  read(given, place) {
    if (!Array.isArray(given)) throw wrong(place, this.allowed, given);
    const items = Array.from(given, (each: unknown, at) => {
      const where = given.length === 1 ? place : part(place, at);
      if (!Array.isArray(each)) return oneOf(each, where);
      return Array.from(each, (inner: unknown, index) => oneOf(inner, part(where, index))).flat();
    }).flat();
    if (items.length === 0) throw wrong(place, this.allowed, given);
    return items;
  },
};

const oneOf = (given: unknown, place: Place): readonly Expr[] =>
  isPlain(given) ? byColumn(given, place) : [COLUMN_ONLY.read(given, place)];

function byColumn(given: Readonly<Record<string, unknown>>, place: Place): readonly Expr[] {
  const members = membersOf(given, place);
  if (members.length === 0) throw wrong(place, AGGREGATES.allowed, given);
  return members.flatMap(([name, words]) => {
    const column = namedExpr(COLUMN_NAME.read(name, place));
    const list: readonly unknown[] = Array.isArray(words) ? words : [words];
    if (list.length === 0) throw wrong(part(place, name), WORD.allowed, words);
    return list.map((each) =>
      frozen({
        kind: 'call' as const,
        name: SQL_OF[WORD.read(each, part(place, name))],
        args: [column],
        role: 'aggregate' as const,
      }),
    );
  });
}
