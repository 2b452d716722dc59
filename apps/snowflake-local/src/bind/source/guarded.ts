import type { AppliedPolicy, StoredRelation } from '../../catalog/entries.js';
import { displayPath } from '../../catalog/names.js';
import { objectMissing } from '../../errors.js';
import { coerceTo } from '../../types/cast/cast.js';
import type { Emitted } from '../../types/typed.js';
import type { Environment } from '../frame.js';
import type { ScopeColumn, ScopeTable } from '../scope.js';
import { functionOfPolicy, valueOver } from '../user-function.js';

/** A source in DuckDB SQL, under its name there, and what it puts in scope. */
export interface Source {
  readonly sql: string;
  readonly table: ScopeTable;
}

export const isGuarded = ({ masking, rowAccess }: StoredRelation): boolean =>
  masking !== undefined || rowAccess !== undefined;

/** The rows of a table or view that its policy lets through, with its masked columns as their policies show them. */
export function guarded(relation: StoredRelation, given: Source, environment: Environment): Source {
  if (!isGuarded(relation)) return given;
  const { masking = {}, rowAccess } = relation;
  const { columns, rowId } = given.table;
  const alias = environment.state.nextTable();
  const seen = columns.map((column): ScopeColumn => {
    const applied = masking[column.name];
    if (applied === undefined) return column;
    const shown = policyValue(applied, columns, environment);
    return { ...column, value: coerceTo(shown, column.value.type, environment.context.values) };
  });
  const where = rowAccess === undefined ? '' : ` WHERE ${policyValue(rowAccess, columns, environment).sql}`;
  const items = [
    ...seen.map(({ value }, at) => `${value.sql} AS c${at}`),
    ...(rowId === undefined ? [] : [`${rowId} AS r`]),
  ];
  const named = seen.map((column, at): ScopeColumn => {
    const { literal: _, ...value } = column.value;
    return { ...column, value: { ...value, sql: `${alias}.c${at}` } };
  });
  return {
    sql: `(SELECT ${items.join(', ')} FROM ${given.sql}${where}) AS ${alias}`,
    table: { path: given.table.path, columns: named, ...(rowId !== undefined && { rowId: `${alias}.r` }) },
  };
}

function policyValue(applied: AppliedPolicy, columns: readonly ScopeColumn[], environment: Environment): Emitted {
  const policy = environment.context.catalog.policy(applied.policy);
  const { database, schema, name } = applied.policy;
  if (policy === undefined) throw objectMissing('Policy', displayPath([database, schema, name]));
  const args = applied.columns.flatMap((wanted) => columns.find((column) => column.name === wanted)?.value ?? []);
  return valueOver(functionOfPolicy(policy), args, environment);
}
