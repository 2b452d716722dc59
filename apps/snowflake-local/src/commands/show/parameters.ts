import { nameParts } from '../../bind/object-name.js';
import type { WarehouseEntry } from '../../catalog/entries.js';
import { displayName, qualifySchema } from '../../catalog/names.js';
import { objectMissing, unsupported } from '../../errors.js';
import type { Show } from '../../parse/ast.js';
import { PARAMETER_DESCRIPTIONS } from '../../session/parameter-descriptions.js';
import { Parameters, type ParameterValue } from '../../session/parameters.js';
import { namedObject, requiredSchema, requiredTable } from '../ddl/required.js';
import type { StatementContext } from '../statement-context.js';
import { type ListedRow, type Listing, listed } from './listing.js';

interface Shown {
  readonly name: string;
  readonly value: ParameterValue;
  readonly default: ParameterValue | undefined;
  /** Where the value was set; empty where it is the default. */
  readonly level: string;
  readonly description?: string;
}

/** SHOW PARAMETERS: of the session, unless IN says whose. */
export const parametersOf = (ast: Show, context: StatementContext): Listing => {
  const shown = parametersIn(ast, context);
  return { columns: listed('key', 'value', 'default', 'level', 'description', 'type'), rows: () => shown.map(rowOf) };
};

const rowOf = ({ name, value, default: preset, level, description }: Shown): ListedRow => ({
  name,
  cells: [
    ...[name, String(value), preset === undefined ? '' : String(preset), level],
    ...[description ?? PARAMETER_DESCRIPTIONS[name] ?? '', TYPES[typeof value] ?? 'STRING'],
  ],
});

const TYPES: Readonly<Record<string, string>> = { boolean: 'BOOLEAN', number: 'NUMBER' };

function parametersIn(ast: Show, context: StatementContext): readonly Shown[] {
  const { catalog, session } = context;
  const name = ast.in?.name;
  const [first = ''] = name === undefined ? [] : nameParts(name, context);
  switch (ast.in?.scope) {
    case undefined:
    case 'any':
      return ofSession(session.parameters, 'SESSION');
    case 'account':
      return ofSession(new Parameters(), 'ACCOUNT');
    case 'user': {
      const wanted = name === undefined ? session.user : first;
      const user = catalog.user(wanted);
      if (user === undefined) throw objectMissing('User', displayName(wanted));
      return ofSession(Parameters.of(user.parameters ?? {}), 'USER');
    }
    case 'warehouse': {
      const wanted = name === undefined ? (session.warehouse ?? '') : first;
      const warehouse = catalog.warehouse(wanted);
      if (warehouse === undefined) throw objectMissing('Warehouse', displayName(wanted));
      return ofWarehouse(warehouse);
    }
    case 'database': {
      const wanted = name === undefined ? (session.database ?? '') : first;
      const database = catalog.database(wanted);
      if (database === undefined) throw objectMissing('Database', displayName(wanted));
      return ofContainer(database.retentionDays, 'DATABASE');
    }
    case 'schema': {
      const parts = name === undefined ? [] : nameParts(name, context);
      const schema = requiredSchema(qualifySchema(parts, session, 'SHOW PARAMETERS'), catalog);
      return ofContainer(schema.retentionDays, 'SCHEMA');
    }
    case 'table': {
      if (name === undefined) break;
      const table = requiredTable(namedObject(name, context, 'SHOW PARAMETERS'), catalog);
      return ofContainer(table.retentionDays, 'TABLE').filter(({ name: each }) => OF_TABLES.has(each));
    }
    default:
  }
  throw unsupported(`SHOW PARAMETERS IN ${ast.in?.scope?.toUpperCase()}`);
}

const ofSession = (parameters: Parameters, level: string): readonly Shown[] =>
  parameters.entries().map(({ isSet, ...parameter }) => ({ ...parameter, level: isSet ? level : '' }));

const ofWarehouse = ({ maxConcurrencyLevel, ...timeouts }: WarehouseEntry): readonly Shown[] =>
  (
    [
      ['MAX_CONCURRENCY_LEVEL', maxConcurrencyLevel, 8],
      ['STATEMENT_QUEUED_TIMEOUT_IN_SECONDS', timeouts.statementQueuedTimeout, 0],
      ['STATEMENT_TIMEOUT_IN_SECONDS', timeouts.statementTimeout, 172_800],
    ] as const
  ).map(([name, value, preset]) => ({
    name,
    value,
    default: preset,
    level: value === preset ? '' : 'WAREHOUSE',
    ...(name === 'MAX_CONCURRENCY_LEVEL' && { description: CONCURRENCY }),
  }));

const CONCURRENCY =
  'Concurrency level for SQL statements (i.e. queries and DML) executed by a warehouse cluster (used to determine when ' +
  'statements are queued or additional clusters are started). Small SQL statements count as a fraction of 1.';

const RETENTION = 'DATA_RETENTION_TIME_IN_DAYS';
const OF_TABLES = new Set([RETENTION, 'DEFAULT_DDL_COLLATION', 'MAX_DATA_EXTENSION_TIME_IN_DAYS']);

/** What databases and schemas can set; here the retention alone is more than its default. */
const ofContainer = (retentionDays: number, level: string): readonly Shown[] =>
  (
    [
      [RETENTION, retentionDays, 1, 'number of days to retain the old version of deleted/updated data'],
      ['DEFAULT_DDL_COLLATION', '', '', 'Collation that is used for all the new columns created by the DDL statements'],
      ['LOG_LEVEL', 'OFF', 'OFF'],
      [
        'MAX_DATA_EXTENSION_TIME_IN_DAYS',
        14,
        14,
        'Maximum number of days to extend data retention beyond the retention period to prevent a stream becoming stale.',
      ],
      ['METRIC_LEVEL', 'NONE', 'NONE'],
      ['QUOTED_IDENTIFIERS_IGNORE_CASE', false, false],
      ['TRACE_LEVEL', 'OFF', 'OFF'],
    ] as const
  ).map(([name, value, preset, description]) => ({
    name,
    value,
    default: preset,
    level: value === preset ? '' : level,
    ...(description !== undefined && { description }),
  }));
