import { duckIdentifier } from '../../catalog/duck-name.js';
import type { Relation as CatalogRelation, SystemViewEntry, TableEntry, ViewEntry } from '../../catalog/entries.js';
import { missingObject } from '../../catalog/missing.js';
import { displayPath, qualify } from '../../catalog/names.js';
import { compilationError, SqlError, unsupported } from '../../errors.js';
import type { Query, TableSource } from '../../parse/ast.js';
import { parseQuery } from '../../parse/parse.js';
import { text } from '../../types/snow-type.js';
import { unreachable } from '../../unreachable.js';
import { CommonTables } from '../common-tables.js';
import { namePartsIn } from '../dynamic-name.js';
import { type Environment, Frame } from '../frame.js';
import { positionIn } from '../placed.js';
import { placeholderFor } from '../placeholder.js';
import { type OutColumn, ROW_COUNTS } from '../query.js';
import { relationColumns } from '../relation.js';
import type { FromClause } from '../scope.js';
import { renamed } from './alias.js';
import { columnsFrom } from './columns-from.js';
import { guarded } from './guarded.js';
import { historyView, isHistoryView } from './history.js';
import { bindStream } from './stream.js';

/** A name in FROM: a table of WITH, or else a table or view of the catalog. */
export function bindTableSource(item: TableSource, environment: Environment, outer: Frame | null): FromClause {
  const parts = namePartsIn(item.name, new Frame(environment, undefined, outer, true));
  const [only] = parts;
  const common = parts.length === 1 && only !== undefined ? environment.tables.find(only) : undefined;
  if (common !== undefined && only !== undefined) {
    common.references += 1;
    environment.state.commonReferences += 1;
    // Its own tables are counted where it is defined: once.
    if (common.references > 1 || common.recursive) environment.state.scans = null;
    return columnsFrom(common.duckName, [only], common.columns, item, environment);
  }
  if (isHistoryView(parts)) {
    const { sql, columns } = historyView(environment);
    return columnsFrom(`(${sql})`, parts, columns, item, environment);
  }
  const { catalog, session } = environment.context;
  const relation = catalog.findRelation(parts, session);
  const stream = relation === undefined ? catalog.findStream(parts, session) : undefined;
  if (stream !== undefined) return bindStream(stream, item, environment);
  if (relation === undefined && parts.length === 1 && only === 'DUAL') return dual(item, environment);
  if (relation === undefined) {
    const name = { ...qualify(parts, session), shown: displayPath(parts) };
    throw missingObject('Object', name, catalog, positionIn(environment, item));
  }
  return bindCatalogRelation(relation, item, environment);
}

const DUMMY: OutColumn = { name: 'DUMMY', type: text(1), physical: 'varchar', nullable: false };

/** One row, for statements that need a FROM. A table of one's own of that name comes first. */
const dual = (item: TableSource, environment: Environment): FromClause =>
  columnsFrom("(SELECT 'X' AS c0)", ['DUAL'], [DUMMY], item, environment);

function bindCatalogRelation(relation: CatalogRelation, item: TableSource, environment: Environment): FromClause {
  switch (relation.kind) {
    case 'permanent':
    case 'transient':
    case 'temporary':
      return bindTable(relation, item, environment);
    case 'view':
      return bindView(relation, item, environment);
    case 'system':
      return bindSystemView(relation, item, environment);
    default:
      return unreachable(relation);
  }
}

const pathOf = ({ database, schema, name }: TableEntry | ViewEntry | SystemViewEntry): readonly string[] => [
  database,
  schema,
  name,
];

/**
 * What a table holds is counted before the SQL runs, a few tables at a time, and where the statement reads it alone: a query
 * over all tables at once costs DuckDB more than their number.
 */
function bindSystemView(view: SystemViewEntry, item: TableSource, environment: Environment): FromClause {
  const { state, context } = environment;
  const table = state.nextTable();
  const counts = placeholderFor(state.calls.length, context.text);
  const sql = view.sql(view.rowCount < 0 ? 'NULL' : counts);
  if (view.rowCount >= 0) {
    const neededBy = `${table}.c${view.rowCount}`;
    state.calls.push({ name: ROW_COUNTS, args: [view.database], placeholder: counts, neededBy });
  }
  const source = { path: pathOf(view), columns: relationColumns(table, view.columns) };
  return renamed(`(${state.embed(sql)}) AS ${table}`, source, item.alias, environment);
}

function bindTable(entry: TableEntry, item: TableSource, environment: Environment): FromClause {
  const { state } = environment;
  if (entry.dynamic !== undefined && entry.dynamic.refreshedOn === null) {
    throw compilationError(
      '002003',
      '42601',
      `Dynamic table '${displayPath([entry.name])}' is not initialized. Refresh it before it is read.`,
      positionIn(environment, item),
    );
  }
  state.reads.add(entry.id);
  state.scans?.push(entry.id);
  const table = state.nextTable();
  const source = { path: pathOf(entry), columns: tableColumns(entry, table), rowId: `${table}.rowid` };
  const seen = guarded(entry, { sql: `${entry.duckName} AS ${table}`, table: source }, environment);
  return renamed(seen.sql, seen.table, item.alias, environment);
}

/** A stored table's columns, under the DuckDB alias `table`. */
export function tableColumns(entry: TableEntry, table: string) {
  const source = { database: entry.database, schema: entry.schema, table: entry.name };
  return entry.columns.map(({ name, type, physical, nullable }) => ({
    name,
    value: { type, physical, nullable, sql: `${table}.${duckIdentifier(name)}` },
    source,
  }));
}

const parsed = new WeakMap<ViewEntry, Query>();
const DEEPEST_VIEW = 100;

/** A view is its query, bound again each time: names in it are those of its own schema, types those of its tables now. */
function bindView(view: ViewEntry, item: TableSource, environment: Environment): FromClause {
  const { state } = environment;
  if (state.viewDepth >= DEEPEST_VIEW) {
    throw unsupported(`more than ${DEEPEST_VIEW} views inside each other`, positionIn(environment, item));
  }
  const query = parsed.get(view) ?? parseQuery(view.text);
  parsed.set(view, query);
  state.viewDepth += 1;
  const relation = expanded(view, () => environment.binders.query(query, viewEnvironment(view, environment), null));
  state.viewDepth -= 1;
  const columns = relation.columns.map(({ source: _, ...column }, index) => ({
    ...column,
    name: view.columns[index]?.name ?? column.name,
  }));
  const table = environment.state.nextTable();
  const source = { path: pathOf(view), columns: relationColumns(table, columns) };
  const seen = guarded(view, { sql: `(${relation.sql}) AS ${table}`, table: source }, environment);
  return renamed(seen.sql, seen.table, item.alias, environment);
}

/** What is wrong with a view's query by now is said of the view. */
function expanded<T>(view: ViewEntry, bind: () => T): T {
  try {
    return bind();
  } catch (error) {
    if (!(error instanceof SqlError) || !OF_A_VIEW.has(error.code)) throw error;
    const name = displayPath([view.name]);
    const message = `SQL compilation error:\nFailure during expansion of view '${name}': ${error.message}`;
    throw new SqlError('002037', '42601', message);
  }
}

/** Names that have gone, and columns that have changed, since it was made. */
const OF_A_VIEW: ReadonlySet<string> = new Set(['002003', '000904', '002140', '001044', '002028', '002037']);

function viewEnvironment(view: ViewEntry, environment: Environment): Environment {
  const { scriptVariables: _, ...context } = environment.context;
  const session = { ...context.session, database: view.database, schema: view.schema };
  return { ...environment, context: { ...context, session, text: view.text, binds: [] }, tables: CommonTables.NONE };
}
