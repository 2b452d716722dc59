import { SqlError } from '../../errors.js';
import type { Query, QueryBody, Select } from '../../parse/ast.js';

/**
 * A materialized view is always as fresh as its table, so that reading its query gives what it holds: no rows are kept.
 * What Snowflake could not keep up to date is refused as there.
 * @throws SqlError 002197 for a query that is more than a SELECT over one table.
 */
export function requireMaterializable({ with: common, body, orderBy, limit, offset }: Query): void {
  if (common.length > 0) throw invalid('Common table expressions are not supported in the view definition.');
  if (orderBy.length > 0) throw invalid('ORDER BY is not supported in the view definition.');
  if (limit !== undefined || offset !== undefined) throw invalid('LIMIT is not supported in the view definition.');
  const select = selectOf(body);
  if (select.top !== undefined) throw invalid('LIMIT is not supported in the view definition.');
  if (select.having !== undefined) throw invalid('HAVING is not supported in the view definition.');
  if (select.qualify !== undefined) throw invalid('QUALIFY is not supported in the view definition.');
  const [source, second] = select.from;
  if (source?.kind === 'join' || second !== undefined) {
    throw invalid('More than one table referenced in the view definition');
  }
  if (source === undefined) throw invalid('No table referenced in the view definition');
  if (source.kind !== 'table') throw invalid('The view definition must read a table.');
}

function selectOf(body: QueryBody): Select {
  switch (body.kind) {
    case 'select':
      return body;
    case 'set_operation':
      throw invalid('Set operators are not supported in the view definition.');
    case 'query_expression':
      throw invalid('Nested queries are not supported in the view definition.');
    default:
      return unreachable(body);
  }
}

const invalid = (detail: string): SqlError =>
  new SqlError(
    '002197',
    '42601',
    `SQL compilation error: error line 1 at position 0\nInvalid materialized view definition. ${detail}`,
  );

function unreachable(body: never): never {
  throw new Error(`Unknown query ${JSON.stringify(body)}`);
}
