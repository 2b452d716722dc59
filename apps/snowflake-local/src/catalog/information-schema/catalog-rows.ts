import { quoteText } from '../../types/duck-text.js';
import { textColumn, timeColumn, type ViewColumn } from './view-column.js';

/** What a system view reads: the database it belongs to and the session that asks. */
export interface SystemScope {
  readonly database: string;
  readonly sessionId: string;
  /** `SELECT object_id, rows` of every table of the database that the session sees. */
  readonly rowCounts: () => string;
}

export interface SystemView {
  readonly columns: readonly ViewColumn[];
  from(scope: SystemScope): string;
}

export const RELATION_KINDS = "('permanent', 'transient', 'temporary', 'view')";
export const body = (field: string): string => `json_extract_string(o.body, '$.${field}')`;
export const yesNo = (condition: string): string => `CASE WHEN ${condition} THEN 'YES' ELSE 'NO' END`;
export const type = (field: string): string => `json_extract_string(c.type, '$.${field}')`;

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
