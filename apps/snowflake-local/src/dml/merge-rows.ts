import { duckIdentifier } from '../catalog/duck-name.js';
import type { TableEntry } from '../catalog/entries.js';
import { newRowId } from '../catalog/row-ids.js';
import type { ExecutionContext } from '../execute/statement.js';
import { duplicateRow } from './duplicate-row.js';
import type { DmlCountName } from './statement.js';
import { type Incoming, stored } from './storage.js';

/** One WHEN clause, bound. */
export interface MergeAction {
  readonly kind: 'update' | 'delete' | 'insert';
  /** Its place among the clauses, from 1. */
  readonly number: number;
  /** DuckDB condition behind AND. */
  readonly when: string;
  /** New values over the join. */
  readonly incoming: readonly Incoming[];
  /** The same values as columns of the collected rows. */
  readonly held: readonly Incoming[];
  readonly counts: DmlCountName;
}

/** The collected rows: `r` identifies the target's row, NULL where there is none; `a` is the number of the clause. */
export const ROWS = '"~rows"';

/** What the clauses make of the rows of a join; rows that no clause takes are left out. */
export function mergeRows(from: string, rowId: string, actions: readonly MergeAction[]): string {
  const chosen = (kinds: (action: MergeAction) => boolean): string => {
    const arms = actions.filter(kinds).map(({ when, number }) => `WHEN ${when} THEN ${number}`);
    return arms.length === 0 ? 'NULL' : `CASE ${arms.join(' ')} END`;
  };
  const matched = chosen(({ kind }) => kind !== 'insert');
  const missing = chosen(({ kind }) => kind === 'insert');
  // A value is computed only for rows that its clause takes: it may well fail for the others.
  const values = actions.flatMap(({ number, incoming }) =>
    incoming.map(({ value }, index) => `CASE WHEN "~a" = ${number} THEN ${value.sql} END AS v${number}_${index}`),
  );
  const action = `CASE WHEN ${rowId} IS NOT NULL THEN ${matched} ELSE ${missing} END AS "~a"`;
  // DuckDB takes no alias of what holds a subquery; a join beside it does, and costs more than an alias.
  const queries = actions.some(({ when }) => when.includes('SELECT'));
  const items = [`${rowId} AS r`, queries ? '"~a"' : action, ...values];
  const source = queries ? `${from}, LATERAL (SELECT ${action}) AS "~chosen"` : from;
  return `SELECT ${items.join(', ')} FROM ${source} WHERE "~a" IS NOT NULL`;
}

/** A row that several source rows want to update, or to update and to delete, stops the statement. */
export async function refuseDuplicates(
  table: TableEntry,
  actions: readonly MergeAction[],
  execution: ExecutionContext,
): Promise<void> {
  const updates = actions.filter(({ kind }) => kind === 'update').map(({ number }) => number);
  if (updates.length === 0) return;
  const several = `SELECT r FROM ${ROWS} WHERE r IS NOT NULL GROUP BY r HAVING count(*) > 1 AND bool_or("~a" IN (${updates.join(', ')}))`;
  const [row] = await execution.duck.rows(`SELECT min(r) FROM (${several})`);
  const first = row?.[0] ?? null;
  if (first !== null) throw await duplicateRow(table, Number(first), execution);
}

/** Writes the rows that one clause takes. */
export function writeAction(table: TableEntry, action: MergeAction, { duck }: ExecutionContext): Promise<number> {
  const rows = `${ROWS} WHERE "~a" = ${action.number}`;
  switch (action.kind) {
    case 'delete':
      return duck.run(`DELETE FROM ${table.duckName} WHERE rowid IN (SELECT r FROM ${rows})`);
    case 'update': {
      const values = action.held.map((item, index) => `${stored(item)} AS c${index}`);
      const set = action.held.map(({ column }, index) => `${duckIdentifier(column.name)} = s.c${index}`);
      const one = `SELECT DISTINCT ON (r) r, ${values.join(', ')} FROM ${rows}`;
      return duck.run(`UPDATE ${table.duckName} AS t SET ${set.join(', ')} FROM (${one}) AS s WHERE t.rowid = s.r`);
    }
    case 'insert': {
      const id = newRowId(table);
      const names = [...action.held.map(({ column }) => duckIdentifier(column.name)), ...id.names];
      const values = [...action.held.map(stored), ...id.values];
      return duck.run(`INSERT INTO ${table.duckName}(${names.join(', ')}) SELECT ${values.join(', ')} FROM ${rows}`);
    }
    default:
      return unreachable(action.kind);
  }
}

function unreachable(kind: never): never {
  throw new Error(`Unknown action ${JSON.stringify(kind)}`);
}
