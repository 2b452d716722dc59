import { type DuckDBType, VARCHAR } from '@duckdb/node-api';
import { compactJson, JsonSyntaxError, prettyJson } from '../../types/json-text/json-value.js';
import { parseJson } from '../../types/json-text/parse.js';
import { markedError } from '../../types/raise.js';
import type { NativeFunction } from './native-function.js';

/** JSON is text to DuckDB, an alias of VARCHAR that a function's type cannot name: callers cast. */
const JSON_TEXT: DuckDBType = VARCHAR;

const parsed = (text: string) => {
  try {
    return parseJson(text);
  } catch (error) {
    throw error instanceof JsonSyntaxError ? markedError('not_json', error.message) : error;
  }
};

/** Normalised JSON of a JSON text: keys sorted, numbers short. */
const normalise: NativeFunction = {
  name: 'sf_parse_json',
  parameters: [VARCHAR],
  returns: JSON_TEXT,
  body: (text) => compactJson(parsed(String(text))),
};

const pretty: NativeFunction = {
  name: 'sf_json_pretty',
  parameters: [VARCHAR],
  returns: VARCHAR,
  body: (text) => {
    const json = String(text);
    return json.startsWith('{') || json.startsWith('[') ? prettyJson(parsed(json)) : json;
  },
};

/** What is wrong with a text that should be JSON, or NULL. */
const check: NativeFunction = {
  name: 'sf_check_json',
  parameters: [VARCHAR],
  returns: VARCHAR,
  body: (text) => {
    try {
      parseJson(String(text));
      return null;
    } catch (error) {
      if (error instanceof JsonSyntaxError) return error.message.replace('Error parsing JSON: ', '');
      throw error;
    }
  },
};

export const JSON_FUNCTIONS: readonly NativeFunction[] = [normalise, pretty, check];
