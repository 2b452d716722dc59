import { collationOf } from '../collation.js';
import { once, quoteText } from '../duck-text.js';
import { MARKED } from '../json-text/tagged.js';
import { typedNull } from '../literal.js';
import { longCall } from '../long-call.js';
import { momentToText } from '../moment/moment-to-text.js';
import { outputFormat } from '../moment/output-format.js';
import { raise } from '../raise.js';
import { isShape, shapeAsText } from '../shape/cast-shape.js';
import { type FixedType, type SnowType, text } from '../snow-type.js';
import { type Emitted, isNullLiteral, type ValueContext } from '../typed.js';
import { variantStyle } from '../variant-style.js';
import { binaryToText, sessionFormat } from './cast-binary.js';

/** Any value as text, as `::VARCHAR` writes it; before any length applies. */
export function asText(value: Emitted, context: ValueContext): Emitted {
  const made = (sql: string, type: SnowType = text()): Emitted => ({
    sql,
    type,
    physical: 'varchar',
    nullable: value.nullable,
  });
  // DuckDB gives a part of a NULL no type.
  if (isNullLiteral(value) && value.type.kind !== 'text') return typedNull(text());
  switch (value.type.kind) {
    case 'text':
      return value;
    case 'fixed':
      return value.literal?.kind === 'number'
        ? { ...made(quoteText(value.literal.digits)), literal: { kind: 'text', value: value.literal.digits } }
        : made(fixedText(value.sql, value.type));
    case 'decfloat':
      return made(value.sql);
    case 'real':
      return made(shortRealText(value.sql));
    case 'boolean':
      return made(`CAST(${value.sql} AS VARCHAR)`);
    case 'date':
    case 'time':
    case 'timestamp_ntz':
    case 'timestamp_ltz':
    case 'timestamp_tz':
      return momentToText(value, outputFormat(value.type, context), context);
    case 'binary':
      return made(binaryToText(value.sql, sessionFormat('OUTPUT', context)));
    case 'variant':
    case 'object':
    case 'array':
      if (isShape(value.type)) return shapeAsText(value, value.type, context);
      return { ...made(jsonText(value.sql, variantStyle(context))), nullable: true };
    default:
      return unreachable(value.type);
  }
}

/**
 * A VARIANT as text: a string without its quotes, JSON null as NULL, anything else as it is written, digits included.
 * Only strings are decoded by DuckDB, which would read long numbers as doubles. What else holds a value that JSON has no word
 * for is written by JavaScript, in the formats of `style`.
 */
export const jsonText = (sql: string, style: string): string =>
  once([`CAST(${sql} AS VARCHAR)`], (v) => {
    const arms = [
      `WHEN ${v} = 'null' THEN NULL`,
      `WHEN starts_with(${v}, ${quoteText(`${MARKED}f`)}) THEN substring(${v}, 9, length(${v}) - 9)`,
      `WHEN contains(${v}, ${quoteText(MARKED)}) THEN ${longCall('sf_json_text', v, style)}`,
      `WHEN starts_with(${v}, '"') THEN json_extract_string(${v}, '$')`,
    ];
    return `CASE ${arms.join(' ')} ELSE ${v} END`;
  });

/** A stored value as TO_JSON writes it: strings with their quotes, JSON null as `null`. `v` may be repeated. */
export const shownText = (v: string, context: ValueContext): string =>
  `CASE WHEN contains(CAST(${v} AS VARCHAR), ${quoteText(MARKED)}) THEN ${longCall('sf_json_pretty', `CAST(${v} AS VARCHAR)`, variantStyle(context), '-1')} ELSE CAST(${v} AS VARCHAR) END`;

/** A NUMBER with all digits of its scale. DuckDB leaves out the zero before the point where there is no digit for it. */
export const fixedText = (sql: string, { precision, scale }: FixedType): string =>
  precision === scale
    ? `CAST(CAST(${sql} AS DECIMAL(${precision + 1},${scale})) AS VARCHAR)`
    : `CAST(${sql} AS VARCHAR)`;

/** A FLOAT cast to text has ten digits: `0.3333333333`, `1e+10`. */
const shortRealText = (sql: string): string => named(`printf('%.10g', ${sql})`);

/** What is no number has no sign either: infinity less infinity is `-nan` to the processor. */
const named = (text: string): string => `replace(replace(${text}, '-nan', 'nan'), 'nan', 'NaN')`;

/** A FLOAT without a trailing `.0`: `1`, `-0`, `1.5`, `1e+20`, `inf`, `-inf`, `NaN`. */
export const realText = (sql: string): string =>
  once([sql], (x) => {
    const isWhole = `${x} = trunc(${x}) AND abs(${x}) < 1e17`;
    return `CASE WHEN ${x} = 0 AND signbit(${x}) THEN '-0' WHEN ${isWhole} THEN CAST(CAST(${x} AS BIGINT) AS VARCHAR) ELSE ${named(`CAST(${x} AS VARCHAR)`)} END`;
  });

/** What a text that is longer than its type allows meets: a cast cuts it, an assignment stops the statement. */
export type TooLong = 'cut' | 'refuse';

/** `value`, a text, within the length of `type`. */
export function withinLength(value: Emitted, type: Extract<SnowType, { kind: 'text' }>, tooLong: TooLong): Emitted {
  if (value.type.kind !== 'text') throw new Error(`${value.type.kind} is no text`);
  if (value.type.length <= type.length) return { ...value, type };
  const { literal: _, ...rest } = value;
  const sql =
    tooLong === 'cut'
      ? `left(${value.sql}, ${type.length})`
      : once(
          [value.sql],
          (v) => `CASE WHEN length(${v}) <= ${type.length} THEN ${v} WHEN ${v} IS NOT NULL THEN ${refusal(v)} END`,
        );
  return { ...rest, sql, type };
}

const refusal = (name: string): string =>
  raise('text_too_long', `'String ''' || ${name} || ''' is too long and would be truncated'`, 'VARCHAR');

function unreachable(type: never): never {
  throw new Error(`Unknown type ${JSON.stringify(type)}`);
}

/** A text with a collation of its own, whatever its column's is. */
export function collated(value: Emitted, specification: string, context: ValueContext): Emitted {
  const written = asText(value, context);
  if (written.type.kind !== 'text') throw new Error('a text is one');
  const collation = collationOf(specification);
  return {
    ...written,
    type: { ...text(written.type.length), ...(collation !== undefined && { collation, explicit: true }) },
  };
}
