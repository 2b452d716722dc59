import { once } from './duck-text.js';
import { type Cause, failure, markedError, raise } from './raise.js';

/** Bytes of the longest VARCHAR, and of the longest VARIANT, OBJECT or ARRAY as it is stored. */
export const MAX_STORED_BYTES = 134_217_728;

/** What a value is as far as its size goes: the most bytes that Snowflake makes of it, and what it says of more. */
const SIZES = {
  text: { most: MAX_STORED_BYTES, cause: 'text_too_long', form: 'VARCHAR' },
  binary: { most: MAX_STORED_BYTES / 2, cause: 'binary_too_long', form: 'BLOB' },
  variant: { most: MAX_STORED_BYTES, cause: 'lob_too_large', form: 'JSON' },
} as const satisfies Readonly<Record<string, { most: number; cause: Cause; form: string }>>;

export type SizedKind = keyof typeof SIZES;
export const isSizedKind = (name: string): name is SizedKind => Object.hasOwn(SIZES, name);

/** The refusal's text around the number of bytes. */
const refusalText = (kind: SizedKind): readonly [before: string, after: string] =>
  kind === 'variant'
    ? [`Max LOB size (${SIZES.variant.most}) exceeded, actual size of parsed column is `, '']
    : [`${kind === 'text' ? 'String' : 'Binary'} of `, ' bytes is too long and would be truncated'];

/** For functions written in JavaScript. @throws where a value of so many bytes is none of Snowflake's. */
export function refuseTooLarge(kind: SizedKind, bytes: number): void {
  if (bytes <= SIZES[kind].most) return;
  const [before, after] = refusalText(kind);
  throw markedError(SIZES[kind].cause, `${before}${bytes}${after}`);
}

/** For texts of a statement. @throws SqlError where one is longer than a VARCHAR. */
export function requireText(text: string): void {
  // No character of UTF-16 has more than three bytes.
  if (text.length * 3 <= SIZES.text.most) return;
  const bytes = Buffer.byteLength(text);
  if (bytes > SIZES.text.most) throw failure('text_too_long', refusalText('text').join(String(bytes)));
}

/** More bytes than can be asked for, and few enough to be counted. */
const BEYOND_ALL = 1_000_000_000_000;
/** Values up to this size are made without asking: 2,048 of them at a time are little. */
const SMALL_BYTES = 16_384;
/** The same where the size is only a bound, which most values are far from. */
const SMALL_BOUND = 1_048_576;

/** A value of a window is in the window's own rows and in the expression around it at the same time. */
const WINDOW_COPIES = 2;

export interface Size {
  readonly kind: SizedKind;
  /** Bytes of the result as a DuckDB expression, NULL where the result is. It may be a bound where `isBound` says so. */
  readonly bytes: (...names: string[]) => string;
  /** What `bytes` is too high for, counted: where it is beyond the limit, and only there, because it takes time. */
  readonly counted?: (...names: string[]) => string;
  /** The result may be far smaller: it is looked at when it is made. */
  readonly isBound?: boolean;
  /** How many bytes one of them takes while the result is made. */
  readonly weight?: number;
}

/**
 * `make` where its result is within Snowflake's limit and has room here, else the statement stops: what makes long values
 * out of short ones says first how long they become. The one mechanism for every function whose result can outgrow its
 * arguments.
 */
export const sized = (
  args: readonly string[],
  { kind, bytes, counted, isBound = false, weight = 1 }: Size,
  make: (...names: string[]) => string,
): string => {
  const ask = args.some(isOfRow) ? 'sf_room' : 'sf_room_each';
  return once(args, (...names) => {
    const size = `CAST(${bytes(...names)} AS HUGEINT)`;
    const { most } = SIZES[kind];
    const isExact = !isBound && counted === undefined;
    // Beyond the limit a bound says nothing: what was counted does, or the value itself once it is made.
    const beyond = counted?.(...names) ?? String(isBound ? most : BEYOND_ALL);
    // Not `least`, for which NULL is no value at all.
    const capped = `CASE WHEN ${size} > ${isExact ? BEYOND_ALL : most} THEN ${beyond} ELSE ${size} END`;
    const asked = `${ask}(CAST(${capped} AS BIGINT), ${weight}, '${kind}')`;
    const made = make(...names);
    const large = isBound ? withinLimit(kind, made) : made;
    return `CASE WHEN ${size} <= ${isBound ? SMALL_BOUND : SMALL_BYTES} THEN ${made} WHEN ${asked} THEN ${large} END`;
  });
};

/** Whether an expression reads a column, or what a lambda is called with: else it is a constant. */
const isOfRow = (sql: string): boolean => /\b[tw]\d+\.|"~/.test(sql);

/** The literal `sql` of so many bytes, where there is room for one in each row. */
export const literalWithRoom = (sql: string, bytes: number): string =>
  bytes <= SMALL_BYTES ? sql : `CASE WHEN sf_room_each(${bytes}, 1, 'text') THEN ${sql} END`;

/**
 * A condition that ends the statement where there is no room for values of `bytes` bytes, one for each of the rows that
 * DuckDB works on at a time, which is what it makes of a window. Where `isBound` says so, the values may be smaller.
 */
export const roomFor = (kind: SizedKind, bytes: string, isBound: boolean): string => {
  const asked = `CAST(least(${bytes}, ${isBound ? SIZES[kind].most : BEYOND_ALL}) AS BIGINT)`;
  return `CASE WHEN coalesce(${bytes}, 0) <= ${SMALL_BYTES} THEN true ELSE sf_room(${asked}, ${WINDOW_COPIES}, '${kind}') END`;
};

/** `make` where as many bytes as it gives are within the limit: for aggregates, whose parts have been taken in by then. */
export const sizedBefore = (kind: SizedKind, bytes: string, make: string): string => {
  const [before, after] = refusalText(kind);
  const { most, cause, form } = SIZES[kind];
  return `CASE WHEN coalesce(${bytes}, 0) <= ${most} THEN ${make} ELSE ${raise(cause, `'${before}' || CAST(${bytes} AS VARCHAR) || '${after}'`, form)} END`;
};

/** A value that has been made, where it is within the limit; else the statement stops. */
export const withinLimit = (kind: SizedKind, sql: string): string =>
  once([sql], (v) => {
    const { most, cause, form } = SIZES[kind];
    const bytes = kind === 'binary' ? `octet_length(${v})` : `strlen(CAST(${v} AS VARCHAR))`;
    const [before, after] = refusalText(kind);
    const refusal = raise(cause, `'${before}' || ${bytes} || '${after}'`, form);
    return `CASE WHEN ${bytes} <= ${most} THEN ${v} WHEN ${v} IS NOT NULL THEN ${refusal} END`;
  });
