import { required, signature } from '../arguments/signature.js';
import { quotedName } from '../sql/identifier.js';
import { unreachable } from '../unreachable.js';
import type { DataType, ElementType, ObjectField } from './data-type.js';
import { TYPE } from './type-reader.js';

const TYPE_TEXT = signature('typeText', required('type', TYPE));

/** A type as Snowflake writes it in a cast or a column definition. */
export function typeText(type: DataType): string;
export function typeText(...given: readonly unknown[]): string {
  const [type] = TYPE_TEXT.read(given);
  return typeSql(type);
}

/** The same of a type that is known to be one. */
export function typeSql(type: DataType): string {
  switch (type.kind) {
    case 'null':
      return 'VARCHAR';
    case 'string':
      return type.length === null ? 'VARCHAR' : `VARCHAR(${type.length})`;
    case 'boolean':
      return 'BOOLEAN';
    case 'integer':
      return 'NUMBER(38, 0)';
    case 'decimal':
      return `NUMBER(${type.precision}, ${type.scale})`;
    case 'double':
      return 'FLOAT';
    case 'decfloat':
      return 'DECFLOAT';
    case 'binary':
      return 'BINARY';
    case 'date':
      return 'DATE';
    case 'time':
      return `TIME${fractionText(type.scale)}`;
    case 'timestamp':
      return `TIMESTAMP_${type.zone.toUpperCase()}${fractionText(type.scale)}`;
    case 'variant':
      return 'VARIANT';
    case 'array':
      return type.element === undefined ? 'ARRAY' : `ARRAY(${elementText(type.element)})`;
    case 'object':
      return type.fields === undefined ? 'OBJECT' : `OBJECT(${type.fields.map(fieldText).join(', ')})`;
    case 'map':
      return `MAP(${typeSql(type.key)}, ${elementText(type.value)})`;
    case 'vector':
      return `VECTOR(${type.element.toUpperCase()}, ${type.dimension})`;
    case 'geography':
      return 'GEOGRAPHY';
    case 'geometry':
      return 'GEOMETRY';
    case 'file':
      return 'FILE';
    case 'interval':
      return type.span === 'year_month' ? 'INTERVAL YEAR TO MONTH' : 'INTERVAL DAY TO SECOND';
    default:
      return unreachable(type);
  }
}

const fractionText = (scale: number | undefined): string => (scale === undefined ? '' : `(${scale})`);
const elementText = ({ type, nullable }: ElementType): string => `${typeSql(type)}${nullable ? '' : ' NOT NULL'}`;
const fieldText = (field: ObjectField): string => `${quotedName(field.name)} ${elementText(field)}`;
