import { type DuckDBType, INTEGER, VARCHAR } from '@duckdb/node-api';
import { JsonSyntaxError, storedJson, UNDEFINED } from '../../types/json-text/json-value.js';
import { instantKey, numberTie, orderKey } from '../../types/json-text/order-key.js';
import { parseJson, type RepeatedKeys, readStored } from '../../types/json-text/parse.js';
import { castText, prettyJson } from '../../types/json-text/shown.js';
import { readStyle } from '../../types/json-text/style.js';
import { markedError } from '../../types/raise.js';
import type { NativeFunction } from './native-function.js';

/** JSON is text to DuckDB, an alias of VARCHAR that a function's type cannot name: callers cast. */
const JSON_TEXT: DuckDBType = VARCHAR;

/** Stored form of a user's JSON; NULL for a text without a value, and for `undefined`. */
function stored(text: string, repeated: RepeatedKeys): string | null {
  if (text.trim() === '') return null;
  try {
    const value = parseJson(text, repeated);
    return value === UNDEFINED ? null : storedJson(value);
  } catch (error) {
    throw error instanceof JsonSyntaxError ? markedError('not_json', error.message) : error;
  }
}

const parse: NativeFunction = {
  name: 'sf_parse_json',
  parameters: [VARCHAR],
  returns: JSON_TEXT,
  kind: 'variant',
  takesApart: true,
  takesLong: 'with long values',
  body: (text) => stored(String(text), 'refused'),
};

const parseLast: NativeFunction = {
  name: 'sf_parse_json_last',
  parameters: [VARCHAR],
  returns: JSON_TEXT,
  kind: 'variant',
  takesApart: true,
  takesLong: 'with long values',
  body: (text) => stored(String(text), 'last'),
};

/** Stored values put together as text, in stored form: keys in order, none twice. */
const normal: NativeFunction = {
  name: 'sf_json_normal',
  parameters: [VARCHAR],
  returns: JSON_TEXT,
  kind: 'variant',
  takesApart: true,
  takesLong: 'with long values',
  body: (json) => {
    try {
      return storedJson(readStored(String(json)));
    } catch (error) {
      const repeated =
        error instanceof JsonSyntaxError
          ? /^Error parsing JSON: duplicate object attribute "(.*)", pos/.exec(error.message)
          : null;
      throw repeated === null ? error : markedError('duplicate_key', `Duplicate field key '${repeated[1]}'`);
    }
  },
};

/** (stored, style, indent) → as a result shows it. */
const pretty: NativeFunction = {
  name: 'sf_json_pretty',
  parameters: [VARCHAR, VARCHAR, INTEGER],
  returns: VARCHAR,
  kind: null,
  takesApart: true,
  takesLong: 'with long values',
  body: (json, style, indent) => prettyJson(readStored(String(json)), Number(indent), readStyle(String(style))),
};

/** (stored, style) → as a cast to VARCHAR gives it. */
const text: NativeFunction = {
  name: 'sf_json_text',
  parameters: [VARCHAR, VARCHAR],
  returns: VARCHAR,
  takesApart: true,
  takesLong: 'with long values',
  body: (json, style) => castText(readStored(String(json)), readStyle(String(style))),
};

/** What is wrong with a text that should be JSON, or NULL. */
const check: NativeFunction = {
  name: 'sf_check_json',
  parameters: [VARCHAR],
  returns: VARCHAR,
  takesApart: true,
  takesLong: 'with long values',
  body: (json) => {
    try {
      if (String(json).trim() !== '') parseJson(String(json));
      return null;
    } catch (error) {
      if (error instanceof JsonSyntaxError) return error.message.replace('Error parsing JSON: ', '');
      throw error;
    }
  },
};

/** (stored, zone) → what `variantKey` compares ARRAYs and OBJECTs by. */
const containerKey: NativeFunction = {
  name: 'sf_json_key',
  parameters: [VARCHAR, VARCHAR],
  returns: VARCHAR,
  takesApart: true,
  takesLong: 'with long values',
  body: (json, zone) => orderKey(readStored(String(json)), String(zone)),
};

/** (stored DATE or TIMESTAMP_NTZ, zone) → what it compares those by. */
const momentKey: NativeFunction = {
  name: 'sf_instant_key',
  parameters: [VARCHAR, VARCHAR],
  returns: VARCHAR,
  body: (text, zone) => instantKey(String(text), String(zone)),
};

/** What it compares numbers by that are one DOUBLE. */
const tie: NativeFunction = {
  name: 'sf_number_tie',
  parameters: [VARCHAR],
  returns: VARCHAR,
  body: (digits) => numberTie(String(digits)),
};

export const JSON_FUNCTIONS: readonly NativeFunction[] = [
  parse,
  parseLast,
  normal,
  pretty,
  text,
  check,
  containerKey,
  momentKey,
  tie,
];
