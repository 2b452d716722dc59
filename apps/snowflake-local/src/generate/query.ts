import { duckType } from '../types/physical.js';
import type { Emitted } from '../types/typed.js';

/** The parts of one DuckDB SELECT; an empty text or list leaves its clause out. */
export interface SelectText {
  readonly distinct: boolean;
  /** In order; each becomes a column c0 to cn. */
  readonly items: readonly string[];
  readonly from: string | null;
  readonly where: string | null;
  readonly groupBy: string | null;
  readonly having: string | null;
  readonly qualify: string | null;
  readonly orderBy: readonly string[];
  readonly limit: string | null;
  readonly offset: string | null;
}

export function selectText(parts: SelectText): string {
  const items = parts.items.map((item, index) => `${item} AS c${index}`).join(', ');
  return [
    `SELECT ${parts.distinct ? 'DISTINCT ' : ''}${items}`,
    clause('FROM', parts.from),
    clause('WHERE', parts.where),
    clause('GROUP BY', parts.groupBy),
    clause('HAVING', parts.having),
    clause('QUALIFY', parts.qualify),
    parts.orderBy.length === 0 ? '' : ` ORDER BY ${parts.orderBy.join(', ')}`,
    boundsText(parts),
  ].join('');
}

const COLUMN = /^\w+\.(?:\w+|"(?:[^"]|"")*")$/;

/** Whether DuckDB text is the name of a column under a table's. */
export const isColumnText = (sql: string): boolean => COLUMN.test(sql);

/**
 * A select item in the type that the binder gives it. The cast costs nothing where the type is right already; it is
 * for functions of a constant NULL, which DuckDB folds to a NULL without a type.
 */
export const itemText = ({ sql, type, physical, literal }: Emitted): string =>
  literal !== undefined || isColumnText(sql) ? sql : `CAST(${sql} AS ${duckType(type, physical)})`;

const clause = (word: string, text: string | null): string => (text === null ? '' : ` ${word} ${text}`);

export const boundsText = ({ limit, offset }: Pick<SelectText, 'limit' | 'offset'>): string =>
  `${limit === null ? '' : ` LIMIT ${limit}`}${offset === null ? '' : ` OFFSET ${offset}`}`;
