import type { OutColumn } from '../../bind/query.js';
import { SqlError, unsupported } from '../../errors.js';
import type { DuckRunner } from '../../execute/duck.js';
import type { PreparedStatement, PrepareRequest } from '../../execute/statement.js';
import type { Show } from '../../parse/ast.js';
import { statementContext } from '../statement-context.js';
import { commandStatement, STATEMENT_TYPE } from '../status.js';
import { ROLES, USERS, WAREHOUSES } from './account.js';
import { COLUMNS } from './columns.js';
import { DATABASES, SCHEMAS } from './containers.js';
import { EXPORTED_KEYS, IMPORTED_KEYS, PRIMARY_KEYS, UNIQUE_KEYS } from './keys.js';
import { type ListedRow, type Listing, wireCell } from './listing.js';
import { NONE_HERE } from './none-here.js';
import { likePattern } from './pattern.js';
import { DYNAMIC_TABLES, OBJECTS, TABLES, VIEWS } from './relations.js';
import { FUNCTIONS, PROCEDURES } from './routines.js';
import { type BareName, showScope } from './scope.js';
import { SEQUENCES } from './sequences.js';
import { LOCKS, PARAMETERS, TRANSACTIONS, VARIABLES } from './session.js';
import { FILE_FORMATS, STAGES } from './stages.js';
import { TAGS } from './tags.js';

interface Shown {
  readonly listing: Listing;
  readonly bare: BareName;
}

/** What SHOW lists, by the words behind it; `bare` is what `IN name` means there. */
const SHOWN: Readonly<Record<string, Shown>> = {
  TABLES: { listing: TABLES, bare: 'schema' },
  'DYNAMIC TABLES': { listing: DYNAMIC_TABLES, bare: 'schema' },
  VIEWS: { listing: VIEWS, bare: 'schema' },
  OBJECTS: { listing: OBJECTS, bare: 'schema' },
  COLUMNS: { listing: COLUMNS, bare: 'relation' },
  SCHEMAS: { listing: SCHEMAS, bare: 'database' },
  DATABASES: { listing: DATABASES, bare: 'database' },
  STAGES: { listing: STAGES, bare: 'schema' },
  'FILE FORMATS': { listing: FILE_FORMATS, bare: 'schema' },
  SEQUENCES: { listing: SEQUENCES, bare: 'schema' },
  TAGS: { listing: TAGS, bare: 'schema' },
  PROCEDURES: { listing: PROCEDURES, bare: 'schema' },
  FUNCTIONS: { listing: FUNCTIONS, bare: 'schema' },
  'USER FUNCTIONS': { listing: FUNCTIONS, bare: 'schema' },
  'USER PROCEDURES': { listing: PROCEDURES, bare: 'schema' },
  WAREHOUSES: { listing: WAREHOUSES, bare: 'database' },
  ROLES: { listing: ROLES, bare: 'database' },
  USERS: { listing: USERS, bare: 'database' },
  PARAMETERS: { listing: PARAMETERS, bare: 'database' },
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
  const shown = Object.hasOwn(SHOWN, ast.object) ? SHOWN[ast.object] : undefined;
  if (shown === undefined) throw unsupported(`SHOW ${ast.object}`);
  const { bare } = shown;
  const listing = ast.history ? shown.listing.history : shown.listing;
  if (listing === undefined) throw unsupported(`SHOW ${ast.object} HISTORY`);
  const kept = keptColumns(ast, listing);
  const scope = ignoresScope(ast.object)
    ? ({ kind: 'account' } as const)
    : showScope(ast, bare, statementContext(request));
  const columns = kept.map((at) => listing.columns[at]).filter((column): column is OutColumn => column !== undefined);
  return commandStatement(STATEMENT_TYPE.show, {
    columns,
    transaction: 'read',
    run: async (execution) => {
      const context = statementContext(request, execution.catalog.view);
      const rows = chosen(ast, listing.rows(scope, context, execution));
      const cells = await withCounts(rows, execution.duck);
      return { columns, rows: { kind: 'values', cells: cells.map((row) => kept.map((at) => row[at] ?? null)) } };
    },
  });
}

/** Account-wide lists: the IN clause of `SHOW PARAMETERS IN SESSION` and the like names nothing to look in. */
const ignoresScope = (object: string): boolean =>
  ['PARAMETERS', 'VARIABLES', 'TRANSACTIONS', 'LOCKS', 'WAREHOUSES', 'ROLES', 'USERS', 'DATABASES'].includes(object);

/** Positions of the columns that the answer has. */
function keptColumns(ast: Show, { columns, terse }: Listing): readonly number[] {
  const all = columns.map((_, at) => at);
  if (!ast.terse) return all;
  if (terse === undefined) throw unsupported(`SHOW TERSE ${ast.object}`);
  return terse.map((name) => columns.findIndex((column) => column.name === name)).filter((at) => at >= 0);
}

function chosen(ast: Show, rows: readonly ListedRow[]): readonly ListedRow[] {
  const { like, startsWith, limit } = ast;
  const matches = like === undefined ? () => true : likePattern(like);
  if (limit !== undefined && (limit.rows < 0 || limit.rows > MOST_ROWS)) {
    throw new SqlError('001003', '42000', `SQL compilation error:\nLIMIT of SHOW must be between 0 and ${MOST_ROWS}.`);
  }
  const from = limit?.from;
  return rows
    .filter(({ name }) => matches(name) && (startsWith === undefined || name.startsWith(startsWith)))
    .filter(({ name }) => from === undefined || name > from)
    .slice(0, limit?.rows ?? MOST_ROWS);
}

/** Cells as wire text, the numbers of rows filled in by few queries, however many tables there are. */
async function withCounts(
  rows: readonly ListedRow[],
  duck: DuckRunner,
): Promise<readonly (readonly (string | null)[])[]> {
  const counts = new Map<number, string>();
  const counted = rows.flatMap(({ computed }, at) => (computed === undefined ? [] : [{ at, sql: computed.sql }]));
  for (let first = 0; first < counted.length; first += COUNTS_AT_ONCE) {
    const batch = counted.slice(first, first + COUNTS_AT_ONCE);
    const selects = batch.map(({ at, sql }) => `SELECT ${at}, (${sql})`);
    for (const [at, count] of await countsOf(selects, duck)) counts.set(Number(at), String(count));
  }
  return rows.map(({ cells, computed }, at) => {
    const wire = cells.map(wireCell);
    return computed === undefined ? wire : wire.with(computed.at, counts.get(at) ?? null);
  });
}

const COUNTS_AT_ONCE = 200;

/** Another session may drop a table between the list and the count: that one is counted no more, the others are. */
async function countsOf(selects: readonly string[], duck: DuckRunner): Promise<readonly (readonly unknown[])[]> {
  try {
    return await duck.rows(selects.join(' UNION ALL '));
  } catch (error) {
    if (!(error instanceof Error && error.message.includes('Catalog Error'))) throw error;
    if (selects.length === 1) return [];
    const middle = selects.length >> 1;
    return [...(await countsOf(selects.slice(0, middle), duck)), ...(await countsOf(selects.slice(middle), duck))];
  }
}
