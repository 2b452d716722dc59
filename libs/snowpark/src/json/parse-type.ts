import { type DataType, type ElementType, NANOSECOND_DIGITS, type ObjectField } from '../types/data-type.js';
import { isMapKey } from '../types/parse-schema.js';
import type { TimestampKind } from '../values/snow-timestamp.js';
import {
  boolean,
  integer,
  kindOnly,
  list,
  object,
  oneOf,
  optional,
  type Parser,
  string,
  tagged,
  where,
} from './parsers.js';

type Kind<K extends DataType['kind']> = Extract<DataType, { readonly kind: K }>;

const ZONES = ['ntz', 'ltz', 'tz'] as const satisfies readonly TimestampKind[];

const length: Parser<number | null> = (place) => (place.json === null ? null : integer(1)(place));

/** Types may lie in types. */
const nestedType: Parser<DataType> = (place) => place.document.nested(place, () => dataType(place));
const element: Parser<ElementType> = object<ElementType>({ type: nestedType, nullable: boolean });
const objectField: Parser<ObjectField> = object<ObjectField>({ name: string, type: nestedType, nullable: boolean });

const wrongFraction = ({ scale }: { readonly scale?: number }): string | null =>
  scale === undefined || scale < NANOSECOND_DIGITS ? null : 'a second has up to 8 digits where their number is given';

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
  time: where(object<Kind<'time'>>({ kind: oneOf(['time']), scale: optional(integer(0)) }), wrongFraction),
  timestamp: where(
    object<Kind<'timestamp'>>({ kind: oneOf(['timestamp']), zone: oneOf(ZONES), scale: optional(integer(0)) }),
    wrongFraction,
  ),
  variant: kindOnly('variant'),
  array: object<Kind<'array'>>({ kind: oneOf(['array']), element: optional(element) }),
  object: object<Kind<'object'>>({ kind: oneOf(['object']), fields: optional(list(objectField)) }),
  map: where(object<Kind<'map'>>({ kind: oneOf(['map']), key: nestedType, value: element }), ({ key }) =>
    isMapKey(key) ? null : 'the keys of a MAP are text or whole numbers',
  ),
  vector: object<Kind<'vector'>>({ kind: oneOf(['vector']), element: oneOf(['int', 'float']), dimension: integer(1) }),
  geography: kindOnly('geography'),
  geometry: kindOnly('geometry'),
  file: kindOnly('file'),
  interval: object<Kind<'interval'>>({ kind: oneOf(['interval']), span: oneOf(['year_month', 'day_time']) }),
});
