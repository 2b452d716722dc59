import { identityText } from '../../catalog/counter.js';
import type { Relation } from '../../catalog/entries.js';
import type { SnowType } from '../../types/snow-type.js';
import { unreachable } from '../../unreachable.js';
import type { StatementContext } from '../statement-context.js';
import { type Listing, listed, type ShowScope, schemasIn, sorted } from './listing.js';

export const COLUMNS: Listing = {
  columns: listed(
    'table_name',
    'schema_name',
    'column_name',
    'data_type',
    'null?',
    'default',
    'kind',
    'expression',
    'comment',
    'database_name',
    'autoincrement',
    'schema_evolution_record',
  ),
  rows: (scope, context) =>
    relationsIn(scope, context).flatMap((relation) =>
      relation.columns.map((column) => ({
        name: column.name,
        cells: [
          ...[relation.name, relation.schema, column.name, typeDescription(column.type, column.nullable)],
          ...[column.nullable ? 'true' : 'NOT_NULL', column.default ?? '', 'COLUMN', '', column.comment ?? ''],
          ...[relation.database, column.identity === undefined ? '' : identityText(column.identity), null],
        ],
      })),
    ),
};

function relationsIn(scope: ShowScope, context: StatementContext): readonly Relation[] {
  if (scope.kind !== 'relation') {
    return schemasIn(scope, context).flatMap((schema) => sorted(context.catalog.relations(schema)));
  }
  const relation = context.catalog.relation(scope);
  return relation === undefined ? [] : [relation];
}

/** A type as SHOW COLUMNS writes it: JSON with Snowflake's internal attributes. */
function typeDescription(type: SnowType, nullable: boolean): string {
  const name = type.kind === 'object' && type.map !== undefined ? 'MAP' : type.kind.toUpperCase();
  switch (type.kind) {
    case 'fixed':
      return JSON.stringify({ type: name, precision: type.precision, scale: type.scale, nullable });
    case 'text':
      return JSON.stringify({
        type: name,
        length: type.length,
        byteLength: Math.min(type.length * 4, MAX_BYTES),
        nullable,
        fixed: false,
      });
    case 'binary':
      return JSON.stringify({ type: name, length: type.length, byteLength: type.length, nullable, fixed: true });
    case 'time':
    case 'timestamp_ntz':
    case 'timestamp_ltz':
    case 'timestamp_tz':
      return JSON.stringify({ type: name, precision: 0, scale: type.scale, nullable });
    case 'real':
    case 'boolean':
    case 'date':
    case 'variant':
    case 'object':
    case 'array':
      return JSON.stringify({ type: name, nullable });
    default:
      return unreachable(type);
  }
}

const MAX_BYTES = 16_777_216;
