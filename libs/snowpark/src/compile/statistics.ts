import { UsageError } from '../errors.js';
import { constant } from '../plan/constant.js';
import type { Expr, Statistics } from '../plan/plan.js';
import { expression } from '../sql/expression.js';
import { type Fragment, joined, list, sql, text } from '../sql/fragment.js';
import { quotedName } from '../sql/identifier.js';
import type { ResultColumn } from '../values/result-column.js';
import { type Build, describedColumns } from './build.js';
import { level } from './level.js';
import { chosen } from './nulls.js';
import { type Relation, relation } from './relation.js';
import { operand } from './write.js';

const STATISTICS = ['count', 'mean', 'stddev', 'min', 'max'] as const;
const SUMMARY = 'SUMMARY';

const isNumber = ({ type }: ResultColumn): boolean => type === 'fixed' || type === 'real' || type === 'decfloat';

/** A row for each statistic, a column for each that is a number or a text. The input is read once. */
export function statistics(node: Statistics, of: Relation, build: Build): Relation {
  const columns = chosen(node.names, describedColumns(node.input, build)).filter(
    (column) => isNumber(column) || column.type === 'text',
  );
  if (columns.length === 0) {
    throw new UsageError('unknown_column', 'describe is for columns of numbers and texts, and there are none here.');
  }
  const input = quotedName('FIRN_INPUT');
  const rows = STATISTICS.map((statistic): Fragment => {
    const items = columns.map((column) => {
      const value = expression(statisticOf(statistic, column, node.texts), build.query);
      return sql`${value} AS ${text(quotedName(column.name))}`;
    });
    return sql`SELECT ${list([sql`${expression(constant(statistic), build.query)} AS ${text(quotedName(SUMMARY))}`, ...items])} FROM ${text(input)}`;
  });
  const body = sql`WITH ${text(input)} AS (SELECT * FROM ${operand(of.level, build)}) ${joined(rows, ' UNION ALL ')}`;
  return relation(level({ kind: 'query', sql: body }, [SUMMARY, ...columns.map(({ name }) => name)]));
}

function statisticOf(statistic: (typeof STATISTICS)[number], column: ResultColumn, texts: boolean): Expr {
  const { name } = column;
  const operand: Expr = { kind: 'column', name };
  const of = (sqlName: string, ...args: readonly Expr[]): Expr => ({ kind: 'call', name: sqlName, args });
  const number = isNumber(column) ? operand : of('TRY_TO_DOUBLE', operand);
  const as = (value: Expr): Expr =>
    isNumber(column)
      ? { kind: 'cast', operand: value, type: { kind: 'double' }, attempt: false }
      : of('TO_VARCHAR', value);
  switch (statistic) {
    case 'count':
      return as(of('COUNT', operand));
    case 'min':
    case 'max':
      return as(of(statistic.toUpperCase(), operand));
    case 'mean':
    case 'stddev':
      if (!isNumber(column) && !texts) return { kind: 'literal', type: { kind: 'string', length: null }, value: null };
      return as(of(statistic === 'mean' ? 'AVG' : 'STDDEV', number));
  }
}
