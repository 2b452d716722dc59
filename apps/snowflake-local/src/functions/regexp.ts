import { compilationError } from '../errors.js';
import { once, quoteText } from '../types/duck-text.js';
import { longCall } from '../types/long-call.js';
import { like, matchesWhole, readPattern, regexOptions, withLines } from '../types/pattern.js';
import { type Size, sized } from '../types/sized.js';
import type { Emitted } from '../types/typed.js';
import { constantText, constantWhole } from './constant.js';
import { arg, define } from './define.js';
import { textual, whole } from './parameters.js';
import type { Call, FunctionSpec } from './registry.js';
import { arrayOf, textOf, wholeOf } from './results.js';

/** Options of DuckDB for the parameters argument at `index`, which must be constant. */
const optionsAt = (args: readonly Emitted[], index: number, call: Call): string =>
  quoteText(regexOptions(args[index] === undefined ? 'c' : constantText(arg(args, index), String(index + 1), call)));

/** The pattern, for the parameters argument at `index`. */
const patternAt = (args: readonly Emitted[], index: number, call: Call): string =>
  withLines(
    readPattern(arg(args, 1)),
    args[index] === undefined ? '' : constantText(arg(args, index), String(index + 1), call),
  );

const sqlAt = (args: readonly Emitted[], index: number, otherwise: string): string => args[index]?.sql ?? otherwise;

/** Part of `text` from position `from` on. */
const rest = (text: string, from: string): string => `substring(${text}, ${from})`;

/** A group to extract. One that the parameters imply by `e` is the whole match where the pattern has no group. */
interface Group {
  readonly index: number;
  readonly implied: boolean;
}

/** As named, else the first where the parameters at `parameters` have `e`, else the whole match. */
function groupOf(args: readonly Emitted[], parameters: number, call: Call): Group {
  const named = args[parameters + 1];
  if (named !== undefined) return { index: constantWhole(named, String(parameters + 2), call), implied: false };
  const given = args[parameters] === undefined ? '' : constantText(arg(args, parameters), String(parameters + 1), call);
  return given.includes('e') ? { index: 1, implied: true } : { index: 0, implied: false };
}

/** What a pattern holds that is no group, up to each parenthesis that opens one. */
const PARTS = String.raw`\\.|\[\^?\]?(?:\[:\w+:\]|[^\]])*\]|\(\?P?|\(`;

/** Every match, or what its group holds. DuckDB refuses a group that the pattern does not have. */
function allMatches(text: string, pattern: Emitted, named: string, group: Group, options: string): string {
  const extract = (index: number) => `regexp_extract_all(${text}, ${named}, ${index}, ${options})`;
  if (group.index === 0) return extract(0);
  const otherwise = group.implied ? extract(0) : `list_transform(${extract(0)}, lambda "~w": CAST(NULL AS VARCHAR))`;
  if (pattern.literal?.kind === 'text') {
    return groupsIn(pattern.literal.value) >= group.index ? extract(group.index) : otherwise;
  }
  const opened = `len(list_filter(regexp_extract_all(${named}, ${quoteText(PARTS)}), lambda "~w": "~w" IN ('(', '(?P')))`;
  return `CASE WHEN ${opened} >= ${group.index} THEN ${extract(group.index)} ELSE ${otherwise} END`;
}

const groupsIn = (pattern: string): number =>
  [...pattern.matchAll(new RegExp(PARTS, 'g'))].filter(([part]) => part === '(' || part === '(?P').length;

/** A constant position or occurrence counts from 1. */
function checkCount(value: Emitted | undefined, what: string, least: number, call: Call): void {
  if (value?.literal?.kind !== 'number' || Number(value.literal.digits) >= least) return;
  const detail = `Invalid parameter value: ${value.literal.digits}. Reason: ${what} must be ${least === 0 ? 'non-negative' : 'positive'}`;
  throw compilationError('001045', '22023', detail, call.position);
}

/** The predicate as a call: LIKE(text, pattern [, escape]). */
const simplePattern = (operator: 'like' | 'ilike'): FunctionSpec =>
  define({
    names: [operator === 'like' ? 'LIKE' : 'ILIKE'],
    params: [textual, textual],
    optional: [textual],
    apply: ([value, pattern, escapedBy], _call, context) => {
      if (value === undefined || pattern === undefined) throw new Error('a pattern and what it is laid on');
      return like(operator, value, pattern, escapedBy, false, context);
    },
  });

const matching: FunctionSpec = define({
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

/** The matches from the named one on, as DuckDB's list. */
function matchesFrom(
  args: readonly Emitted[],
  call: Call,
  pick: (list: string, occurrence: string) => string,
  make: typeof once = once,
): string {
  checkCount(args[2], 'Position', 1, call);
  checkCount(args[3], 'Occurrence', 1, call);
  const options = optionsAt(args, 4, call);
  const group = groupOf(args, 4, call);
  return make(
    [arg(args, 0).sql, patternAt(args, 4, call), sqlAt(args, 2, '1'), sqlAt(args, 3, '1')],
    (text = '', pattern = '', from = '', occurrence = '') =>
      pick(allMatches(rest(text, from), arg(args, 1), pattern, group, options), occurrence),
  );
}

const substr: FunctionSpec = define({
  names: ['REGEXP_SUBSTR'],
  params: [textual, textual],
  optional: [whole, whole, textual, whole],
  apply: (args, call) => {
    const found = matchesFrom(args, call, (list, occurrence) => `list_extract(${list}, ${occurrence})`);
    return { ...textOf(found, args), nullable: true };
  },
});

/** At worst each character is an item, in quotes and with a comma; a list of them takes more while it is made. */
const PIECES: Size = {
  kind: 'variant',
  bytes: (text) => `CAST(strlen(${text}) AS BIGINT) * 4`,
  isBound: true,
  weight: 4,
};

/** More than a text can have. */
const MOST_MATCHES = 2_147_483_647;

/** An ARRAY of the matches; empty where there are none. */
const substrAll: FunctionSpec = define({
  names: ['REGEXP_SUBSTR_ALL', 'REGEXP_EXTRACT_ALL'],
  params: [textual, textual],
  optional: [whole, whole, textual, whole],
  apply: (args, call) => {
    const items = (list: string, occurrence: string) =>
      `CAST(to_json(list_slice(${list}, ${occurrence}, ${MOST_MATCHES})) AS JSON)`;
    return arrayOf(
      matchesFrom(args, call, items, (given, body) => sized(given, PIECES, body)),
      args,
    );
  },
});

const count: FunctionSpec = define({
  names: ['REGEXP_COUNT'],
  params: [textual, textual],
  optional: [whole, textual],
  apply: (args, call) => {
    checkCount(args[2], 'Position', 1, call);
    const options = optionsAt(args, 3, call);
    const matches = once(
      [arg(args, 0).sql, patternAt(args, 3, call), sqlAt(args, 2, '1')],
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
  optional: [whole, whole, whole, textual, whole],
  apply: (args, call) => {
    checkCount(args[2], 'Position', 1, call);
    checkCount(args[3], 'Occurrence', 1, call);
    const options = optionsAt(args, 5, call);
    const group = groupOf(args, 5, call);
    if (group.index > 0) {
      const given = [sqlAt(args, 2, '1'), sqlAt(args, 3, '1'), sqlAt(args, 4, '0'), String(group.index)];
      const numbers = given.map((number) => `CAST(${number} AS BIGINT)`).join(', ');
      const texts = `${arg(args, 0).sql}, ${patternAt(args, 5, call)}, ${options}`;
      return wholeOf(longCall('sf_regexp_instr', texts, numbers, String(group.implied)), args);
    }
    const sql = once(
      [arg(args, 0).sql, patternAt(args, 5, call), sqlAt(args, 2, '1'), sqlAt(args, 3, '1'), sqlAt(args, 4, '0')],
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

/** At worst every character is a match; two characters of a replacement can stand for a whole match. */
const REPLACED: Size = {
  kind: 'text',
  bytes: (text, _pattern, by) => `(CAST(strlen(${text}) AS HUGEINT) + 1) * (2 * strlen(${by}) + 1)`,
  isBound: true,
};

/** Occurrence 0 replaces all matches. */
const replace: FunctionSpec = define({
  names: ['REGEXP_REPLACE'],
  params: [textual, textual],
  optional: [textual, whole, whole, textual],
  apply: (args, call) => {
    checkCount(args[3], 'Position', 1, call);
    checkCount(args[4], 'Occurrence', 0, call);
    const options = regexOptions(args[5] === undefined ? 'c' : constantText(arg(args, 5), '6', call));
    const [one, all] = [quoteText(options), quoteText(`${options}g`)];
    const sql = sized(
      [arg(args, 0).sql, patternAt(args, 5, call), sqlAt(args, 2, "''"), sqlAt(args, 3, '1'), sqlAt(args, 4, '0')],
      REPLACED,
      (text = '', pattern = '', by = '', from = '', n = '') => {
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

export const REGEXP: readonly FunctionSpec[] = [
  matching,
  simplePattern('like'),
  simplePattern('ilike'),
  substr,
  substrAll,
  count,
  instr,
  replace,
];
