import { DateType } from '@firn/snowpark';
import type { Forms } from './forms.js';

export const CONVERSION: Forms = {
  toChar: [
    [['a'], `TO_CHAR("A")`],
    [['a', 'f'], `TO_CHAR("A", <TEXT f>)`],
  ],
  toVarchar: [
    [['a'], `TO_VARCHAR("A")`],
    [['a', 'f'], `TO_VARCHAR("A", <TEXT f>)`],
  ],
  toDate: [
    [['a'], `TO_DATE("A")`],
    [['a', 'f'], `TO_DATE("A", <TEXT f>)`],
  ],
  toTime: [
    [['a'], `TO_TIME("A")`],
    [['a', 'f'], `TO_TIME("A", <TEXT f>)`],
  ],
  toTimestamp: [
    [['a'], `TO_TIMESTAMP("A")`],
    [['a', 'f'], `TO_TIMESTAMP("A", <TEXT f>)`],
  ],
  toTimestampNtz: [
    [['a'], `TO_TIMESTAMP_NTZ("A")`],
    [['a', 'f'], `TO_TIMESTAMP_NTZ("A", <TEXT f>)`],
  ],
  toTimestampLtz: [
    [['a'], `TO_TIMESTAMP_LTZ("A")`],
    [['a', 'f'], `TO_TIMESTAMP_LTZ("A", <TEXT f>)`],
  ],
  toTimestampTz: [
    [['a'], `TO_TIMESTAMP_TZ("A")`],
    [['a', 'f'], `TO_TIMESTAMP_TZ("A", <TEXT f>)`],
  ],
  tryToDate: [
    [['a'], `TRY_TO_DATE("A")`],
    [['a', 'f'], `TRY_TO_DATE("A", <TEXT f>)`],
  ],
  tryToTimestamp: [
    [['a'], `TRY_TO_TIMESTAMP("A")`],
    [['a', 'f'], `TRY_TO_TIMESTAMP("A", <TEXT f>)`],
  ],
  toBinary: [
    [['a'], `TO_BINARY("A")`],
    [['a', 'f'], `TO_BINARY("A", <TEXT f>)`],
  ],
  tryToBinary: [
    [['a'], `TRY_TO_BINARY("A")`],
    [['a', 'f'], `TRY_TO_BINARY("A", <TEXT f>)`],
  ],
  toBoolean: [[['a'], `TO_BOOLEAN("A")`]],
  toDouble: [
    [['a'], `TO_DOUBLE("A")`],
    [['a', 'f'], `TO_DOUBLE("A", <TEXT f>)`],
  ],
  tryToDouble: [
    [['a'], `TRY_TO_DOUBLE("A")`],
    [['a', 'f'], `TRY_TO_DOUBLE("A", <TEXT f>)`],
  ],
  toDecfloat: [
    [['a'], `TO_DECFLOAT("A")`],
    [['a', 'f'], `TO_DECFLOAT("A", <TEXT f>)`],
  ],
  toDecimal: [[['a', 10, 2], `TO_DECIMAL("A", 10, 2)`]],
  tryToDecimal: [[['a', 10, 2], `TRY_TO_DECIMAL("A", 10, 2)`]],
  toVariant: [[['a'], `TO_VARIANT("A")`]],
  toArray: [[['a'], `TO_ARRAY("A")`]],
  toObject: [[['a'], `TO_OBJECT("A")`]],
  toJson: [[['a'], `TO_JSON("A")`]],
  toXml: [[['a'], `TO_XML("A")`]],
  toFile: [[['x'], `TO_FILE(<TEXT x>)`]],
  toGeography: [
    [['a'], `TO_GEOGRAPHY("A")`],
    [['a', true], `TO_GEOGRAPHY("A", TRUE)`],
  ],
  tryToGeography: [
    [['a'], `TRY_TO_GEOGRAPHY("A")`],
    [['a', true], `TRY_TO_GEOGRAPHY("A", TRUE)`],
  ],
  toGeometry: [
    [['a'], `TO_GEOMETRY("A")`],
    [['a', 4326], `TO_GEOMETRY("A", 4326)`],
    [['a', 4326, true], `TO_GEOMETRY("A", 4326, TRUE)`],
  ],
  tryToGeometry: [
    [['a'], `TRY_TO_GEOMETRY("A")`],
    [['a', 4326], `TRY_TO_GEOMETRY("A", 4326)`],
    [['a', 4326, true], `TRY_TO_GEOMETRY("A", 4326, TRUE)`],
  ],
  asArray: [[['a'], `AS_ARRAY("A")`]],
  asObject: [[['a'], `AS_OBJECT("A")`]],
  asBinary: [[['a'], `AS_BINARY("A")`]],
  asBoolean: [[['a'], `AS_BOOLEAN("A")`]],
  asChar: [[['a'], `AS_CHAR("A")`]],
  asVarchar: [[['a'], `AS_VARCHAR("A")`]],
  asDate: [[['a'], `AS_DATE("A")`]],
  asTime: [[['a'], `AS_TIME("A")`]],
  asTimestampNtz: [[['a'], `AS_TIMESTAMP_NTZ("A")`]],
  asTimestampLtz: [[['a'], `AS_TIMESTAMP_LTZ("A")`]],
  asTimestampTz: [[['a'], `AS_TIMESTAMP_TZ("A")`]],
  asDouble: [[['a'], `AS_DOUBLE("A")`]],
  asReal: [[['a'], `AS_REAL("A")`]],
  asInteger: [[['a'], `AS_INTEGER("A")`]],
  asDecimal: [
    [['a'], `AS_DECIMAL("A")`],
    [['a', 10], `AS_DECIMAL("A", 10)`],
    [['a', 10, 2], `AS_DECIMAL("A", 10, 2)`],
  ],
  asNumber: [
    [['a'], `AS_DECIMAL("A")`],
    [['a', 10], `AS_DECIMAL("A", 10)`],
    [['a', 10, 2], `AS_DECIMAL("A", 10, 2)`],
  ],
  cast: [
    [['a', 'int'], `CAST("A" AS NUMBER(38, 0))`],
    [['a', DateType], `CAST("A" AS DATE)`],
  ],
  tryCast: [[['a', 'int'], `TRY_CAST("A" AS NUMBER(38, 0))`]],
};
