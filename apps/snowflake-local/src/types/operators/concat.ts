import { asText } from '../cast/cast-text.js';
import { textLiteral } from '../literal.js';
import { literalWithRoom, sized, withinLimit } from '../sized.js';
import { binary, MAX_BINARY_LENGTH, MAX_TEXT_LENGTH, text } from '../snow-type.js';
import type { Emitted, ValueContext } from '../typed.js';

/** Up to this many parts are written with `||`; more go through a list, whose cost does not grow with their number squared. */
const WRITTEN_PARTS = 32;
/** Characters of a text that is made without asking for room. */
const SHORT_LENGTH = 4_096;

/** `a || b || …`: BINARY while all are, else text. NULL in any makes NULL. */
export function concatenated(values: readonly Emitted[], context: ValueContext): Emitted {
  const other = values.findIndex(({ type }) => type.kind !== 'binary');
  const bytes = other < 0 ? values : values.slice(0, other);
  if (bytes.length === values.length) return bytesOf(bytes);
  const rest = values.slice(bytes.length);
  return textsOf(bytes.length === 0 ? rest : [bytesOf(bytes), ...rest], context);
}

function bytesOf(values: readonly Emitted[]): Emitted {
  const [first] = values;
  if (first !== undefined && values.length === 1) return first;
  const list = values.map(({ sql }) => sql);
  const all = (parts: readonly string[]) =>
    parts.length <= WRITTEN_PARTS
      ? `(${parts.join(' || ')})`
      : `list_reduce([${parts.join(', ')}], lambda "~a", "~b": "~a" || "~b")`;
  const bytes = (...parts: string[]) => parts.map((part) => `CAST(octet_length(${part}) AS BIGINT)`).join(' + ');
  const sql =
    list.length > WRITTEN_PARTS || values.every(isShortBinary)
      ? withinLimit('binary', all(list))
      : sized(list, { kind: 'binary', bytes }, (...parts) => all(parts));
  return { sql, type: binary(), physical: 'blob', nullable: values.some(({ nullable }) => nullable) };
}

/** So that the few parts that are written out make no more than the limit. */
const isShortBinary = ({ type }: Emitted): boolean =>
  type.kind === 'binary' && type.length * WRITTEN_PARTS <= MAX_BINARY_LENGTH;

function textsOf(values: readonly Emitted[], context: ValueContext): Emitted {
  const texts = values.map((value) => asText(value, context));
  const length = texts.reduce((sum, { type }) => sum + (type.kind === 'text' ? type.length : MAX_TEXT_LENGTH), 0);
  const parts = joinedLiterals(texts);
  const [first] = parts;
  // Literals make a literal, which orders and groups nothing.
  if (first?.literal !== undefined && parts.length === 1)
    return { ...first, type: text(Math.min(length, MAX_TEXT_LENGTH)) };
  const nullable = texts.some((value) => value.nullable);
  const sql = length <= SHORT_LENGTH ? joined(parts) : withRoom(parts);
  return { sql, type: text(Math.min(length, MAX_TEXT_LENGTH)), physical: 'varchar', nullable };
}

/** Whether a value may be so long that what holds it is not made without asking for room. */
export const isLong = ({ type }: Emitted): boolean => type.kind === 'text' && type.length > SHORT_LENGTH;

/** Long parts may make more than a text can hold, and 2,048 of those at a time. Few are looked at one by one, many as a list. */
function withRoom(written: readonly Emitted[]): string {
  if (written.length < 2) return joined(written);
  const parts = written.map((part) =>
    part.literal?.kind === 'text'
      ? { ...part, sql: literalWithRoom(part.sql, Buffer.byteLength(part.literal.value)) }
      : part,
  );
  const named = (sqls: readonly string[]) => joined(parts.map((part, at) => ({ ...part, sql: sqls[at] ?? part.sql })));
  const bytes = (sqls: readonly string[]) => sqls.map((sql) => `CAST(strlen(${sql}) AS BIGINT)`);
  return parts.length <= WRITTEN_PARTS
    ? sized(
        parts.map(({ sql }) => sql),
        { kind: 'text', bytes: (...sqls) => bytes(sqls).join(' + ') },
        (...sqls) => named(sqls),
      )
    : withinLimit('text', joined(parts));
}

function joined(parts: readonly Emitted[]): string {
  const [first] = parts;
  const list = parts.map(({ sql }) => sql);
  if (first !== undefined && list.length === 1) return first.sql;
  if (list.length <= WRITTEN_PARTS) return `(${list.join(' || ')})`;
  // What joins a list passes over NULLs. A literal NULL is no reason to compute the rest.
  if (!parts.some(({ nullable }) => nullable)) return `array_to_string([${list.join(', ')}], '')`;
  const whole = (all: string) => `CASE WHEN list_count(${all}) = ${list.length} THEN array_to_string(${all}, '') END`;
  return `list_extract(list_transform([[${list.join(', ')}]], lambda "~l": ${whole('"~l"')}), 1)`;
}

/** Neighbouring literals as one: a generated chain may consist of nothing else. */
function joinedLiterals(texts: readonly Emitted[]): readonly Emitted[] {
  const parts: Emitted[] = [];
  let open: string[] = [];
  const close = () => {
    if (open.length > 0) parts.push(textLiteral(open.join('')));
    open = [];
  };
  for (const value of texts) {
    if (value.literal?.kind === 'text') {
      open.push(value.literal.value);
      continue;
    }
    close();
    parts.push(value);
  }
  close();
  return parts;
}
