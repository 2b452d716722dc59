import type { BindColumn } from '../execute/bind-column.js';
import type { BindValue } from '../execute/bind-value.js';
import type { DuckRunner } from '../execute/duck.js';
import type { ExecutionContext } from '../execute/statement.js';
import { bindLiteral } from '../types/bind-literal.js';
import { castTo } from '../types/cast/cast.js';
import { fromCell } from '../types/from-cell.js';
import { longCall } from '../types/long-call.js';
import { narrowForm, wideForm } from '../types/physical.js';
import { failure } from '../types/raise.js';
import {
  BOOLEAN,
  binary,
  DATE,
  DECFLOAT,
  fixed,
  MAX_PRECISION,
  REAL,
  type SnowType,
  text,
  time,
  timestamp,
  VARIANT,
} from '../types/snow-type.js';
import type { Emitted, ValueContext } from '../types/typed.js';

/** The rows of an array bind, as a FROM clause and as expressions over it. */
interface ArrayRows {
  readonly from: string;
  /** One per bind, in order. */
  readonly values: readonly Emitted[];
  /** Puts the rows where `from` finds them; gives `sql` back. */
  load(context: ExecutionContext, sql: string): Promise<string>;
}

const TABLE = '"~binds"';

/** Number of rows of an array bind, or null when all values are single ones. */
export const arrayRows = (binds: readonly BindValue[]): number | null =>
  binds.find((bind) => bind.column !== undefined)?.column?.rows ?? null;

/**
 * An array bind of any size: the texts go to DuckDB column by column as JSON, and are cast there. A hundred thousand rows
 * are one statement.
 */
export function loadArrayRows(binds: readonly BindValue[], context: ValueContext): ArrayRows {
  const arrays = binds.filter((bind) => bind.column !== undefined);
  const names = new Map(arrays.map((bind, index) => [bind, `b${index}`]));
  return {
    from: TABLE,
    values: binds.map((bind) => {
      const name = names.get(bind);
      const { column } = bind;
      return name === undefined || column === undefined
        ? bindLiteral(bind, context)
        : columnValue(bind, column, name, context);
    }),
    load: async ({ duck }, sql) => {
      await fill(arrays, duck);
      return sql;
    },
  };
}

async function fill(arrays: readonly BindValue[], duck: DuckRunner): Promise<void> {
  const columns = arrays.map((_, index) => `unnest(json_transform($${index + 1}, '["VARCHAR"]')) AS b${index}`);
  const texts = arrays.map((bind) => bind.column?.json ?? '[]');
  await duck.run(`CREATE OR REPLACE TEMP TABLE ${TABLE} AS SELECT ${columns.join(', ')}`, texts);
}

/** The texts of one bind as values of the type that its tag says. */
function columnValue(bind: BindValue, column: BindColumn, name: string, context: ValueContext): Emitted {
  const typed = (sql: string, type: SnowType, physical: Emitted['physical']): Emitted => ({
    sql,
    type,
    physical,
    nullable: true,
  });
  const asText = typed(name, text(), 'varchar');
  switch (bind.type) {
    case 'TEXT':
    case 'ANY':
      return asText;
    case 'FIXED':
      return wholeOrDecimal(name, column.digits);
    case 'REAL':
      return typed(`CAST(${name} AS DOUBLE)`, REAL, 'double');
    case 'BOOLEAN':
      return castTo(asText, BOOLEAN, context);
    case 'DECFLOAT':
      return castTo(asText, DECFLOAT, context);
    case 'BINARY':
      return castTo(asText, binary(), context);
    case 'VARIANT':
    case 'OBJECT':
    case 'ARRAY':
    case 'MAP':
      return typed(
        `CAST(${longCall('sf_parse_json', name)} AS JSON)`,
        bind.type === 'VARIANT' ? VARIANT : { kind: bind.type === 'OBJECT' ? 'object' : 'array' },
        'json',
      );
    case 'DATE':
      return column.isCounted
        ? typed(`CAST(make_timestamp(CAST(${name} AS BIGINT) * 1000) AS DATE)`, DATE, 'date')
        : castTo(asText, DATE, context);
    case 'TIME':
      return column.isCounted ? units(name, time(), column) : castTo(asText, time(), context);
    case 'TIMESTAMP_NTZ':
    case 'TIMESTAMP_LTZ': {
      const type = timestamp(bind.type === 'TIMESTAMP_NTZ' ? 'timestamp_ntz' : 'timestamp_ltz');
      return column.isCounted ? units(name, type, column) : castTo(asText, type, context);
    }
    case 'TIMESTAMP_TZ': {
      const type = timestamp('timestamp_tz');
      if (!column.isCounted) return castTo(asText, type, context);
      const cell = `(${seconds(`split_part(${name}, ' ', 1)`)} || ' ' || coalesce(nullif(split_part(${name}, ' ', 2), ''), '1440'))`;
      return units(name, type, column, cell);
    }
    default:
      return unreachable(bind.type);
  }
}

/** Nanoseconds as a time or timestamp, in the wide form where one of them needs it. */
function units(name: string, type: SnowType, { isWhole }: BindColumn, cell = seconds(name)): Emitted {
  const physical = isWhole ? narrowForm(type) : wideForm(type);
  return { sql: fromCell(cell, type, physical), type, physical, nullable: true };
}

/** Nanoseconds as the text of seconds. */
const seconds = (sql: string): string =>
  `CAST(CAST(${sql} AS DECIMAL(29,0)) * CAST('0.000000001' AS DECIMAL(9,9)) AS VARCHAR)`;

/** The narrowest NUMBER that holds all of them. */
function wholeOrDecimal(name: string, digits: BindColumn['digits']): Emitted {
  if (digits !== null && 'wrong' in digits) throw notANumber(digits.wrong);
  const { whole, scale } = digits ?? { whole: 1, scale: 0 };
  const type = fixed(Math.min(MAX_PRECISION, whole + scale), scale);
  if (scale === 0 && whole <= 18) return { sql: `CAST(${name} AS BIGINT)`, type, physical: 'bigint', nullable: true };
  return { sql: `CAST(${name} AS DECIMAL(${type.precision},${scale}))`, type, physical: 'decimal', nullable: true };
}

const notANumber = (text: string) => failure('not_a_number', `Numeric value '${text}' is not recognized`);

function unreachable(type: never): never {
  throw new Error(`Unknown bind type ${JSON.stringify(type)}`);
}
