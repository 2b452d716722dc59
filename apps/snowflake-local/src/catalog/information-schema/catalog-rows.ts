import { quoteText } from '../../types/duck-text.js';
import { textColumn, timeColumn, type ViewColumn } from './view-column.js';

/** What a system view reads: the database it belongs to and the session that asks. */
export interface SystemScope {
  readonly database: string;
  readonly sessionId: string;
}

export interface SystemView {
  readonly columns: readonly ViewColumn[];
  /** `counts`: see `SystemViewEntry`. */
  from(scope: SystemScope, counts: string): string;
}

/** The column that costs a count of each table, and is read with what was counted before. */
export const ROW_COUNT = 'ROW_COUNT';

export const RELATION_KINDS = "('permanent', 'transient', 'temporary', 'view')";
export const body = (field: string): string => `json_extract_string(o.body, '$.${field}')`;
export const yesNo = (condition: string): string => `CASE WHEN ${condition} THEN 'YES' ELSE 'NO' END`;
export const type = (field: string): string => `json_extract_string(c.type, '$.${field}')`;

/** The name of a stored type: `field` finds one of its fields. Columns call a text TEXT, routines VARCHAR. */
export const typeName = (field: (name: string) => string, text: 'TEXT' | 'VARCHAR'): string => {
  const names = [
    `WHEN ${field('dimension')} IS NOT NULL THEN 'VECTOR'`,
    `WHEN ${field('shape')} IS NOT NULL THEN ${field('shape')}`,
    `WHEN ${field('map')} IS NOT NULL THEN 'MAP'`,
    `WHEN ${field('kind')} = 'fixed' THEN 'NUMBER'`,
    `WHEN ${field('kind')} = 'real' THEN 'FLOAT'`,
    `WHEN ${field('kind')} = 'text' THEN '${text}'`,
  ];
  return `CASE ${names.join(' ')} ELSE upper(${field('kind')}) END`;
};

/** Objects of a kind in the database, other sessions' temporary ones left out. */
export const objects = (kinds: string, { database, sessionId }: SystemScope): string =>
  `_sf.objects o WHERE o.kind IN ${kinds} AND o.database_name = ${quoteText(database)}` +
  ` AND (o.session_id IS NULL OR o.session_id = ${quoteText(sessionId)})`;

export const lastChange: readonly ViewColumn[] = [
  timeColumn('CREATED', 'o.created_on'),
  timeColumn('LAST_ALTERED', 'o.changed_on'),
];
export const lastDdl: readonly ViewColumn[] = [
  timeColumn('LAST_DDL', 'o.changed_on'),
  textColumn('LAST_DDL_BY', 'o.owner'),
];
export const comment = textColumn('COMMENT', 'o.comment');
