import { once, quoteText } from '../types/duck-text.js';
import { matchesWhole, regexOptions } from '../types/pattern.js';
import type { Emitted } from '../types/typed.js';
import { constantText } from './constant.js';
import { arg, define } from './define.js';
import { textual, whole } from './parameters.js';
import type { Call, FunctionSpec } from './registry.js';
import { textOf, wholeOf } from './results.js';

/** Options of DuckDB for the parameters argument at `index`, which must be constant. */
const optionsAt = (args: readonly Emitted[], index: number, call: Call): string =>
  quoteText(regexOptions(args[index] === undefined ? 'c' : constantText(arg(args, index), String(index + 1), call)));

const sqlAt = (args: readonly Emitted[], index: number, otherwise: string): string => args[index]?.sql ?? otherwise;

/** Part of `text` from position `from` on. */
const rest = (text: string, from: string): string => `substring(${text}, ${from})`;

/** Group to extract: as named, else the first where the parameters have `e`, else the whole match. */
function groupOf(args: readonly Emitted[], parameters: number, call: Call): string {
  if (args[parameters + 1] !== undefined) return `CAST(${arg(args, parameters + 1).sql} AS INTEGER)`;
  const given = args[parameters] === undefined ? '' : constantText(arg(args, parameters), String(parameters + 1), call);
  return given.includes('e') ? '1' : '0';
}

const like: FunctionSpec = define({
  names: ['REGEXP_LIKE', 'RLIKE'],
  params: [textual, textual],
  optional: [textual],
  apply: (args, call, context) =>
    matchesWhole(
      arg(args, 0),
      arg(args, 1),
      args[2] === undefined ? 'c' : constantText(arg(args, 2), '3', call),
      context,
    ),
});

const substr: FunctionSpec = define({
  names: ['REGEXP_SUBSTR'],
  params: [textual, textual],
  optional: [whole, whole, textual, whole],
  apply: (args, call) => {
    const options = optionsAt(args, 4, call);
    const group = groupOf(args, 4, call);
    const found = once(
      [arg(args, 0).sql, arg(args, 1).sql, sqlAt(args, 2, '1'), sqlAt(args, 3, '1')],
      (text, pattern, from, occurrence) =>
        `list_extract(regexp_extract_all(${rest(text, from)}, ${pattern}, ${group}, ${options}), ${occurrence})`,
    );
    return { ...textOf(found, args), nullable: true };
  },
});

const count: FunctionSpec = define({
  names: ['REGEXP_COUNT'],
  params: [textual, textual],
  optional: [whole, textual],
  apply: (args, call) => {
    const options = optionsAt(args, 3, call);
    const matches = once(
      [arg(args, 0).sql, arg(args, 1).sql, sqlAt(args, 2, '1')],
      (text, pattern, from) => `len(regexp_extract_all(${rest(text, from)}, ${pattern}, 0, ${options}))`,
    );
    return wholeOf(matches, args);
  },
});

/** Where match `occurrence` begins in `text`, from 1, or NULL: what stands before it is the pieces and matches so far. */
const startOf = (text: string, pattern: string, occurrence: string, options: string): string =>
  once(
    [
      `regexp_split_to_array(${text}, ${pattern}, ${options})`,
      `regexp_extract_all(${text}, ${pattern}, 0, ${options})`,
      occurrence,
    ],
    (pieces, matches, n) =>
      `CASE WHEN ${n} <= len(${matches}) THEN CAST(1 + list_sum(list_transform(list_slice(${pieces}, 1, ${n}), lambda "~w": length("~w"))) + coalesce(list_sum(list_transform(list_slice(${matches}, 1, ${n} - 1), lambda "~w": length("~w"))), 0) AS BIGINT) END`,
  );

const instr: FunctionSpec = define({
  names: ['REGEXP_INSTR'],
  params: [textual, textual],
  optional: [whole, whole, whole, textual],
  apply: (args, call) => {
    const options = optionsAt(args, 5, call);
    const sql = once(
      [arg(args, 0).sql, arg(args, 1).sql, sqlAt(args, 2, '1'), sqlAt(args, 3, '1'), sqlAt(args, 4, '0')],
      (text, pattern, from, n, after) => {
        const part = rest(text, from);
        const size = `length(list_extract(regexp_extract_all(${part}, ${pattern}, 0, ${options}), ${n}))`;
        const start = startOf(part, pattern, n, options);
        return `CASE WHEN ${text} IS NULL OR ${pattern} IS NULL THEN NULL ELSE coalesce(${start} + ${from} - 1 + CASE WHEN ${after} = 1 THEN ${size} ELSE 0 END, 0) END`;
      },
    );
    return wholeOf(sql, args);
  },
});

/** Occurrence 0 replaces all matches. */
const replace: FunctionSpec = define({
  names: ['REGEXP_REPLACE'],
  params: [textual, textual],
  optional: [textual, whole, whole, textual],
  apply: (args, call) => {
    const options = regexOptions(args[5] === undefined ? 'c' : constantText(arg(args, 5), '6', call));
    const [one, all] = [quoteText(options), quoteText(`${options}g`)];
    const sql = once(
      [arg(args, 0).sql, arg(args, 1).sql, sqlAt(args, 2, "''"), sqlAt(args, 3, '1'), sqlAt(args, 4, '0')],
      (text, pattern, by, from, n) => {
        const part = rest(text, from);
        const every = `regexp_replace(${part}, ${pattern}, ${by}, ${all})`;
        const single = once(
          [part, startOf(part, pattern, n, one), pattern, by],
          (t, at, p, r) =>
            `CASE WHEN ${at} IS NULL THEN ${t} ELSE left(${t}, ${at} - 1) || regexp_replace(substring(${t}, ${at}), ${p}, ${r}, ${one}) END`,
        );
        return `(left(${text}, ${from} - 1) || CASE WHEN ${n} = 0 THEN ${every} ELSE ${single} END)`;
      },
    );
    return textOf(sql, args);
  },
});

export const REGEXP: readonly FunctionSpec[] = [like, substr, count, instr, replace];
