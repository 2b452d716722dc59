import { quoteText } from '../../types/duck-text.js';
import { describedType } from '../../types/snow-type.js';
import type {
  AppliedPolicy,
  ColumnEntry,
  DynamicTable,
  KeyEntry,
  StoredRelation,
  TableEntry,
  ViewEntry,
} from '../entries.js';
import { displayName, displayPath } from '../names.js';

/** An object's name in its definition: alone, or with database and schema. */
export type Naming = (object: { readonly database: string; readonly schema: string; readonly name: string }) => string;

/** The CREATE statement that makes a table or view as it is now. */
export function relationDefinition(relation: StoredRelation, naming: Naming): string {
  if (relation.kind === 'view') return viewDefinition(relation, naming);
  return relation.dynamic === undefined
    ? tableDefinition(relation, naming)
    : dynamicTableDefinition(relation, relation.dynamic, naming);
}

const KINDS = { permanent: '', transient: 'TRANSIENT ', temporary: 'TEMPORARY ' } as const;

function tableDefinition(table: TableEntry, naming: Naming): string {
  const { kind, columns, keys, comment, clusterBy } = table;
  const lines = [
    ...columns.map((column) => columnLine(column, table.masking?.[column.name])),
    ...keys.map(keyLine),
  ].map((line) => `\t${line}`);
  const cluster = clusterText(clusterBy);
  return `create or replace ${KINDS[kind]}TABLE ${naming(table)}${cluster} (\n${lines.join(',\n')}\n)${rowAccessText(table)}${commentText(comment, '', '\n')};`;
}

const policyPath = ({ policy: { database, schema, name } }: AppliedPolicy): string =>
  displayPath([database, schema, name]);

const maskingText = (applied: AppliedPolicy | undefined): readonly string[] => {
  if (applied === undefined) return [];
  const using = applied.columns.length < 2 ? '' : ` USING (${applied.columns.map(displayName).join(', ')})`;
  return [`WITH MASKING POLICY ${policyPath(applied)}${using}`];
};

const rowAccessText = ({ rowAccess }: StoredRelation): string =>
  rowAccess === undefined
    ? ''
    : ` WITH ROW ACCESS POLICY ${policyPath(rowAccess)} ON (${rowAccess.columns.map(displayName).join(', ')})`;

function columnLine(
  { name, type, nullable, default: preset, identity, comment }: ColumnEntry,
  masking: AppliedPolicy | undefined,
): string {
  return [
    displayName(name),
    describedType(type),
    ...(nullable ? [] : ['NOT NULL']),
    ...(preset === null ? [] : [`DEFAULT ${preset}`]),
    ...(identity === undefined
      ? []
      : [`autoincrement start ${identity.start} increment ${identity.step} ${identity.ordered ? 'order' : 'noorder'}`]),
    ...maskingText(masking),
    ...(comment === null ? [] : [`COMMENT ${quoteDefinition(comment)}`]),
  ].join(' ');
}

function keyLine({ kind, name, columns, references }: KeyEntry): string {
  const listed = `(${columns.map(displayName).join(', ')})`;
  const named = name.startsWith('SYS_CONSTRAINT_') ? '' : `constraint ${displayName(name)} `;
  if (kind !== 'foreign') return `${named}${kind === 'primary' ? 'primary key' : 'unique'} ${listed}`;
  const target = references === null ? '' : displayPath(references.table);
  return `${named}foreign key ${listed} references ${target}(${(references?.columns ?? []).map(displayName).join(', ')})`;
}

function viewDefinition(view: ViewEntry, naming: Naming): string {
  const kind = `${view.secure ? 'SECURE ' : ''}${view.sessionId === null ? '' : 'TEMPORARY '}${view.materialized ? 'MATERIALIZED ' : ''}VIEW`;
  return `create or replace ${kind} ${naming(view)}(\n${columnNames(view.columns, view.masking)}\n)${rowAccessText(view)}${commentText(view.comment, ' ')} as ${view.text};`;
}

function dynamicTableDefinition(table: TableEntry, dynamic: DynamicTable, naming: Naming): string {
  const { targetLag, refreshMode, initialize, warehouse, text } = dynamic;
  const lag = targetLag === 'DOWNSTREAM' ? targetLag : quoteDefinition(targetLag);
  const kind = `${table.kind === 'transient' ? 'transient ' : ''}dynamic table`;
  const cluster = clusterText(table.clusterBy);
  const settings = `target_lag = ${lag} refresh_mode = ${refreshMode} initialize = ${initialize} warehouse = ${displayName(warehouse)}`;
  return `create or replace ${kind} ${naming(table)}(\n${columnNames(table.columns)}\n)${cluster} ${settings}${commentText(table.comment, ' ')}\n as ${text};`;
}

const columnNames = (columns: readonly ColumnEntry[], masking: StoredRelation['masking'] = {}): string =>
  columns
    .map(({ name, comment }) =>
      [
        `\t${displayName(name)}`,
        ...maskingText(masking[name]),
        ...(comment === null ? [] : [`COMMENT ${quoteDefinition(comment)}`]),
      ].join(' '),
    )
    .join(',\n');

/** ` cluster by (…)` of what is recorded as `LINEAR(…)`. */
function clusterText(recorded: string | null): string {
  if (recorded === null) return '';
  const keys = recorded.replace(/^LINEAR\((.*)\)$/s, '$1');
  return ` cluster by ${keys.startsWith('(') ? keys : `(${keys})`}`;
}

/** A text of Snowflake's, in which a backslash escapes. */
export const quoteDefinition = (text: string): string => quoteText(text.replaceAll('\\', '\\\\'));

/** `COMMENT='…'` with what stands around it; nothing where there is no comment. */
export const commentText = (comment: string | null, before: string, after = ''): string =>
  comment === null || comment === '' ? '' : `${before}COMMENT=${quoteDefinition(comment)}${after}`;
