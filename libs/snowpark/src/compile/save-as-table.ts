import type { SaveAsTable } from '../plan/action.js';
import { refuseTwice } from '../plan/check-names.js';
import { resolveExpr } from '../resolve/resolve.js';
import { expression } from '../sql/expression.js';
import { EMPTY, type Fragment, joined, list, sql, text } from '../sql/fragment.js';
import { objectKey, objectSql, quotedName } from '../sql/identifier.js';
import { constantSql, quoteText } from '../sql/literal.js';
import { type Build, tableSql } from './build.js';
import { conditionSql, level, outputOf } from './level.js';
import { compilePlan, queryOf, wholeSubquery } from './plan.js';
import { relation, scopeOf } from './relation.js';

/** Statements in order, and from which one on they are one transaction. */
export interface Write {
  readonly statements: readonly Fragment[];
  readonly atomicFrom: number | null;
}

/**
 * Writes a relation to a table. Whether the table exists is never asked first, since the answer could be stale: a table
 * that may be missing is made with IF NOT EXISTS, empty, and then filled.
 */
export function saveAsTable(action: SaveAsTable, build: Build): Write {
  refuseTwice(
    outputOf(compilePlan(action.plan, build).level) ?? [],
    'In the frame that is to be a table',
    "Give each a name of its own with .as('…').",
  );
  const table = text(targetName(action, build));
  const query = queryOf(action.plan, build);
  const define = (words: string): Fragment => sql`${text(words)} ${table}${tableOptions(action, build)} AS `;
  const kind = kindWord(action, build);
  const missing = sql`${define(`CREATE ${kind}TABLE IF NOT EXISTS`)}SELECT * FROM (${query}) WHERE FALSE`;
  const made = action.mustExist ? [] : [missing];
  const one = (statement: Fragment): Write => ({ statements: [statement], atomicFrom: null });
  switch (action.mode) {
    case 'errorifexists':
      return one(sql`${define(`CREATE ${kind}TABLE`)}${query}`);
    case 'ignore':
      return one(sql`${define(`CREATE ${kind}TABLE IF NOT EXISTS`)}${query}`);
    case 'append': {
      const columns = action.columnOrder === 'name' ? columnList(action, build) : EMPTY;
      return { statements: [...made, sql`INSERT INTO ${table}${columns} ${query}`], atomicFrom: null };
    }
    case 'truncate': {
      const columns = columnList(action, build);
      return { statements: [...made, sql`INSERT OVERWRITE INTO ${table}${columns} ${query}`], atomicFrom: null };
    }
    case 'overwrite': {
      if (action.overwriteCondition === undefined) return one(sql`${define(`CREATE OR REPLACE ${kind}TABLE`)}${query}`);
      const target = relation(level({ kind: 'name', sql: table }, null));
      const condition = conditionSql(resolveExpr(action.overwriteCondition, scopeOf(target)), wholeSubquery(build));
      const remove = sql`DELETE FROM ${table} WHERE ${condition}`;
      return { statements: [missing, remove, sql`INSERT INTO ${table} ${query}`], atomicFrom: 1 };
    }
  }
}

function columnList({ plan }: SaveAsTable, build: Build): Fragment {
  const columns = outputOf(compilePlan(plan, build).level);
  return columns === null ? EMPTY : sql` (${list(columns.map((name) => text(quotedName(name))))})`;
}

function kindWord({ tableType }: SaveAsTable, build: Build): string {
  if (tableType === 'permanent') return '';
  return tableType === 'temporary' && build.context.temporary.kind === 'session' ? 'TEMPORARY ' : 'TRANSIENT ';
}

/** A durable session's temporary table is a transient one in the scratch schema, found again by the name that the user gave it. */
function targetName({ table, tableType }: SaveAsTable, build: Build): string {
  const { temporary } = build.context;
  if (tableType !== 'temporary' || temporary.kind === 'session') return tableSql(table, temporary);
  const words = [temporary.sessionPrefix, ...table.filter((part) => part !== '')];
  const name = objectSql([...temporary.schema, words.join('_')]);
  build.created.push({ kind: 'table', name, lifetime: 'session', userName: objectKey(table) });
  return name;
}

function tableOptions(action: SaveAsTable, build: Build): Fragment {
  const options: Fragment[] = [];
  if (action.clusterBy !== undefined && action.clusterBy.length > 0) {
    const scope = scopeOf(compilePlan(action.plan, build));
    const keys = action.clusterBy.map((key) => expression(resolveExpr(key, scope), wholeSubquery(build)));
    options.push(sql`CLUSTER BY (${list(keys)})`);
  }
  const set = (option: string, value: boolean | number | undefined): void => {
    if (value !== undefined) options.push(text(`${option} = ${constantSql(value)}`));
  };
  set('ENABLE_SCHEMA_EVOLUTION', action.enableSchemaEvolution);
  set('DATA_RETENTION_TIME_IN_DAYS', action.dataRetentionDays);
  set('MAX_DATA_EXTENSION_TIME_IN_DAYS', action.maxDataExtensionDays);
  set('CHANGE_TRACKING', action.changeTracking);
  if (action.copyGrants === true) options.push(text('COPY GRANTS'));
  if (action.comment !== undefined) options.push(text(`COMMENT = ${quoteText(action.comment)}`));
  return options.length === 0 ? EMPTY : sql` ${joined(options, ' ')}`;
}
