import type { FunctionEntry, PolicyEntry, ProcedureParameter, ReturnedColumn } from '../catalog/entries.js';
import { invalidArgumentTypes, SqlError, unsupported } from '../errors.js';
import type { FunctionCall } from '../parse/ast.js';
import { parseBody } from '../parse/parse.js';
import { coerceTo } from '../types/cast/cast.js';
import { duckType, narrowForm } from '../types/physical.js';
import { type SnowType, typeText } from '../types/snow-type.js';
import type { Emitted } from '../types/typed.js';
import { CommonTables } from './common-tables.js';
import { type Environment, Frame } from './frame.js';
import type { FromClause, ScopeColumn } from './scope.js';

/** Functions that users made: SQL that stands in the place of the call, its parameters as columns around it. */

const DEEPEST = 100;

export interface GivenArgument {
  readonly name?: string;
  readonly value: Emitted;
}

/** A function of the user's, with a value for each of its parameters. */
export interface CalledFunction {
  readonly entry: FunctionEntry;
  readonly args: readonly Emitted[];
}

export const returnsRows = (
  entry: FunctionEntry,
): entry is FunctionEntry & {
  readonly returns: { readonly kind: 'table'; readonly columns: readonly ReturnedColumn[] };
} => entry.returns.kind === 'table';

/**
 * The function among those of a name that takes such arguments, types that fit exactly before those that are converted.
 * @throws SqlError 001044 where none does
 */
export function chooseFunction(
  named: readonly FunctionEntry[],
  given: readonly GivenArgument[],
  call: FunctionCall,
  frame: Frame,
): CalledFunction {
  const fitting = named.flatMap((entry) => {
    const placed = placedArguments(entry, given, frame);
    return placed === undefined ? [] : [{ entry, ...placed }];
  });
  const [best] = fitting.sort((left, right) => right.exact - left.exact);
  if (best !== undefined) return best;
  const types = given.map(({ value }) => typeText(value.type)).join(', ');
  throw invalidArgumentTypes(named[0]?.name ?? '', `(${types})`, frame.positionOf(call));
}

function placedArguments(entry: FunctionEntry, given: readonly GivenArgument[], frame: Frame) {
  const { parameters } = entry;
  const taken = parameters.map((parameter, at) =>
    given.find(({ name }, index) => (name === undefined ? index === at : name === parameter.name)),
  );
  if (new Set(taken.filter((one) => one !== undefined)).size !== given.length) return undefined;
  let exact = 0;
  const args: Emitted[] = [];
  for (const [at, parameter] of parameters.entries()) {
    const value = taken[at]?.value ?? presetOf(parameter, entry, frame);
    if (value === undefined) return undefined;
    if (value.type.kind === parameter.type.kind) exact += 1;
    const converted = fitted(value, parameter.type, frame);
    if (converted === undefined) return undefined;
    args.push(converted);
  }
  return { args, exact };
}

function presetOf({ default: text }: ProcedureParameter, entry: FunctionEntry, frame: Frame): Emitted | undefined {
  if (text === null) return undefined;
  const body = parseBody(text);
  if (body.kind !== 'expression') return undefined;
  return new Frame(bodyEnvironment(entry, frame.environment, text)).bind(body.expression);
}

function fitted(value: Emitted, type: SnowType, frame: Frame): Emitted | undefined {
  try {
    return coerceTo(value, type, frame.values);
  } catch (error) {
    if (error instanceof SqlError && error.code === '001007') return undefined;
    throw error;
  }
}

/** Names in a body are those of the function's own schema. */
function bodyEnvironment(entry: FunctionEntry, environment: Environment, text = entry.body): Environment {
  const { scriptVariables: _, ...context } = environment.context;
  const session = { ...context.session, database: entry.database, schema: entry.schema };
  return { ...environment, context: { ...context, session, text, binds: [] }, tables: CommonTables.NONE };
}

/** Parameters as the columns of a source that `sql` gives. */
function parameterScope(entry: FunctionEntry, values: readonly Emitted[], sql: string | null): FromClause {
  const columns = entry.parameters.flatMap(({ name }, at): readonly ScopeColumn[] => {
    const value = values[at];
    return value === undefined ? [] : [{ name, value }];
  });
  return { sql: () => sql, tables: [{ path: [entry.name], columns }], columns };
}

/** The arguments as one row, and as the columns of it. */
function argumentRow(args: readonly Emitted[], environment: Environment) {
  const table = environment.state.nextTable();
  const items = args.map(({ sql, type, physical }, at) => `CAST(${sql} AS ${duckType(type, physical)}) AS c${at}`);
  const values = args.map(({ literal: _, ...value }, at): Emitted => ({ ...value, sql: `${table}.c${at}` }));
  return { sql: `(SELECT ${items.length === 0 ? '1 AS c0' : items.join(', ')}) AS ${table}`, values };
}

function deeper<T>(entry: FunctionEntry, environment: Environment, bind: () => T): T {
  const { state } = environment;
  if (state.viewDepth >= DEEPEST) throw unsupported(`more than ${DEEPEST} functions inside each other: ${entry.name}`);
  state.viewDepth += 1;
  const bound = bind();
  state.viewDepth -= 1;
  return bound;
}

/** The value of a call. */
export function valueOfFunction({ entry, args }: CalledFunction, environment: Environment): Emitted {
  const { returns } = entry;
  if (returns.kind === 'table') throw unsupported(`table function ${entry.name} outside of FROM`);
  const body = parseBody(entry.body);
  const row = argumentRow(args, environment);
  const inside = bodyEnvironment(entry, environment);
  const frame = new Frame(inside, parameterScope(entry, row.values, row.sql), null, true);
  const value = deeper(entry, environment, () => bodyValue(body, frame));
  const converted = coerceTo(value, returns, frame.values);
  const missing = row.values.map(({ sql }) => `${sql} IS NULL`).join(' OR ');
  const sql = entry.strict && missing !== '' ? `CASE WHEN NOT (${missing}) THEN ${converted.sql} END` : converted.sql;
  return { type: returns, physical: converted.physical, nullable: true, sql: `(SELECT ${sql} FROM ${row.sql})` };
}

/** A policy is a function of the columns that it is given. */
export const functionOfPolicy = ({ parameters, ...policy }: PolicyEntry): FunctionEntry => ({
  ...policy,
  kind: 'function',
  parameters: parameters.map((parameter) => ({ ...parameter, default: null })),
  strict: false,
  secure: true,
});

/** The value for arguments that are columns of the rows around: it needs no row of its own. */
export function valueOver(entry: FunctionEntry, args: readonly Emitted[], environment: Environment): Emitted {
  const { returns } = entry;
  if (returns.kind === 'table') throw unsupported(`table function ${entry.name} outside of FROM`);
  const given = entry.parameters.flatMap(({ type }, at) => {
    const value = args[at];
    return value === undefined ? [] : [coerceTo(value, type, environment.context.values)];
  });
  const inside = bodyEnvironment(entry, environment);
  const frame = new Frame(inside, parameterScope(entry, given, null), null, true);
  const value = deeper(entry, environment, () => bodyValue(parseBody(entry.body), frame));
  return coerceTo(value, returns, frame.values);
}

function bodyValue(body: ReturnType<typeof parseBody>, frame: Frame): Emitted {
  if (body.kind === 'expression') return frame.within('where', () => frame.bind(body.expression));
  const { start, end } = body.query;
  return frame.bind({ kind: 'subquery', query: body.query, start, end });
}

/** The rows of a call in FROM: a DuckDB source without a name, with the columns c0 to cn. */
export function rowsOfFunction({ entry, args }: CalledFunction, environment: Environment) {
  const { returns } = entry;
  if (returns.kind !== 'table') throw unsupported(`function ${entry.name} in FROM, which gives a value`);
  const body = parseBody(entry.body);
  if (body.kind !== 'query') throw unsupported('body of a table function that is no query');
  const row = argumentRow(args, environment);
  const frame = new Frame(bodyEnvironment(entry, environment), parameterScope(entry, row.values, row.sql), null, true);
  const relation = deeper(entry, environment, () => frame.query(body.query));
  if (relation.columns.length !== returns.columns.length) {
    const detail = `SQL compilation error:\nThe body of table function ${entry.name} gives ${relation.columns.length} columns, and ${returns.columns.length} are declared.`;
    throw new SqlError('002057', '42601', detail);
  }
  const table = environment.state.nextTable();
  const columns = relation.columns.map((column, at) => {
    const value = { ...column, sql: `${table}.c${at}` };
    const type = returns.columns[at]?.type ?? column.type;
    return { name: returns.columns[at]?.name ?? column.name, value: coerceTo(value, type, frame.values) };
  });
  const items = columns.map(({ value }, at) => `${value.sql} AS c${at}`);
  const strict = entry.strict ? row.values.map(({ sql }) => `${sql} IS NOT NULL`) : [];
  const where = strict.length === 0 ? '' : ` WHERE ${strict.join(' AND ')}`;
  return {
    sql: `(SELECT ${items.join(', ')} FROM ${row.sql}, LATERAL (${relation.sql}) AS ${table}${where})`,
    columns: columns.map(({ name, value: { type, physical } }) => ({ name, type, physical, nullable: true })),
  };
}

/** Binds a body with parameters of which nothing is known but the type. @throws SqlError for what is wrong with it */
export function checkFunction(entry: FunctionEntry, environment: Environment): void {
  const args = entry.parameters.map(({ type }): Emitted => {
    const physical = narrowForm(type);
    return { type, physical, nullable: true, sql: `CAST(NULL AS ${duckType(type, physical)})` };
  });
  if (returnsRows(entry)) rowsOfFunction({ entry, args }, environment);
  else valueOfFunction({ entry, args }, environment);
}
