import { collated } from '../types/cast/cast-text.js';
import { foldedText } from '../types/collation.js';
import { merge } from '../types/common-type.js';
import { once, quoteText } from '../types/duck-text.js';
import { textLiteral, typedNull } from '../types/literal.js';
import { longCall } from '../types/long-call.js';
import { concatenated } from '../types/operators/concat.js';
import { raise } from '../types/raise.js';
import { MAX_STORED_BYTES, type Size, sized } from '../types/sized.js';
import { binary, MAX_TEXT_LENGTH, text } from '../types/snow-type.js';
import type { Emitted, ValueContext } from '../types/typed.js';
import { bytewise } from './bytes/bytewise.js';
import { constantText } from './constant.js';
import { arg, define, type Parameter, wrongTypes } from './define.js';
import { textOrBinary, textual, whole } from './parameters.js';
import type { Call, FunctionSpec } from './registry.js';
import { textOf, truthOf, wholeOf } from './results.js';

/** Not GREATEST, for which NULL is no value at all. */
const atLeastZero = (n: string): string => `CASE WHEN ${n} < 0 THEN 0 ELSE ${n} END`;

const sqlOf = (args: readonly Emitted[]): readonly string[] => args.map((value) => value.sql);
const lengthOf = (value: Emitted): number => (value.type.kind === 'text' ? value.type.length : MAX_TEXT_LENGTH);

/** A function of texts that DuckDB has with the same meaning and whose result is no longer than its first argument. */
const shorter = (
  names: [string, ...string[]],
  params: readonly Parameter[],
  body: (...args: string[]) => string,
): FunctionSpec =>
  define({ names, params, apply: (args) => textOf(once(sqlOf(args), body), args, lengthOf(arg(args, 0))) });

/** The same with a result that may be far longer; `size` says how long. */
const growing = (
  names: [string, ...string[]],
  params: readonly Parameter[],
  size: Omit<Size, 'kind'>,
  body: (...args: string[]) => string,
): FunctionSpec =>
  define({ names, params, apply: (args) => textOf(sized(sqlOf(args), { kind: 'text', ...size }, body), args) });

const counting = (
  names: [string, ...string[]],
  params: readonly Parameter[],
  body: (...args: string[]) => string,
): FunctionSpec => define({ names, params, apply: (args) => wholeOf(once(sqlOf(args), body), args) });

/** Characters that a collation of one of the texts makes no difference between are equal. */
const testing = (name: string, duck: string): FunctionSpec =>
  define({
    names: [name],
    params: [textual, textual],
    apply: (args) => truthOf(`${duck}(${folded(args).join(', ')})`, args),
  });

function folded(args: readonly Emitted[]): readonly string[] {
  const type = args.map((value) => value.type).reduce(merge);
  const collation = type.kind === 'text' ? type.collation : undefined;
  return sqlOf(args).map((sql) => (collation === undefined ? sql : foldedText(sql, collation)));
}

/** A start of 0 counts as 1; one before the beginning of the text gives the empty text, as does a length below 1. */
function substring(args: readonly Emitted[]): Emitted {
  const body = (text: string, start: string, count?: string) => {
    const from = `CASE WHEN ${start} = 0 THEN 1 ELSE ${start} END`;
    const cut =
      count === undefined ? `substring(${text}, ${from})` : `substring(${text}, ${from}, ${atLeastZero(count)})`;
    return `CASE WHEN - ${start} > length(${text}) THEN '' ELSE ${cut} END`;
  };
  return textOf(
    once(sqlOf(args), (text, start, count) => body(text ?? '', start ?? '', count)),
    args,
    lengthOf(arg(args, 0)),
  );
}

/** Only blanks go where no characters are named. */
const trimming = (name: string, duck: string): FunctionSpec =>
  define({
    names: [name],
    params: [textual],
    optional: [textual],
    apply: (args) => textOf(`${duck}(${arg(args, 0).sql}, ${args[1]?.sql ?? "' '"})`, args, lengthOf(arg(args, 0))),
  });

/** A value that is longer is cut; an empty padding adds nothing. BINARY is padded with BINARY, which must be named. */
const padding = (name: string, duck: string): FunctionSpec =>
  define({
    names: [name],
    params: [textOrBinary, whole],
    optional: [textOrBinary],
    apply: (args, call) => {
      const isBinary = arg(args, 0).type.kind === 'binary';
      if ((args[2]?.type.kind === 'binary') !== isBinary) throw wrongTypes(call);
      if (isBinary) return paddedBinary(args, name === 'LPAD' ? 'left' : 'right');
      return textOf(
        sized(
          [arg(args, 0).sql, arg(args, 1).sql, args[2]?.sql ?? "' '"],
          {
            kind: 'text',
            // Characters; where those of the padding have several bytes, they take as many more.
            bytes: (text, count, pad) =>
              `CASE WHEN ${pad} = '' THEN 0 WHEN ${text} IS NOT NULL THEN CAST(${atLeastZero(count)} AS DOUBLE) * strlen(${pad}) / length(${pad}) END`,
          },
          (text, count, pad) => {
            const size = `CAST(least(${atLeastZero(count)}, ${MAX_STORED_BYTES}) AS INTEGER)`;
            return `CASE WHEN ${pad} = '' THEN left(${text}, ${size}) ELSE ${duck}(${text}, ${size}, ${pad}) END`;
          },
        ),
        args,
      );
    },
  });

const paddedBinary = (args: readonly Emitted[], side: 'left' | 'right'): Emitted => ({
  sql: `sf_pad_binary(${arg(args, 0).sql}, CAST(${arg(args, 1).sql} AS BIGINT), ${arg(args, 2).sql}, '${side}')`,
  type: binary(),
  physical: 'blob',
  nullable: args.some((value) => value.nullable),
});

const BYTES_OF_CHARACTER = 4;

/** Position of a text in another, from 1; 0 where it is not there. The search may begin further right. */
function position(args: readonly Emitted[]): Emitted {
  const start = args[2];
  const [needleSql = '', textSql = ''] = folded(args.slice(0, 2));
  if (start === undefined) return wholeOf(`instr(${textSql}, ${needleSql})`, args);
  const body = (n: string, t: string, s: string) =>
    once(
      [`instr(substring(${t}, ${s}), ${n})`, s],
      (found, from) => `CASE WHEN ${found} = 0 THEN 0 ELSE ${found} + ${from} - 1 END`,
    );
  return wholeOf(once([needleSql, textSql, start.sql], body), args);
}

/** NULL in any argument makes NULL, unlike in other databases. */
function concatWith(args: readonly Emitted[], _call: Call, context: ValueContext): Emitted {
  const [separator, ...items] = sqlOf(args);
  if (items.length === 1) return textOf(`CASE WHEN ${separator} IS NOT NULL THEN ${items[0]} END`, args);
  const joined = (...names: string[]) => {
    const [between, ...texts] = args.map((value, at) => ({ ...value, sql: names[at] ?? value.sql }));
    const parts = texts.flatMap((text, at) => (at === 0 || between === undefined ? [text] : [between, text]));
    return concatenated(parts, context).sql;
  };
  return textOf(once(sqlOf(args), joined), args);
}

/** Words begin after these where no others are named. */
const DELIMITERS = '!?@"^#$&~_,.:;+-*%/|\\[](){}<> \t\r\n\v\f';

const initcap: FunctionSpec = define({
  names: ['INITCAP'],
  params: [textual],
  optional: [textual],
  apply: (args) => {
    const delimiters = args[1]?.sql ?? quoteText(DELIMITERS);
    const sql = once([arg(args, 0).sql, delimiters], (text, among) => {
      const set = `regexp_escape(${among})`;
      const pieces = `regexp_extract_all(${text}, '[^' || ${set} || ']+|[' || ${set} || ']+')`;
      const raised = `list_transform(${pieces}, lambda "~w": upper(left("~w", 1)) || lower(substring("~w", 2)))`;
      const capital = `upper(left(${text}, 1)) || lower(substring(${text}, 2))`;
      return `CASE WHEN ${among} IS NULL THEN NULL WHEN ${among} = '' THEN ${capital} ELSE coalesce(list_aggregate(${raised}, 'string_agg', ''), ${text}) END`;
    });
    return textOf(sql, args, lengthOf(arg(args, 0)));
  },
});

const LONG_ALPHABET = raise(
  'text_too_long',
  `'String ''(target alphabet)'' is too long and would be truncated'`,
  'VARCHAR',
);

export const TEXT: readonly FunctionSpec[] = [
  define({
    names: ['COLLATE'],
    params: [textual, textual],
    apply: (args, call, context) => collated(arg(args, 0), constantText(arg(args, 1), '2', call), context),
  }),
  define({
    names: ['COLLATION'],
    params: [textual],
    apply: ([value]) =>
      value?.type.kind === 'text' && value.type.collation !== undefined
        ? textLiteral(value.type.collation)
        : typedNull(text()),
  }),
  shorter(['UPPER'], [textual], (x) => `upper(${x})`),
  shorter(['LOWER'], [textual], (x) => `lower(${x})`),
  bytewise(shorter(['REVERSE'], [textual], (x) => `reverse(${x})`)),
  initcap,
  define({
    names: ['LENGTH', 'LEN', 'CHAR_LENGTH', 'CHARACTER_LENGTH'],
    params: [textOrBinary],
    apply: (args) =>
      wholeOf(`${arg(args, 0).type.kind === 'binary' ? 'octet_length' : 'length'}(${arg(args, 0).sql})`, args),
  }),
  define({
    names: ['OCTET_LENGTH'],
    params: [textOrBinary],
    apply: (args) =>
      wholeOf(`${arg(args, 0).type.kind === 'binary' ? 'octet_length' : 'strlen'}(${arg(args, 0).sql})`, args),
  }),
  define({
    names: ['BIT_LENGTH'],
    params: [textOrBinary],
    apply: (args) =>
      wholeOf(`(8 * ${arg(args, 0).type.kind === 'binary' ? 'octet_length' : 'strlen'}(${arg(args, 0).sql}))`, args),
  }),
  bytewise(define({ names: ['SUBSTR', 'SUBSTRING'], params: [textual, whole], optional: [whole], apply: substring })),
  bytewise(shorter(['LEFT'], [textual, whole], (x, n) => `left(${x}, ${atLeastZero(n)})`)),
  bytewise(shorter(['RIGHT'], [textual, whole], (x, n) => `right(${x}, ${atLeastZero(n)})`)),
  trimming('TRIM', 'trim'),
  trimming('LTRIM', 'ltrim'),
  trimming('RTRIM', 'rtrim'),
  padding('LPAD', 'lpad'),
  padding('RPAD', 'rpad'),
  define({
    names: ['REPLACE'],
    params: [textual, textual],
    optional: [textual],
    apply: (args) =>
      textOf(
        sized(
          [arg(args, 0).sql, arg(args, 1).sql, args[2]?.sql ?? "''"],
          {
            kind: 'text',
            // At worst every part is replaced.
            bytes: (x, from, to) =>
              `CAST(strlen(${x}) AS DOUBLE) * CASE WHEN strlen(${to}) <= strlen(${from}) OR ${from} = '' THEN 1 ELSE strlen(${to}) / strlen(${from}) END`,
            counted: (x, from, to) =>
              `strlen(${x}) + (strlen(${x}) - strlen(replace(${x}, ${from}, ''))) / strlen(${from}) * (strlen(${to}) - strlen(${from}))`,
          },
          (x, from, to) => `replace(${x}, ${from}, ${to})`,
        ),
        args,
      ),
  }),
  growing(
    ['TRANSLATE'],
    [textual, textual, textual],
    { bytes: (x, _from, to) => `CAST(strlen(${x}) AS BIGINT) * ${BYTES_OF_CHARACTER} + strlen(${to})`, isBound: true },
    (x, from, to) =>
      `CASE WHEN length(${to}) > length(${from}) THEN ${LONG_ALPHABET} ELSE translate(${x}, ${from}, ${to}) END`,
  ),
  growing(
    ['REPEAT'],
    [textual, whole],
    { bytes: (x, n) => `CAST(strlen(${x}) AS DOUBLE) * ${atLeastZero(n)}` },
    (x, n) => `repeat(${x}, ${atLeastZero(n)})`,
  ),
  growing(['SPACE'], [whole], { bytes: (n) => atLeastZero(n) }, (n) => `repeat(' ', ${atLeastZero(n)})`),
  bytewise(
    growing(
      ['INSERT'],
      [textual, whole, whole, textual],
      { bytes: (x, _start, _count, other) => `CAST(strlen(${x}) AS BIGINT) + strlen(${other})`, isBound: true },
      (x, start, count, other) => `(left(${x}, ${start} - 1) || ${other} || substring(${x}, ${start} + ${count}))`,
    ),
  ),
  define({
    names: ['CONCAT'],
    params: [textOrBinary],
    rest: textOrBinary,
    apply: (args, _call, context) => concatenated(args, context),
  }),
  define({ names: ['CONCAT_WS'], params: [textual, textual], rest: textual, apply: concatWith }),
  bytewise(
    define({ names: ['POSITION', 'CHARINDEX'], params: [textual, textual], optional: [whole], apply: position }),
  ),
  bytewise(testing('CONTAINS', 'contains')),
  bytewise(testing('STARTSWITH', 'starts_with')),
  bytewise(testing('ENDSWITH', 'ends_with')),
  counting(['ASCII', 'UNICODE'], [textual], (x) => `CASE WHEN ${x} = '' THEN 0 ELSE unicode(${x}) END`),
  define({
    names: ['CHR', 'CHAR'],
    params: [whole],
    apply: (args) => textOf(`chr(CAST(${arg(args, 0).sql} AS INTEGER))`, args, 1),
  }),
  define({
    names: ['SOUNDEX'],
    params: [textual],
    apply: (args) => textOf(longCall('sf_soundex', arg(args, 0).sql), args, 4),
  }),
  define({
    names: ['SOUNDEX_P123'],
    params: [textual],
    apply: (args) => textOf(longCall('sf_soundex_p123', arg(args, 0).sql), args, 4),
  }),
  counting(['JAROWINKLER_SIMILARITY'], [textual, textual], (a, b) => longCall('sf_jarowinkler', a, b)),
  counting(['RTRIMMED_LENGTH'], [textual], (x) => `length(rtrim(${x}, ' '))`),
  define({
    names: ['EDITDISTANCE'],
    params: [textual, textual],
    optional: [whole],
    // A third argument is the most that is counted; below zero it is zero.
    apply: (args) =>
      wholeOf(
        once(sqlOf(args), (a, b, most) =>
          most === undefined
            ? `levenshtein(${a}, ${b})`
            : `CASE WHEN ${most} IS NOT NULL THEN least(levenshtein(${a}, ${b}), ${atLeastZero(most)}) END`,
        ),
        args,
      ),
  }),
  define({
    names: ['SPLIT_PART'],
    params: [textual, textual, whole],
    // Part 0 is part 1; an empty separator splits nothing.
    apply: (args) =>
      textOf(
        once(sqlOf(args), (text, by, n) => {
          const index = `CAST(CASE WHEN ${n} = 0 THEN 1 ELSE ${n} END AS INTEGER)`;
          const whole1 = `CASE WHEN ${index} IN (1, -1) THEN ${text} ELSE '' END`;
          return `CASE WHEN ${by} = '' THEN ${whole1} ELSE split_part(${text}, ${by}, ${index}) END`;
        }),
        args,
        lengthOf(arg(args, 0)),
      ),
  }),
  define({
    names: ['STRTOK'],
    params: [textual],
    optional: [textual, whole],
    apply: (args) => ({
      ...textOf(
        once(
          [arg(args, 0).sql, args[1]?.sql ?? "' '", args[2]?.sql ?? '1'],
          (text, among, n) => `list_extract(${tokens(text, among)}, CAST(nullif(${n}, 0) AS BIGINT))`,
        ),
        args,
      ),
      nullable: true,
    }),
  }),
];

/** The pieces of `text` between `by`, empty ones too; an empty separator splits nothing. */
export const pieces = (text: string, by: string): string =>
  `CASE WHEN ${text} IS NULL OR ${by} IS NULL THEN NULL WHEN ${by} = '' THEN [${text}] ELSE string_split(${text}, ${by}) END`;

/** The pieces of `text` between any of the characters `among`, empty ones left out; without one the whole text is a piece. */
export function tokens(text: string, among: string): string {
  // DuckDB reads a constant pattern ahead, whatever branch it is in: `[]` is none.
  const pattern = `'[' || regexp_escape(CASE WHEN ${among} = '' THEN ' ' ELSE ${among} END) || ']'`;
  const pieces = `CASE WHEN ${among} = '' THEN [${text}] ELSE regexp_split_to_array(${text}, ${pattern}) END`;
  return `CASE WHEN ${text} IS NULL OR ${among} IS NULL THEN NULL ELSE list_filter(${pieces}, lambda "~w": "~w" <> '') END`;
}
