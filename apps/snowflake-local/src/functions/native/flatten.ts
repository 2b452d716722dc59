import { BOOLEAN, VARCHAR } from '@duckdb/node-api';
import { isArray, isObject, type Json, storedJson, UNDEFINED } from '../../types/json-text/json-value.js';
import { readStored } from '../../types/json-text/parse.js';
import { type JsonStep, jsonAt, parsePath, pathText } from '../../types/json-text/path.js';
import type { NativeFunction } from './native-function.js';

/** Which kinds of values FLATTEN opens. */
export type FlattenMode = 'ARRAY' | 'OBJECT' | 'BOTH';

/** A row: key, index, path, value, and the number of what it stood in. */
interface Item {
  readonly k: string | null;
  readonly i: number | null;
  readonly p: string;
  readonly v: string | null;
  readonly o: number;
}

interface Flattening {
  readonly mode: FlattenMode;
  readonly recursive: boolean;
  /** The opened values: each item names its own by number, from 1. */
  readonly opened: string[];
  readonly items: Item[];
}

const opens = (value: Json | undefined, mode: FlattenMode): boolean =>
  (isArray(value) && mode !== 'OBJECT') || (isObject(value) && mode !== 'ARRAY');

/** Depth first; the values nest no deeper than the parser of JSON lets them. */
function open(value: Json, path: string, into: Flattening): void {
  const number = into.opened.push(storedJson(value));
  if (isArray(value)) for (const [index, item] of value.entries()) add(item, index, path, number, into);
  else if (isObject(value)) for (const [key, item] of value) add(item, key, path, number, into);
}

function add(item: Json, step: JsonStep, path: string, number: number, into: Flattening): void {
  const [key, index] = typeof step === 'string' ? [step, null] : [null, step];
  const at = pathText(step, path);
  into.items.push({ k: key, i: index, p: at, v: item === UNDEFINED ? null : storedJson(item), o: number });
  if (into.recursive && opens(item, into.mode)) open(item, at, into);
}

/**
 * (stored value, path, mode, recursive) → `items`: key, index, path and value of each row that FLATTEN makes of it, and the
 * number of what it stood in, from 1, in `opened`, as JSON. So a value is there once, however many items it has.
 */
const flatten: NativeFunction = {
  name: 'sf_flatten',
  parameters: [VARCHAR, VARCHAR, VARCHAR, BOOLEAN],
  returns: VARCHAR,
  kind: null,
  takesApart: true,
  takesLong: 'with long values',
  body: (text, path, mode, recursive) => {
    const steps = parsePath(String(path)) ?? [];
    const found = jsonAt(readStored(String(text)), steps);
    const into: Flattening = { mode: modeOf(String(mode)), recursive: recursive === true, opened: [], items: [] };
    if (found !== undefined && opens(found, into.mode)) {
      open(
        found,
        steps.reduce<string>((before, step) => pathText(step, before), ''),
        into,
      );
    }
    return JSON.stringify({ opened: into.opened, items: into.items });
  },
};

const modeOf = (text: string): FlattenMode => (text === 'ARRAY' || text === 'OBJECT' ? text : 'BOTH');

export const FLATTEN: readonly NativeFunction[] = [flatten];
