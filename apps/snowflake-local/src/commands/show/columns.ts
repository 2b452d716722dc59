import { identityText } from '../../catalog/counter.js';
import type { ColumnEntry, Relation } from '../../catalog/entries.js';
import { isVector, octetLength, type SnowType } from '../../types/snow-type.js';
import { unreachable } from '../../unreachable.js';
import type { StatementContext } from '../statement-context.js';
import { type Cell, type Listing, listed, type ShowScope, schemasIn, sorted } from './listing.js';

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
  // An account may have millions.
  *rows(scope, context) {
    for (const relation of relationsIn(scope, context)) {
      for (const column of relation.columns) {
        yield {
          name: column.name,
          get cells() {
            return cellsOf(relation, column);
          },
        };
      }
    }
  },
};

const cellsOf = (relation: Relation, column: ColumnEntry): readonly Cell[] => [
  ...[relation.name, relation.schema, column.name, typeDescription(column.type, column.nullable)],
  ...[column.nullable ? 'true' : 'NOT_NULL', column.default ?? '', 'COLUMN', '', column.comment ?? ''],
  ...[relation.database, column.identity === undefined ? '' : identityText(column.identity), null],
];

function relationsIn(scope: ShowScope, context: StatementContext): readonly Relation[] {
  if (scope.kind !== 'relation') {
    return schemasIn(scope, context).flatMap((schema) => sorted(context.catalog.relations(schema)));
  }
  const relation = context.catalog.relation(scope);
  return relation === undefined ? [] : [relation];
}

/** `VECTOR` of `VECTOR(FLOAT, 3)`, `MAP` of `MAP(VARCHAR, NUMBER)`. */
function baseName(type: SnowType): string {
  if (isVector(type)) return 'VECTOR';
  if (type.kind !== 'object') return type.kind.toUpperCase();
  return type.shape ?? (type.map === undefined ? 'OBJECT' : 'MAP');
}

/** A type as SHOW COLUMNS writes it: JSON with Snowflake's internal attributes. */
function typeDescription(type: SnowType, nullable: boolean): string {
  const name = baseName(type);
  switch (type.kind) {
    case 'fixed':
      return JSON.stringify({ type: name, precision: type.precision, scale: type.scale, nullable });
    case 'text':
      return JSON.stringify({
        type: name,
        length: type.length,
        byteLength: octetLength(type.length),
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
    case 'decfloat':
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
