import type { Options } from '../../io/options.js';
import type { OptionValue } from '../../plan/action.js';
import type { Field, Files } from '../../plan/plan.js';
import { quotedName } from '../../sql/identifier.js';
import { quoteText, TIMESTAMP_BINDS } from '../../sql/literal.js';
import type { DataType } from '../../types/data-type.js';
import { typeSql } from '../../types/type-text.js';

/** What a column of a schema is in SQL; NULL alone is text. */
export const columnType = (type: DataType): string => (type.kind === 'null' ? 'VARCHAR' : typeSql(type));

/** The value of a column in its type, as SQL. CSV holds text by position, the others hold values by name. */
export function columnValue({ type: file, attempt }: Files, options: Options): (field: Field, at: number) => string {
  return ({ name, type }, at) => {
    const [stored, written] =
      file === 'csv' ? [`$${at + 1}`, `$${at + 1}`] : [`$1:${quotedName(name)}`, `$1:${quotedName(name)}::VARCHAR`];
    const cast = `::${columnType(type)}`;
    const reading = converter(type, options);
    if (reading !== null) {
      return `${attempt ? 'TRY_' : ''}${reading.name}(${written}, ${quoteText(reading.format)})${cast}`;
    }
    if (file === 'csv' && HELD_AS_JSON.has(type.kind)) {
      return `${attempt ? 'TRY_' : ''}PARSE_JSON(${written})${type.kind === 'variant' ? '' : cast}`;
    }
    return attempt && TRIED.has(type.kind) ? `TRY_CAST(${written} AS ${columnType(type)})` : `${stored}${cast}`;
  };
}

const HELD_AS_JSON: ReadonlySet<DataType['kind']> = new Set(['variant', 'array', 'object', 'map', 'vector']);
/** What TRY_CAST makes of a text. */
const TRIED: ReadonlySet<DataType['kind']> = new Set([
  'string',
  'boolean',
  'integer',
  'decimal',
  'double',
  'date',
  'time',
  'timestamp',
  'binary',
]);

/** A cast in a query goes by the session's formats and not by those of the file: where it has its own, a function is told. */
function converter(type: DataType, options: Options): { readonly name: string; readonly format: string } | null {
  const told = (name: string, option: OptionValue | undefined) =>
    typeof option !== 'string' || /^(?:auto|none)$/i.test(option) ? null : { name, format: option };
  switch (type.kind) {
    case 'date':
      return told('TO_DATE', options.DATE_FORMAT);
    case 'time':
      return told('TO_TIME', options.TIME_FORMAT);
    case 'timestamp':
      return told(`TO_${TIMESTAMP_BINDS[type.zone]}`, options.TIMESTAMP_FORMAT);
    case 'binary':
      return told('TO_BINARY', options.BINARY_FORMAT);
    default:
      return null;
  }
}
