import { compilationError } from '../errors.js';
import { toReal } from '../types/cast/cast-number.js';
import { jsonOf } from '../types/cast/cast-semi.js';
import { asText } from '../types/cast/cast-text.js';
import { quoteText } from '../types/duck-text.js';
import { sortKey } from '../types/forms.js';
import { UNDEFINED } from '../types/json-text/json-value.js';
import { writeTagged } from '../types/json-text/tagged.js';
import { longCall } from '../types/long-call.js';
import { roomFor, type SizedKind, sizedBefore, withinLimit } from '../types/sized.js';
import { isSemiStructured } from '../types/snow-type.js';
import type { Emitted } from '../types/typed.js';
import { between } from './aggregate.js';
import { aggregate } from './aggregate-sql.js';
import { constantShare, constantText, constantWhole, outOfRange } from './constant.js';
import { arg, define } from './define.js';
import { any, number, textual, variant } from './parameters.js';
import type { Call, FunctionContext, FunctionSpec } from './registry.js';
import { arrayOf, like, neverNull, objectOf, orNull, realOf, textOf, wholeOf } from './results.js';
import { type SortItem, sortItem } from './sort-item.js';

/** The texts joined; the empty text where there are none. */
function listagg(args: readonly Emitted[], call: Call, context: FunctionContext): Emitted {
  const separator = quoteText(args[1] === undefined ? '' : constantText(arg(args, 1), '2', call));
  const value = arg(call.args, 0);
  const text = arg(args, 0).sql;
  const filter = fitting('text', `strlen(${text}) + strlen(${separator})`, `${value.sql} IS NOT NULL`, call);
  if (call.distinct === true && call.order !== undefined && sortKey(value, context) === value.sql) {
    // DISTINCT can be ordered by nothing but what it lists: the value itself, whose text it is written as afterwards.
    const values = aggregate('list', [value.sql], call, { distinct: true, filter, ...order(call) });
    const { literal: _, ...bare } = value;
    const each = asText({ ...bare, sql: '"~i"' }, context).sql;
    const joined = `array_to_string(list_transform(${values}, lambda "~i": ${each}), ${separator})`;
    return neverNull(textOf(withinLimit('text', `coalesce(${joined}, '')`), args));
  }
  const list = aggregate('string_agg', [text, separator], call, {
    distinct: call.distinct === true,
    ...(call.over === undefined ? {} : { filter }),
    ...order(call),
  });
  return neverNull(textOf(withinLimit('text', `coalesce(${list}, '')`), args));
}

/** An ARRAY of the values that are not NULL; empty where there are none. */
function arrayAgg(args: readonly Emitted[], call: Call, context: FunctionContext): Emitted {
  const value = arg(args, 0);
  const item = `CAST(${jsonOf(value, context)} AS JSON)`;
  // A text has quotes and a comma; to write it as JSON twice would cost as much again.
  const length = value.type.kind === 'text' ? `strlen(${value.sql}) + 3` : `strlen(CAST(${item} AS VARCHAR)) + 1`;
  const isThere = `${value.sql} IS NOT NULL`;
  const filter = fitting('variant', length, isThere, call);
  const array = (items: string) => `coalesce(to_json(${items}), '[]')`;
  // What DISTINCT compares is not what is listed: equal values of a VARIANT are found in the finished list.
  if (call.distinct === true && sortKey(value, context) !== value.sql) {
    const items = aggregate('list', [item], call, { filter, ...order(call) });
    return neverNull(
      arrayOf(
        `CAST(${longCall('sf_array_distinct', `CAST(${array(items)} AS VARCHAR)`, quoteText(context.timezone))} AS JSON)`,
        args,
      ),
    );
  }
  if (call.distinct === true) {
    // DISTINCT can be ordered by nothing but what it lists, which is therefore the value, in its own order.
    const values = aggregate('list', [value.sql], call, { distinct: true, filter, ...order(call) });
    const each = jsonOf({ ...value, sql: '"~i"', nullable: false }, context);
    const items = `CAST(${array(`list_transform(${values}, lambda "~i": ${each})`)} AS JSON)`;
    return neverNull(arrayOf(withinLimit('variant', items), args));
  }
  const bytes = aggregate('sum', [length], call, { filter: isThere });
  const items = `CAST(${array(aggregate('list', [item], call, { filter, ...order(call) }))} AS JSON)`;
  return neverNull(arrayOf(sizedBefore('variant', bytes, items), args));
}

/**
 * The rows of `filter`, where a window is measured before its values are made: there is one for each row that sees it, and
 * DuckDB makes those of 2,048 rows at once.
 */
function fitting(kind: SizedKind, length: string, filter: string, call: Call): string {
  if (call.nest === undefined || call.isMeasured !== true) return filter;
  const bytes = call.nest(wholeOf(aggregate('sum', [length], call, { filter }), []));
  return `${filter} AND ${roomFor(kind, bytes.sql, call.distinct === true)}`;
}

const order = (call: Call): { order?: readonly SortItem[] } => (call.order === undefined ? {} : { order: call.order });

/** PERCENTILE_CONT and PERCENTILE_DISC take their column from WITHIN GROUP. */
function percentile(name: 'quantile_cont' | 'quantile_disc') {
  return (args: readonly Emitted[], call: Call, context: FunctionContext): Emitted => {
    const [sort] = call.order ?? [];
    if (sort === undefined)
      throw compilationError('001077', '42601', `${call.name} needs WITHIN GROUP (ORDER BY ...)`, call.position);
    const part = constantShare(arg(args, 0), '1', call);
    const from = sort.descending ? `(1 - ${part})` : part;
    if (name === 'quantile_disc') {
      // The lowest value at or above the share counts from the end that the order starts at: below zero, from the highest.
      const signed = !sort.descending ? part : Number(part) === 0 ? '1' : `-${part}`;
      const value = isSemiStructured(sort.value.type) ? (number(sort.value, context) ?? sort.value) : sort.value;
      return orNull(like(value, aggregate(name, [value.sql, signed], call)));
    }
    return between(number(sort.value, context) ?? sort.value, name, (x) => [x, from], call);
  };
}

function objectAgg(args: readonly Emitted[], call: Call, context: FunctionContext): Emitted {
  const [key, value] = [asText(arg(args, 0), context), arg(args, 1)];
  const entry = `(CAST(to_json(${key.sql}) AS VARCHAR) || ':' || CAST(${jsonOf(value, context)} AS VARCHAR))`;
  const isThere = `${key.sql} IS NOT NULL AND ${value.sql} IS NOT NULL`;
  const filter = fitting('variant', `strlen(${entry}) + 1`, isThere, call);
  const entries = aggregate('string_agg', [entry, "','"], call, { filter });
  // Sorts the keys, and refuses one that repeats.
  const all = withinLimit('variant', `CAST('{' || coalesce(${entries}, '') || '}' AS VARCHAR)`);
  return neverNull(objectOf(`CAST(${longCall('sf_json_normal', `CAST(${all} AS VARCHAR)`)} AS JSON)`, args));
}

/**
 * The value of one column where another is lowest or highest, or an ARRAY of those of so many rows, in that order; rows
 * where that other is NULL do not count.
 */
const chosenBy = (name: string, duck: string, descending: boolean): FunctionSpec =>
  define({
    names: [name],
    kind: 'aggregate',
    params: [any, any],
    optional: [any],
    apply(args, call, context) {
      const [value, by] = [arg(args, 0), arg(args, 1)];
      if (args[2] === undefined) return orNull(like(value, aggregate(duck, [value.sql, sortKey(by, context)], call)));
      const count = constantWhole(args[2], '3', call);
      if (count < 1 || count > MOST_CHOSEN) throw outOfRange('3', `1 and ${MOST_CHOSEN}`, call);
      const item = `CAST(coalesce(${jsonOf(value, context)}, ${quoteText(writeTagged(UNDEFINED))}) AS JSON)`;
      const items = aggregate('list', [item], call, {
        filter: `${by.sql} IS NOT NULL`,
        order: [sortItem(by, { descending, nullsFirst: false }, context)],
      });
      return orNull(arrayOf(`CAST(to_json(list_slice(${items}, 1, ${count})) AS JSON)`, args));
    },
  });

const MOST_CHOSEN = 1_000;

export const AGGREGATE_LIST: readonly FunctionSpec[] = [
  chosenBy('MIN_BY', 'arg_min_null', false),
  chosenBy('MAX_BY', 'arg_max_null', true),
  define({
    names: ['LISTAGG', 'STRING_AGG'],
    kind: 'aggregate',
    distinct: true,
    ordered: true,
    params: [textual],
    optional: [textual],
    apply: listagg,
  }),
  define({
    names: ['ARRAY_AGG', 'ARRAYAGG'],
    kind: 'aggregate',
    distinct: true,
    ordered: true,
    params: [any],
    apply: arrayAgg,
  }),
  define({
    names: ['ARRAY_UNIQUE_AGG'],
    kind: 'aggregate',
    params: [any],
    apply: (args, call, context) => arrayAgg(args, { ...call, distinct: true }, context),
  }),
  define({ names: ['OBJECT_AGG'], kind: 'aggregate', params: [any, variant], apply: objectAgg }),
  define({
    names: ['PERCENTILE_CONT'],
    kind: 'aggregate',
    ordered: true,
    params: [any],
    apply: percentile('quantile_cont'),
  }),
  define({
    names: ['PERCENTILE_DISC'],
    kind: 'aggregate',
    ordered: true,
    params: [any],
    apply: percentile('quantile_disc'),
  }),
  define({
    names: ['APPROX_PERCENTILE'],
    kind: 'aggregate',
    params: [number, number],
    apply: (args, call) =>
      orNull(
        realOf(
          aggregate('quantile_cont', [toReal(arg(args, 0)).sql, constantShare(arg(args, 1), '2', call)], call),
          args,
        ),
      ),
  }),
];
