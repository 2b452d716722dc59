import type { OutColumn } from '../../bind/query.js';
import { SqlError, unsupported } from '../../errors.js';
import type { DuckRunner } from '../../execute/duck.js';
import type { PreparedStatement, PrepareRequest } from '../../execute/statement.js';
import type { Show } from '../../parse/ast.js';
import { numbersOf } from '../numbers-of-tables.js';
import { statementContext } from '../statement-context.js';
import { commandStatement, STATEMENT_TYPE } from '../status.js';
import { ROLES, WAREHOUSES } from './account.js';
import { COLUMNS } from './columns.js';
import { DATABASES, SCHEMAS } from './containers.js';
import { EXPORTED_KEYS, IMPORTED_KEYS, PRIMARY_KEYS, UNIQUE_KEYS } from './keys.js';
import { type ListedRow, type Listing, listed, wireCell } from './listing.js';
import { NONE_HERE } from './none-here.js';
import { parametersOf } from './parameters.js';
import { likePattern } from './pattern.js';
import { MASKING_POLICIES, ROW_ACCESS_POLICIES } from './policies.js';
import { DYNAMIC_TABLES, MATERIALIZED_VIEWS, OBJECTS, TABLES, VIEWS } from './relations.js';
import { FUNCTIONS, PROCEDURES } from './routines.js';
import { type BareName, showScope } from './scope.js';
import { SEQUENCES } from './sequences.js';
import { LOCKS, TRANSACTIONS, VARIABLES } from './session.js';
import { FILE_FORMATS, STAGES } from './stages.js';
import { STREAMS } from './streams.js';
import { TAGS } from './tags.js';
import { TASKS } from './tasks.js';
import { USERS } from './users.js';

interface Shown {
  readonly listing: Listing;
  readonly bare: BareName;
}

/** What SHOW lists, by the words behind it; `bare` is what `IN name` means there. */
const SHOWN: Readonly<Record<string, Shown>> = {
  TABLES: { listing: TABLES, bare: 'schema' },
  'DYNAMIC TABLES': { listing: DYNAMIC_TABLES, bare: 'schema' },
  VIEWS: { listing: VIEWS, bare: 'schema' },
  'MATERIALIZED VIEWS': { listing: MATERIALIZED_VIEWS, bare: 'schema' },
  OBJECTS: { listing: OBJECTS, bare: 'schema' },
  COLUMNS: { listing: COLUMNS, bare: 'relation' },
  SCHEMAS: { listing: SCHEMAS, bare: 'database' },
  DATABASES: { listing: DATABASES, bare: 'database' },
  STAGES: { listing: STAGES, bare: 'schema' },
  'FILE FORMATS': { listing: FILE_FORMATS, bare: 'schema' },
  SEQUENCES: { listing: SEQUENCES, bare: 'schema' },
  STREAMS: { listing: STREAMS, bare: 'schema' },
  'MASKING POLICIES': { listing: MASKING_POLICIES, bare: 'schema' },
  'ROW ACCESS POLICIES': { listing: ROW_ACCESS_POLICIES, bare: 'schema' },
  TASKS: { listing: TASKS, bare: 'schema' },
  TAGS: { listing: TAGS, bare: 'schema' },
  PROCEDURES: { listing: PROCEDURES, bare: 'schema' },
  FUNCTIONS: { listing: FUNCTIONS, bare: 'schema' },
  'USER FUNCTIONS': { listing: FUNCTIONS, bare: 'schema' },
  'USER PROCEDURES': { listing: PROCEDURES, bare: 'schema' },
  WAREHOUSES: { listing: WAREHOUSES, bare: 'database' },
  ROLES: { listing: ROLES, bare: 'database' },
  USERS: { listing: USERS, bare: 'database' },
  VARIABLES: { listing: VARIABLES, bare: 'database' },
  TRANSACTIONS: { listing: TRANSACTIONS, bare: 'database' },
  LOCKS: { listing: LOCKS, bare: 'database' },
  'PRIMARY KEYS': { listing: PRIMARY_KEYS, bare: 'relation' },
  'UNIQUE KEYS': { listing: UNIQUE_KEYS, bare: 'relation' },
  'IMPORTED KEYS': { listing: IMPORTED_KEYS, bare: 'relation' },
  'EXPORTED KEYS': { listing: EXPORTED_KEYS, bare: 'relation' },
  ...Object.fromEntries(
    Object.entries(NONE_HERE).map(([words, listing]): [string, Shown] => [words, { listing, bare: 'schema' }]),
  ),
};

/** Most rows that SHOW gives, as in Snowflake. */
const MOST_ROWS = 10_000;

export function prepareShow(ast: Show, request: PrepareRequest): PreparedStatement {
  const shown = shownBy(ast, request);
  if (shown === undefined) throw unsupported(`SHOW ${ast.object}`);
  const { bare } = shown;
  const listing = ast.history ? shown.listing.history : shown.listing;
  if (listing === undefined) throw unsupported(`SHOW ${ast.object} HISTORY`);
  const columns = keptColumns(ast, listing);
  const kept = columns.map(({ name }) => listing.columns.findIndex((column) => column.name === name));
  const scope = ignoresScope(ast.object)
    ? ({ kind: 'account' } as const)
    : showScope(ast, bare, statementContext(request));
  return commandStatement(STATEMENT_TYPE.show, {
    columns,
    transaction: 'read',
    run: async (execution) => {
      const context = statementContext(request, execution.catalog.view);
      const rows = chosen(ast, listing.rows(scope, context, execution));
      const cells = await withNumbers(rows, execution.duck);
      return { columns, rows: { kind: 'values', cells: cells.map((row) => kept.map((at) => row[at] ?? null)) } };
    },
  });
}

function shownBy(ast: Show, request: PrepareRequest): Shown | undefined {
  if (ast.object === 'PARAMETERS') return { listing: parametersOf(ast, statementContext(request)), bare: 'database' };
  return Object.hasOwn(SHOWN, ast.object) ? SHOWN[ast.object] : undefined;
}

/** Account-wide lists: the IN clause, where they have one, names no place to look in. */
const ignoresScope = (object: string): boolean =>
  ['PARAMETERS', 'VARIABLES', 'TRANSACTIONS', 'LOCKS', 'WAREHOUSES', 'ROLES', 'USERS', 'DATABASES'].includes(object);

/** The columns that the answer has. One of TERSE that the whole list has not is NULL, as in Snowflake. */
function keptColumns(ast: Show, { columns, terse }: Listing): readonly OutColumn[] {
  if (!ast.terse) return columns;
  if (terse === undefined) throw unsupported(`SHOW TERSE ${ast.object}`);
  return terse.flatMap((name) => columns.find((column) => column.name === name) ?? listed(name));
}

function chosen(ast: Show, rows: Iterable<ListedRow>): readonly ListedRow[] {
  const { like, startsWith, limit } = ast;
  const matches = like === undefined ? () => true : likePattern(like);
  if (limit !== undefined && (limit.rows < 0 || limit.rows > MOST_ROWS)) {
    throw new SqlError('001003', '42000', `SQL compilation error:\nLIMIT of SHOW must be between 0 and ${MOST_ROWS}.`);
  }
  const from = limit?.from;
  const most = limit?.rows ?? MOST_ROWS;
  const taken: ListedRow[] = [];
  for (const row of rows) {
    if (taken.length === most) break;
    const { name } = row;
    const isWanted = matches(name) && (startsWith === undefined || name.startsWith(startsWith));
    if (isWanted && (from === undefined || name > from)) taken.push(row);
  }
  return taken;
}

/** Cells as wire text, the numbers that DuckDB computes filled in. */
async function withNumbers(
  rows: readonly ListedRow[],
  duck: DuckRunner,
): Promise<readonly (readonly (string | null)[])[]> {
  const numbers = await numbersOf(
    rows.flatMap(({ computed }) => (computed === undefined ? [] : [computed.sql])),
    duck,
  );
  let next = 0;
  return rows.map(({ cells, computed }) => {
    const wire = cells.map(wireCell);
    if (computed === undefined) return wire;
    next += 1;
    return wire.with(computed.at, numbers[next - 1] ?? null);
  });
}
