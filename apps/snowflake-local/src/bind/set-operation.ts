import { SqlError } from '../errors.js';
import { setOperationText } from '../generate/set-operation.js';
import { valuesText } from '../generate/values.js';
import type { Span } from '../parse/ast.js';
import { unify } from '../types/common-type.js';
import { sortKey } from '../types/forms.js';
import type { Emitted } from '../types/typed.js';
import type { Environment } from './frame.js';
import { placed, positionIn } from './placed.js';
import type { OutColumn } from './query.js';
import { type Relation, relationValue } from './relation.js';
import { distinctRows, hasEqualForms } from './select/distinct.js';

/** Combines queries by one operator: names come from the first, each column takes the type that all of them fit. */
export function combine(
  operator: 'union' | 'union_all' | 'intersect' | 'except',
  relations: readonly Relation[],
  node: Span,
  environment: Environment,
): Relation {
  const [first] = relations;
  if (first === undefined) throw new Error('A set operation has operands');
  checkWidths(relations, node, environment);
  const columns = first.columns.map((_, index) =>
    combinedColumn(
      relations.map((relation) => relation.columns[index]).filter((column) => column !== undefined),
      node,
      environment,
    ),
  );
  if (operator === 'union_all') {
    return { sql: setOperationText(operator, branches(relations, columns, environment)), columns };
  }
  const queries = relations.map((relation) => converted(relation, columns, environment));
  if (!columns.some(hasEqualForms)) return { sql: setOperationText(operator, queries), columns };
  if (operator === 'union') return distinctRows({ sql: setOperationText('union_all', queries), columns }, environment);
  return distinctRows({ sql: byKeys(operator, queries, columns, environment), columns }, environment);
}

/**
 * The branches of a UNION ALL in equal columns, rows of literals that follow each other as one: what DuckDB runs a branch
 * for grows with the number of them squared, and programs write their data so.
 */
function branches(
  relations: readonly Relation[],
  columns: readonly OutColumn[],
  environment: Environment,
): readonly string[] {
  const found: string[] = [];
  let rows: (readonly string[])[] = [];
  const close = () => {
    if (rows.length > 0) found.push(rowsText(rows, columns, environment));
    rows = [];
  };
  for (const relation of relations) {
    if (relation.literals !== undefined) {
      rows.push(convertedRow(relation.literals, relation, columns, environment));
      continue;
    }
    close();
    found.push(converted(relation, columns, environment));
  }
  close();
  return found;
}

function rowsText(rows: readonly (readonly string[])[], columns: readonly OutColumn[], environment: Environment) {
  const names = columns.map((_, index) => `c${index}`).join(', ');
  return `SELECT ${names} FROM (${valuesText(rows)}) AS ${environment.state.nextTable()}(${names})`;
}

const convertedRow = (
  literals: readonly string[],
  relation: Relation,
  columns: readonly OutColumn[],
  environment: Environment,
): readonly string[] =>
  literals.map((sql, index) => {
    const column = relation.columns[index];
    if (column === undefined) throw new Error('A row has a value for each column');
    return convert({ ...relationValue('', column, index), sql }, columns[index], environment).sql;
  });

/** INTERSECT and EXCEPT of rows that are equal by their keys: those of the first query that the others have, or have not. */
function byKeys(
  operator: 'intersect' | 'except',
  queries: readonly string[],
  columns: readonly OutColumn[],
  environment: Environment,
): string {
  const [first = '', ...others] = queries;
  const keysOf = (table: string) =>
    columns.map((column, index) => sortKey(relationValue(table, column, index), environment.context.values));
  const table = environment.state.nextTable();
  const own = keysOf(table);
  const conditions = others.map((query) => {
    const other = environment.state.nextTable();
    const equal = keysOf(other).map((key, index) => `${key} IS NOT DISTINCT FROM ${own[index]}`);
    const exists = `EXISTS (SELECT 1 FROM (${query}) AS ${other} WHERE ${equal.join(' AND ')})`;
    return operator === 'except' ? `NOT ${exists}` : exists;
  });
  return `SELECT * FROM (${first}) AS ${table} WHERE ${conditions.join(' AND ')}`;
}

function checkWidths(relations: readonly Relation[], node: Span, environment: Environment): void {
  const expected = relations[0]?.columns.length ?? 0;
  const at = relations.findIndex((relation) => relation.columns.length !== expected);
  if (at < 0) return;
  const got = relations[at]?.columns.length;
  const detail = `invalid number of result columns for set operator input branches, expected ${expected}, got ${got} in branch ${at + 1}`;
  throw new SqlError('001789', '42601', `SQL compilation error:\n${detail}`, positionIn(environment, node));
}

function combinedColumn(columns: readonly OutColumn[], node: Span, environment: Environment): OutColumn {
  const [first] = columns;
  if (first === undefined) throw new Error('A column has operands');
  const values = columns.map((column) => relationValue('', column, 0));
  const unified = placed(
    () => positionIn(environment, node),
    () => unify(values, environment.context.values),
  );
  const [one] = unified;
  if (one === undefined) throw new Error('A column has operands');
  const untyped = columns.every((column) => column.untyped === true);
  return {
    name: first.name,
    type: one.type,
    physical: one.physical,
    nullable: columns.some((column) => column.nullable),
    ...(untyped && { untyped }),
  };
}

/** The relation with its columns in the given types and forms; as it is where it has them already. */
export function converted(relation: Relation, columns: readonly OutColumn[], environment: Environment): string {
  const table = environment.state.nextTable();
  const values = relation.columns.map((column, index) => relationValue(table, column, index));
  const changed = values.map((value, index) => convert(value, columns[index], environment));
  if (changed.every((value, index) => value.sql === values[index]?.sql)) return relation.sql;
  return `SELECT ${changed.map(({ sql }, index) => `${sql} AS c${index}`).join(', ')} FROM (${relation.sql}) AS ${table}`;
}

function convert(value: Emitted, column: OutColumn | undefined, environment: Environment): Emitted {
  if (column === undefined) throw new Error('Branches have equal widths');
  const model: Emitted = { type: column.type, physical: column.physical, nullable: true, sql: '' };
  const [unified] = unify([value, model], environment.context.values);
  if (unified === undefined) throw new Error('A value stays one');
  return unified;
}
