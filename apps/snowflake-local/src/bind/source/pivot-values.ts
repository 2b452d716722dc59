import { compilationError, unsupported } from '../../errors.js';
import { sortItem } from '../../functions/sort-item.js';
import { orderText } from '../../generate/order.js';
import type { Expression, ExpressionItem, Pivot } from '../../parse/ast.js';
import { asText } from '../../types/cast/cast-text.js';
import { typeText } from '../../types/snow-type.js';
import { direction } from '../expression/window.js';
import { type Environment, Frame } from '../frame.js';
import { positionIn } from '../placed.js';
import { relationColumns } from '../relation.js';
import type { FromClause, ScopeColumn } from '../scope.js';
import type { StatementState } from '../statement-state.js';

/** More columns than this are refused. */
export const MOST_PIVOT_VALUES = 4_000;

/** A query must be run before the statement can be bound: its one column, a text, holds the values that a PIVOT turns into columns. */
export class PivotValuesNeeded extends Error {
  override readonly name = 'PivotValuesNeeded';
  constructor(
    /** Tells it from other PIVOTs of the statement. */
    readonly key: string,
    readonly sql: string,
    readonly state: StatementState,
  ) {
    super('The values of a PIVOT are not known');
  }

  /** The same under a WITH clause, as far as its query reads what that defines. */
  under(definitions: (query: string) => string): PivotValuesNeeded {
    const clause = definitions(this.sql);
    return clause === '' ? this : new PivotValuesNeeded(this.key, `${clause}SELECT c0 FROM (${this.sql})`, this.state);
  }
}

/** Binds below a WITH clause: a query that must be run before reads what is defined there. */
export function bindUnder<T>(definitions: (query: string) => string, bind: () => T): T {
  try {
    return bind();
  } catch (error) {
    throw error instanceof PivotValuesNeeded ? error.under(definitions) : error;
  }
}

/** The values of a PIVOT, each with the name of its column. @throws PivotValuesNeeded */
export function pivotItems(
  item: Pivot,
  turned: ScopeColumn,
  source: FromClause,
  environment: Environment,
  outer: Frame | null,
): readonly ExpressionItem[] {
  const { values } = item;
  if (values.kind === 'list') {
    return values.items.map((value) => ({ ...value, alias: value.alias ?? nameOf(value, environment) }));
  }
  const { context, state } = environment;
  const key = `${values.start} ${context.text}`;
  const known = context.pivotValues?.get(key);
  if (known === undefined) {
    if (context.pivotValues === undefined || outer !== null) {
      throw unsupported(
        'PIVOT over values that a query gives, outside of a SELECT and CREATE TABLE AS',
        positionIn(environment, item),
      );
    }
    const sql = valuesQuery(item, turned, source, environment);
    throw new PivotValuesNeeded(key, sql, state);
  }
  return known.map((value) => constantItem(value, turned, item));
}

/** Different values as texts, in the order that is asked for, else in their own; NULL is none of them. */
function valuesQuery(item: Pivot, turned: ScopeColumn, source: FromClause, environment: Environment): string {
  const { values } = item;
  const context = environment.context.values;
  const limit = ` LIMIT ${MOST_PIVOT_VALUES + 1}`;
  if (values.kind === 'query') {
    const relation = environment.binders.query(values.query, environment, null);
    const [column, another] = relationColumns('q', relation.columns);
    if (column === undefined || another !== undefined) {
      const detail = `The sub-query of PIVOT must return exactly one column, it returns ${relation.columns.length}.`;
      throw compilationError('002031', '42601', detail, positionIn(environment, values));
    }
    const shown = asText(column.value, context).sql;
    const distinct = `SELECT ${shown} AS c0, row_number() OVER () AS n FROM (${relation.sql}) AS q WHERE ${column.value.sql} IS NOT NULL`;
    return `SELECT c0 FROM (${distinct}) GROUP BY c0 ORDER BY min(n)${limit}`;
  }
  const { value } = turned;
  const frame = new Frame(environment, source);
  const order =
    values.kind === 'any' && values.orderBy.length > 0
      ? values.orderBy.map((each) => {
          if (each.expression === 'all') throw unsupported('ORDER BY ALL in PIVOT', frame.positionOf(each));
          return sortItem(frame.bind(each.expression), direction(each, frame), context);
        })
      : [sortItem(value, { descending: false, nullsFirst: false }, context)];
  const shown = asText(value, context).sql;
  const key = sortItem(value, { descending: false, nullsFirst: false }, context).key;
  const keys = order.map((each) => orderText({ ...each, key: each.key === key ? each.key : `any_value(${each.key})` }));
  const from = `FROM ${source.sql()} WHERE ${value.sql} IS NOT NULL GROUP BY ${key} ORDER BY ${keys.join(', ')}`;
  return `SELECT any_value(${shown}) AS c0 ${from}${limit}`;
}

/** A value that a query gave as a constant of the column's type. */
function constantItem(value: string, { value: { type } }: ScopeColumn, { start, end }: Pivot): ExpressionItem {
  const written: Expression = { kind: 'text', value, start, end };
  const isText = type.kind === 'text';
  const name = isText ? `'${value}'` : value;
  const args = type.kind === 'fixed' ? [type.precision, type.scale] : [];
  const expression: Expression = isText
    ? written
    : {
        kind: 'cast',
        operand: written,
        type: { name: type.kind === 'fixed' ? 'NUMBER' : (/^\w+/.exec(typeText(type))?.[0] ?? ''), args, start, end },
        lenient: false,
        start,
        end,
      };
  return { kind: 'expression', expression, alias: { name, quoted: true, start, end }, start, end };
}

/** A column is called as its value is written: `'Q1'`, `2024`. */
function nameOf(value: ExpressionItem, environment: Environment) {
  const { start, end } = value;
  const frame = new Frame(environment);
  const { literal } = frame.within('from', () => frame.bind(value.expression));
  const name =
    literal?.kind === 'text'
      ? `'${literal.value}'`
      : literal?.kind === 'number'
        ? literal.digits
        : frame.textOf(value).toUpperCase();
  return { name, quoted: true, start, end };
}
