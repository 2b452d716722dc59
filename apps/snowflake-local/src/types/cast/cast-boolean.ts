import { once } from '../duck-text.js';
import { raise } from '../raise.js';
import { BOOLEAN } from '../snow-type.js';
import type { Emitted } from '../typed.js';

const TRUE = "('true', 't', 'yes', 'y', 'on', '1')";
const FALSE = "('false', 'f', 'no', 'n', 'off', '0')";

/** The words that Snowflake takes for a truth value, in any case. */
export const textToBoolean = (value: Emitted): Emitted =>
  made(
    value,
    once([value.sql], (v) => {
      const refusal = raise('not_a_boolean', `'Boolean value ''' || ${v} || ''' is not recognized'`, 'BOOLEAN');
      const word = `lower(trim(${v}))`;
      return `CASE WHEN ${word} IN ${TRUE} THEN true WHEN ${word} IN ${FALSE} THEN false WHEN ${v} IS NOT NULL THEN ${refusal} END`;
    }),
  );

/** Zero is false, every other number true. */
export const numberToBoolean = (value: Emitted): Emitted => made(value, `(${value.sql} <> 0)`);

const made = (value: Emitted, sql: string): Emitted => ({
  sql,
  type: BOOLEAN,
  physical: 'boolean',
  nullable: value.nullable,
});
