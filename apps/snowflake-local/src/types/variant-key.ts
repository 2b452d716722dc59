import { once, quoteText } from './duck-text.js';
import { RANK } from './json-text/order-key.js';
import { MARKED } from './json-text/tagged.js';
import { longCall } from './long-call.js';
import { isUtc } from './moment/zone.js';
import type { ValueContext } from './typed.js';

/**
 * The one place that decides how semi-structured values compare: a DuckDB STRUCT of a rank, a DOUBLE and a text, which
 * DuckDB sorts, groups, joins and hashes by itself. Equal values have equal keys whatever type they have and however
 * they are written; NULL has none. JavaScript runs only for numbers of more than 15 characters, for ARRAYs and for OBJECTs.
 *
 * @param sql stored JSON text
 * @param context the session, whose zone says what instant a TIMESTAMP_NTZ or DATE is beside a timestamp with a zone
 * @param beside `number`: the other side is a NUMBER or FLOAT, so that a text which reads as a number counts as that number
 */
export function variantKey(sql: string, context: Pick<ValueContext, 'timezone'>, beside?: 'number'): string {
  return once([`CAST(${sql} AS VARCHAR)`], (v) => {
    const text = `json_extract_string(${v}, '$')`;
    const zone = quoteText(context.timezone);
    const plainText = beside === 'number' ? numberOrText(text) : key(RANK.text, '0', text);
    const arms = [
      `WHEN starts_with(${v}, ${quoteText(MARKED)}) THEN ${taggedKey(v, context.timezone)}`,
      `WHEN starts_with(${v}, '"') THEN ${plainText}`,
      `WHEN starts_with(${v}, '{') THEN ${key(RANK.object, '0', longCall('sf_json_key', v, zone))}`,
      `WHEN starts_with(${v}, '[') THEN ${key(RANK.array, '0', longCall('sf_json_key', v, zone))}`,
      `WHEN ${v} = 'true' THEN ${key(RANK.boolean, '1', "''")}`,
      `WHEN ${v} = 'false' THEN ${key(RANK.boolean, '0', "''")}`,
      // Beside a plain value JSON null is NULL, as a cast makes it.
      `WHEN ${v} = 'null' THEN ${beside === undefined ? key(RANK.null, '0', "''") : 'NULL'}`,
    ];
    return `CASE WHEN ${v} IS NULL THEN NULL ${arms.join(' ')} ELSE ${numberKey(v)} END`;
  });
}

/** All numbers of up to 15 characters differ as DOUBLEs; longer ones that do not have their digits compared. */
const numberKey = (text: string): string =>
  key(RANK.number, text, `CASE WHEN length(${text}) <= 15 THEN '1' ELSE sf_number_tie(${text}) END`);

const numberOrText = (text: string): string =>
  once(
    [text],
    (t) =>
      `CASE WHEN regexp_full_match(${t}, '[+-]?([0-9]+\\.?[0-9]*|\\.[0-9]+)([eE][+-]?[0-9]+)?') THEN ${numberKey(t)} ELSE ${key(RANK.text, '0', t)} END`,
  );

function taggedKey(v: string, timezone: string): string {
  const content = `substring(${v}, 9, length(${v}) - 9)`;
  const local = (clock: string) => (isUtc(timezone) ? clock : `sf_instant_key(${content}, ${quoteText(timezone)})`);
  const arms = [
    `WHEN 'f' THEN ${key(RANK.number, content, "'1'")}`,
    `WHEN 's' THEN ${key(RANK.text, '0', `concat(chr(1), substring(json_extract_string(${v}, '$'), 3))`)}`,
    `WHEN 'd' THEN ${key(RANK.moment, '0', local(`concat(${content}, ' 00:00:00.000000000')`))}`,
    `WHEN 'p' THEN ${key(RANK.moment, '0', local(content))}`,
    `WHEN 't' THEN ${key(RANK.time, '0', content)}`,
    `WHEN 'b' THEN ${key(RANK.binary, '0', content)}`,
  ];
  return `CASE substring(${v}, 8, 1) ${arms.join(' ')} ELSE ${key(RANK.moment, '0', `left(${content}, 29)`)} END`;
}

const key = (rank: number, number: string, text: string): string =>
  `struct_pack(r := CAST(${rank} AS TINYINT), d := CAST(${number} AS DOUBLE), t := ${text})`;
