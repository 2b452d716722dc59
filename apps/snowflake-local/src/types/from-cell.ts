import { once } from './duck-text.js';
import { hasNanos, nanosStruct, tzStruct, unlessNull } from './forms.js';
import { longCall } from './long-call.js';
import { duckType, type Physical } from './physical.js';
import { isShape, shapeOf } from './shape/cast-shape.js';
import { isTimestamp, type SnowType } from './snow-type.js';

/** The inverse of `cellExpression`: a DuckDB expression for the value in `physical` form of a wire text. Exact. */
export function fromCell(sql: string, type: SnowType, physical: Physical): string {
  switch (type.kind) {
    case 'text':
    case 'decfloat':
      return sql;
    case 'variant':
    case 'object':
    case 'array':
      if (isShape(type)) return shapeOf(sql, type).sql;
      // What a result shows of a date or a time inside is its text.
      return `CAST(${longCall('sf_parse_json', sql)} AS JSON)`;
    case 'fixed':
    case 'real':
      return `CAST(${sql} AS ${duckType(type, physical)})`;
    case 'boolean':
      return `(${sql} = '1')`;
    case 'date':
      return `(DATE '1970-01-01' + CAST(${sql} AS INTEGER))`;
    case 'time':
    case 'timestamp_ntz':
    case 'timestamp_ltz':
      return once([sql], (v) => point(v, type, physical));
    case 'timestamp_tz': {
      const build = (v: string) =>
        tzStruct(
          point(`split_part(${v}, ' ', 1)`, type, physical),
          `CAST(split_part(${v}, ' ', 2) AS SMALLINT) - 1440`,
        );
      return once([sql], (v) => `(${unlessNull(v, build(v))})`);
    }
    case 'binary':
      return `unhex(${sql})`;
    default:
      return unreachable(type);
  }
}

/** Seconds with fraction digits as a time or timestamp. */
function point(seconds: string, type: SnowType, physical: Physical): string {
  const nanos = `CAST(CAST(${seconds} AS DECIMAL(29,9)) * 1000000000 AS HUGEINT)`;
  return once([nanos], (n) => {
    const rest = `((${n} % 1000 + 1000) % 1000)`;
    const timestamp = `make_timestamp(CAST((${n} - ${rest}) // 1000 AS BIGINT))`;
    const held = isTimestamp(type) ? timestamp : `CAST(${timestamp} AS TIME)`;
    return hasNanos(physical) ? `(${unlessNull(n, nanosStruct(held, rest))})` : held;
  });
}

function unreachable(type: never): never {
  throw new Error(`Unknown type ${JSON.stringify(type)}`);
}
