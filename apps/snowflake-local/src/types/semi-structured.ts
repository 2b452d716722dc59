import { compilationError } from '../errors.js';
import { castTo } from './cast/cast.js';
import { toVariant } from './cast/cast-semi.js';
import { asText } from './cast/cast-text.js';
import { once, quoteText } from './duck-text.js';
import { UNDEFINED } from './json-text/json-value.js';
import { writeTagged } from './json-text/tagged.js';
import { typedNull } from './literal.js';
import { longCall } from './long-call.js';
import { isSemiStructured, type SnowType, typeText, VARIANT } from './snow-type.js';
import { hasParts, partOf } from './structured.js';
import { type Emitted, isNullLiteral, type ValueContext } from './typed.js';

/** A key, an index from 0, or an expression that gives one of them. */
export type PathStep = string | number | Emitted;

/**
 * `v:a.b[0]`, `v['a']`, `v[expression]`: the VARIANT found there; NULL where nothing is. Keys are case-sensitive.
 */
export function pathOf(value: Emitted, steps: readonly PathStep[], context: ValueContext): Emitted {
  let type: SnowType | undefined = value.type;
  const keys: PathStep[] = [];
  for (const step of steps) {
    // The keys of a MAP are texts in there, whatever type they have.
    const isKey: boolean = type?.kind === 'object' && type.map !== undefined;
    keys.push(!isKey ? step : typeof step === 'object' ? asText(step, context) : String(step));
    const inner: ReturnType<typeof partOf> = type && partOf(type, step);
    if (inner === 'missing') {
      const shown = typeof step === 'string' ? `'${step}'` : 'an index';
      throw compilationError('001007', '22023', `${typeText(type ?? VARIANT)} has no field of the name ${shown}.`);
    }
    type = inner?.type;
  }
  const found = variantAt(value, keys, context);
  if (type === undefined || steps.length === 0) return found;
  // What is in there is of that type already.
  if (hasParts(type)) return { ...found, type, sql: nullOfJson(found.sql) };
  return type.kind === 'variant' ? found : castTo(found, type, context);
}

const nullOfJson = (sql: string): string =>
  once([sql], (v) => `CASE WHEN CAST(${v} AS VARCHAR) <> 'null' THEN ${v} END`);

function variantAt(value: Emitted, steps: readonly PathStep[], context: ValueContext): Emitted {
  if (isNullLiteral(value)) return typedNull(VARIANT);
  const from = isSemiStructured(value.type) ? value : toVariant(value, context);
  if (steps.every((step) => typeof step === 'string' || typeof step === 'number')) {
    return found(
      atConstantPath(
        from.sql,
        steps.filter((step) => typeof step !== 'object'),
      ),
    );
  }
  const list = steps.map((step) => (typeof step === 'object' ? dynamicStep(step) : quoteText(JSON.stringify(step))));
  return found(
    `CAST(${longCall('sf_json_get', `CAST(${from.sql} AS VARCHAR)`, `'[' || ${list.join(` || ',' || `)} || ']'`)} AS JSON)`,
  );
}

/** A step as JSON text: a number is an index, a text a key, and a VARIANT is whichever it holds. */
function dynamicStep(step: Emitted): string {
  if (isSemiStructured(step.type)) return `CAST(${step.sql} AS VARCHAR)`;
  return `CAST(to_json(${step.type.kind === 'fixed' ? `CAST(${step.sql} AS BIGINT)` : step.sql}) AS VARCHAR)`;
}

/** DuckDB reads long numbers as doubles when it extracts them; a text that may hold one goes the exact, slower way. */
export const LONG_NUMBER = '[0-9][0-9.]{15}';

function atConstantPath(sql: string, steps: readonly (string | number)[]): string {
  const exact = (v: string) =>
    `CAST(${longCall('sf_json_get', `CAST(${v} AS VARCHAR)`, quoteText(JSON.stringify(steps)))} AS JSON)`;
  // DuckDB's path has no way to write these, and counts negative indexes from the end.
  if (steps.some((step) => (typeof step === 'string' ? /["\\*]/.test(step) : step < 0))) return once([sql], exact);
  const path = `$${steps.map((step) => (typeof step === 'string' ? `."${step}"` : `[${step}]`)).join('')}`;
  return once(
    [sql],
    (v) =>
      `CASE WHEN regexp_matches(${v}, '${LONG_NUMBER}') THEN ${exact(v)} ELSE json_extract(${v}, ${quoteText(path)}) END`,
  );
}

/** An item that is SQL NULL is nothing. Not by `nullif`: DuckDB forgets what it is called where it stands in a STRUCT. */
const found = (sql: string): Emitted => ({
  sql: once([sql], (v) => `CASE WHEN CAST(${v} AS VARCHAR) <> ${quoteText(writeTagged(UNDEFINED))} THEN ${v} END`),
  type: VARIANT,
  physical: 'json',
  nullable: true,
});
