import type { Row } from '../row.js';
import type { Flatten, Ident } from '../shape/names.js';
import type { Untyped } from '../shape/shape.js';
import type { Decimal } from '../values/decimal.js';
import type { SnowDate } from '../values/snow-date.js';
import type { SnowTime } from '../values/snow-time.js';
import type { SnowTimestamp } from '../values/snow-timestamp.js';

/** What a column of these values holds. A plain number may become an integer or a FLOAT: only all values together decide. */
type Stored<V> = V extends null | undefined
  ? null
  : V extends number
    ? bigint | number
    : V extends string | boolean | bigint | Decimal | SnowDate | SnowTime | SnowTimestamp | Uint8Array
      ? V extends string
        ? string
        : V extends boolean
          ? boolean
          : V extends bigint
            ? bigint
            : V
      : V extends Date
        ? SnowTimestamp
        : string;

/** The shape that rows of type R give; rows that were collected have one. Lists and single values have no names that the compiler could know. */
export type LocalShape<R> =
  R extends Row<infer S>
    ? S
    : R extends readonly unknown[]
      ? Untyped
      : R extends string | number | bigint | boolean | Date | null | undefined
        ? Untyped
        : string extends keyof R
          ? Untyped
          : R extends object
            ? Flatten<{ -readonly [K in keyof R & string as Ident<K>]-?: Stored<R[K]> }>
            : Untyped;
