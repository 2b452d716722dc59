import type { DataType } from '../types/data-type.js';
import type { TimestampKind } from '../values/snow-timestamp.js';
import { integer, kindOnly, object, oneOf, type Parser, tagged, where } from './parsers.js';

type Kind<K extends DataType['kind']> = Extract<DataType, { readonly kind: K }>;

const ZONES = ['ntz', 'ltz', 'tz'] as const satisfies readonly TimestampKind[];

const length: Parser<number | null> = (place) => (place.json === null ? null : integer(1)(place));

export const dataType: Parser<DataType> = tagged<DataType>('type', {
  null: kindOnly('null'),
  string: object<Kind<'string'>>({ kind: oneOf(['string']), length }),
  boolean: kindOnly('boolean'),
  integer: kindOnly('integer'),
  decimal: where(
    object<Kind<'decimal'>>({ kind: oneOf(['decimal']), precision: integer(1), scale: integer(0) }),
    ({ precision, scale }) =>
      precision > 38 || scale > 37 || scale > precision
        ? 'NUMBER has up to 38 digits, its scale no more than that'
        : null,
  ),
  double: kindOnly('double'),
  decfloat: kindOnly('decfloat'),
  binary: kindOnly('binary'),
  date: kindOnly('date'),
  time: kindOnly('time'),
  timestamp: object<Kind<'timestamp'>>({ kind: oneOf(['timestamp']), zone: oneOf(ZONES) }),
  variant: kindOnly('variant'),
  array: kindOnly('array'),
  object: kindOnly('object'),
  vector: object<Kind<'vector'>>({ kind: oneOf(['vector']), element: oneOf(['int', 'float']), dimension: integer(1) }),
  geography: kindOnly('geography'),
  geometry: kindOnly('geometry'),
  file: kindOnly('file'),
  interval: object<Kind<'interval'>>({ kind: oneOf(['interval']), span: oneOf(['year_month', 'day_time']) }),
});
