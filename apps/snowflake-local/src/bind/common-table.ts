import { compilationError } from '../errors.js';
import { setOperationText } from '../generate/set-operation.js';
import type { CommonTable, QueryBody, SetOperation } from '../parse/ast.js';
import { fixed, MAX_PRECISION, text } from '../types/snow-type.js';
import type { CommonTableEntry, CommonTables } from './common-tables.js';
import type { Environment, Frame } from './frame.js';
import { positionIn } from './placed.js';
import type { OutColumn } from './query.js';
import type { Relation } from './relation.js';
import { combine, converted } from './set-operation.js';
import { bindUnder } from './source/pivot-values.js';

export type BodyBinder = (body: QueryBody, environment: Environment, outer: Frame | null) => Relation;

interface Definition {
  readonly entry: CommonTableEntry;
  /** Its name, and its columns where they are listed. */
  readonly head: string;
  readonly query: string;
  readonly recursive: boolean;
  /** It must be computed once for all who read it. */
  readonly volatile: boolean;
}

/** More tables than this in one clause are computed one by one: written into each other they are more than DuckDB bears. */
const INLINED_TABLES = 200;

/**
 * Binds the tables of a WITH clause, each once however often it is used. `definitions` is the clause in DuckDB SQL in front
 * of the query given, without what that has no use for; empty where it uses none.
 */
export function bindCommonTables(
  tables: readonly CommonTable[],
  environment: Environment,
  outer: Frame | null,
  bindBody: BodyBinder,
): { tables: CommonTables; definitions: (query: string) => string } {
  let scope = environment.tables;
  const defined: Definition[] = [];
  for (const table of tables) {
    const inner = { ...environment, tables: scope };
    const definition = bindUnder(
      (query) => clauseFor(query, defined),
      () => define(table, inner, outer, bindBody),
    );
    scope = scope.with(table.name.name, definition.entry);
    defined.push(definition);
  }
  return { tables: scope, definitions: (query) => clauseFor(query, defined) };
}

function clauseFor(query: string, defined: readonly Definition[]): string {
  const used = new Set(query.match(COMMON_NAME));
  const kept: Definition[] = [];
  for (const definition of defined.toReversed()) {
    if (!used.has(definition.entry.duckName)) continue;
    kept.push(definition);
    for (const name of definition.query.match(COMMON_NAME) ?? []) used.add(name);
  }
  if (kept.length === 0) return '';
  const recursive = kept.some((definition) => definition.recursive);
  const texts = kept.reverse().map(({ head, query: body, recursive: isRecursive, volatile }) => {
    const materialized = volatile || (kept.length > INLINED_TABLES && !isRecursive);
    return `${head} AS ${materialized ? 'MATERIALIZED ' : ''}(${body})`;
  });
  return `WITH ${recursive ? 'RECURSIVE ' : ''}${texts.join(', ')} `;
}

const COMMON_NAME = /\bw\d+\b/g;

function define(table: CommonTable, environment: Environment, outer: Frame | null, bindBody: BodyBinder): Definition {
  const { state } = environment;
  const duckName = state.nextCommonTable();
  const volatileCalls = state.volatileCalls;
  const recursive = bindRecursive(table, duckName, environment, outer, bindBody);
  if (recursive !== null)
    return { ...recursive, volatile: state.volatileCalls > volatileCalls && !recursive.recursive };
  const relation = environment.binders.query(table.query, environment, outer);
  const volatile = state.volatileCalls > volatileCalls;
  return plain(relation, duckName, volatile, table, environment);
}

function named(columns: readonly OutColumn[], table: CommonTable, environment: Environment): OutColumn[] {
  const names = table.columns;
  if (names.length > 0 && names.length !== columns.length) {
    const detail = `Common table ${table.name.name} names ${names.length} column(s), its query gives ${columns.length}.`;
    throw compilationError('002016', '22000', detail, positionIn(environment, table));
  }
  return columns.map((column, index) => ({ ...column, name: names[index]?.name ?? column.name }));
}

/**
 * A table that reads itself: `anchor UNION ALL steps`, where only the steps may. Snowflake needs no RECURSIVE for it, so
 * that the steps are bound with the table's own name in scope, and whether they used it tells. Null: they did not.
 */
function bindRecursive(
  table: CommonTable,
  duckName: string,
  environment: Environment,
  outer: Frame | null,
  bindBody: BodyBinder,
): Definition | null {
  const body = unionOf(table);
  const [first, ...steps] = body?.operands ?? [];
  if (body === null || first === undefined) return null;
  const anchor = bindBody(first, environment, outer);
  let columns = named(anchor.columns, table, environment);
  for (let attempt = 0; ; attempt += 1) {
    const entry: CommonTableEntry = { duckName, columns, references: 0, recursive: true };
    const inner = { ...environment, tables: environment.tables.with(table.name.name, entry) };
    const bound = steps.map((step) => bindBody(step, inner, outer));
    const combined = combine('union_all', [{ ...anchor, columns }, ...bound], body, environment);
    if (entry.references === 0) return plain(combined, duckName, false, table, environment);
    // What a step computes from a column may be wider than the column: widen it, and bind the steps again.
    const widened = combined.columns.map((column, index) => widen(columns[index], column, attempt));
    if (widened.every((column, index) => fits(column, columns[index]))) {
      return recursion(entry, columns, anchor, bound, environment);
    }
    columns = widened;
  }
}

function unionOf(table: CommonTable): SetOperation | null {
  const { body, orderBy, limit, offset } = table.query;
  const isBare = table.query.with.length === 0 && orderBy.length === 0 && limit === undefined && offset === undefined;
  return isBare && body.kind === 'set_operation' && body.operator === 'union_all' ? body : null;
}

function plain(
  relation: Relation,
  duckName: string,
  volatile: boolean,
  table: CommonTable,
  environment: Environment,
): Definition {
  const columns = named(relation.columns, table, environment);
  const entry = { duckName, columns, references: 0, recursive: false };
  return { entry, head: duckName, query: relation.sql, recursive: false, volatile };
}

function recursion(
  entry: CommonTableEntry,
  columns: readonly OutColumn[],
  anchor: Relation,
  steps: readonly Relation[],
  environment: Environment,
): Definition {
  const names = columns.map((_, index) => `c${index}`).join(', ');
  const start = converted(anchor, columns, environment);
  const further = setOperationText(
    'union_all',
    steps.map((step) => converted(step, columns, environment)),
  );
  const nullable = columns.map((column) => ({ ...column, nullable: true }));
  return {
    entry: { ...entry, columns: nullable },
    head: `${entry.duckName}(${names})`,
    query: `${start} UNION ALL (${further})`,
    recursive: true,
    volatile: false,
  };
}

/** Types that grow a little with every step go to their limit at once, so that this ends. */
function widen(from: OutColumn | undefined, to: OutColumn, attempt: number): OutColumn {
  if (attempt === 0 || from === undefined) return to;
  if (to.type.kind === 'fixed') return { ...to, type: fixed(MAX_PRECISION, to.type.scale) };
  return to.type.kind === 'text' ? { ...to, type: text() } : to;
}

/** Whether values of `column` are held in `held` without loss: its form is the same, its type no wider where that shows. */
const fits = (column: OutColumn, held: OutColumn | undefined): boolean =>
  held !== undefined && JSON.stringify([column.type, column.physical]) === JSON.stringify([held.type, held.physical]);
