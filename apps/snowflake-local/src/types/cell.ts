import { fixedText, realText } from './cast/cast-text.js';
import { once, quoteText } from './duck-text.js';
import { hasNanos, micros, minutes, rest } from './forms.js';
import { MARKED } from './json-text/tagged.js';
import { longCall } from './long-call.js';
import type { Physical } from './physical.js';
import { isShape, type ShapeFormat, type ShapeType, shapeText } from './shape/cast-shape.js';
import type { ShapeKind } from './shape/shape.js';
import { isVector, type SnowType, type VectorType } from './snow-type.js';
import { variantStyle } from './variant-style.js';

/** How results show semi-structured values. */
export interface CellStyle {
  /** DuckDB literal: see `variantStyle`. */
  readonly moments: string;
  /** Blanks a level, 0 for a single line: parameter JSON_INDENT. */
  readonly indent: number;
  /** Formats of GEOGRAPHY and GEOMETRY. */
  readonly shapes: Readonly<Record<ShapeKind, ShapeFormat>>;
}

/** That of a session that has set nothing. */
export const DEFAULT_STYLE: CellStyle = {
  moments: variantStyle({ timezone: 'UTC', parameter: () => undefined }),
  indent: 2,
  shapes: { GEOGRAPHY: 'GEOJSON', GEOMETRY: 'GEOJSON' },
};

/** A DuckDB expression for the wire text of a value (a VARCHAR), NULL for NULL. `sql` may be repeated. */
export function cellExpression(
  sql: string,
  type: SnowType,
  physical: Physical,
  style: CellStyle = DEFAULT_STYLE,
): string {
  switch (type.kind) {
    case 'text':
    case 'decfloat':
      return sql;
    case 'fixed':
      return fixedText(sql, type);
    case 'real':
      return realText(sql);
    case 'boolean':
      return `CAST(CAST(${sql} AS TINYINT) AS VARCHAR)`;
    case 'date':
      return `CAST(${sql} - DATE '1970-01-01' AS VARCHAR)`;
    case 'time':
    case 'timestamp_ntz':
    case 'timestamp_ltz':
      return once([sql], (v) => seconds(v, type, physical, type.scale));
    case 'timestamp_tz':
      return once(
        [sql],
        (v) => `(${seconds(v, type, physical, type.scale)} || ' ' || CAST(${minutes(v)} + 1440 AS VARCHAR))`,
      );
    case 'array':
      return isVector(type) ? vectorText(sql, type) : shownJson(sql, style);
    case 'object':
      return isShape(type) ? shownShape(sql, type, style) : shownJson(sql, style);
    case 'variant':
      return shownJson(sql, style);
    case 'binary':
      return `hex(${sql})`;
    default:
      return unreachable(type);
  }
}

/** The numbers of a VECTOR in one line, FLOATs with six digits. */
const vectorText = (sql: string, { element }: VectorType): string =>
  element.type.kind === 'real'
    ? `'[' || array_to_string(list_transform(CAST(${sql} AS FLOAT[]), lambda "~n": printf('%.6f', CAST("~n" AS DOUBLE))), ',') || ']'`
    : `CAST(${sql} AS VARCHAR)`;

function shownShape(sql: string, { shape }: ShapeType, style: CellStyle): string {
  const format = style.shapes[shape];
  const text = shapeText(sql, shape, format);
  return format === 'GEOJSON' ? shownJson(text, style) : text;
}

/** Plain scalars are shown as they are stored. */
const shownJson = (sql: string, { moments, indent }: CellStyle): string =>
  once([`CAST(${sql} AS VARCHAR)`], (v) => {
    const isPlain = `NOT starts_with(${v}, '{') AND NOT starts_with(${v}, '[') AND NOT starts_with(${v}, ${quoteText(MARKED)})`;
    return `CASE WHEN ${isPlain} THEN ${v} ELSE ${longCall('sf_json_pretty', v, moments, String(indent))} END`;
  });

/** Seconds since 1970 or midnight with `scale` fraction digits. Digits past the scale are zero: they were cut on the way in. */
function seconds(name: string, type: SnowType, physical: Physical, scale: number): string {
  const value = { sql: name, type, physical, nullable: true };
  const count = `epoch_us(${micros(value)})`;
  const micro = `CAST(CAST(${count} AS DECIMAL(18,0)) * CAST('0.000001' AS DECIMAL(6,6)) AS VARCHAR)`;
  if (hasNanos(physical)) {
    // Before 1970 the nanoseconds go the other way than the digits of the seconds.
    const after = `(${micro} || lpad(CAST(${rest(value)} AS VARCHAR), 3, '0'))`;
    const nanos = `CAST(CAST(${count} AS HUGEINT) * 1000 + ${rest(value)} AS DECIMAL(29,0))`;
    const before = `CAST(${nanos} * CAST('0.000000001' AS DECIMAL(9,9)) AS VARCHAR)`;
    return digits(`CASE WHEN ${count} >= 0 THEN ${after} ELSE ${before} END`, 9, scale);
  }
  return digits(micro, 6, scale);
}

function digits(sql: string, has: number, wanted: number): string {
  if (wanted === has) return sql;
  if (wanted > has) return `(${sql} || '${'0'.repeat(wanted - has)}')`;
  const cut = has - wanted + (wanted === 0 ? 1 : 0);
  return once([sql], (v) => `left(${v}, length(${v}) - ${cut})`);
}

function unreachable(type: never): never {
  throw new Error(`Unknown type ${JSON.stringify(type)}`);
}
