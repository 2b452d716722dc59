import { invalidIdentifier } from '../../errors.js';
import type { StageSource } from '../../parse/ast.js';
import { fixed, text, timestamp, VARIANT } from '../../types/snow-type.js';
import type { Emitted, ValueContext } from '../../types/typed.js';
import type { Environment } from '../frame.js';
import { positionIn } from '../placed.js';
import type { FromClause, ScopeTable } from '../scope.js';
import { renamed } from './alias.js';

/** Staged files as rows: columns by number, as many as the query asks for, and what is known of the file itself. */
export function bindStageSource(item: StageSource, environment: Environment): FromClause {
  const { context, state } = environment;
  const files = context.stages.open(item.location, item.options, context);
  const table = state.nextTable();
  let columns = 1;
  const positional = (index: number): Emitted => {
    if (files.kind === 'variant' && index > 1) throw invalidIdentifier(`$${index}`, positionIn(environment, item));
    columns = Math.max(columns, index);
    const sql = `${table}.c${index}`;
    return files.kind === 'variant'
      ? { type: VARIANT, physical: 'json', nullable: true, sql }
      : { type: text(), physical: 'varchar', nullable: true, sql };
  };
  const source: ScopeTable = { path: [], columns: fileColumns(table, context.values), positional };
  return renamed(() => `(${state.embed(files.rows(columns))}) AS ${table}`, source, item.alias, environment);
}

const fileColumns = (table: string, { nowMicros }: ValueContext): ScopeTable['columns'] => [
  {
    name: 'METADATA$FILENAME',
    value: { type: text(), physical: 'varchar', nullable: false, sql: `${table}.filename` },
  },
  {
    name: 'METADATA$FILE_ROW_NUMBER',
    value: { type: fixed(18), physical: 'bigint', nullable: false, sql: `${table}.file_row_number` },
  },
  {
    name: 'METADATA$FILE_LAST_MODIFIED',
    value: { type: timestamp('timestamp_ntz'), physical: 'timestamp', nullable: false, sql: `${table}.last_modified` },
  },
  {
    name: 'METADATA$START_SCAN_TIME',
    value: {
      type: timestamp('timestamp_ltz'),
      physical: 'timestamp',
      nullable: false,
      sql: `make_timestamp(${nowMicros})`,
    },
  },
];
