import type { CsvFormat } from './csv-format.js';

/** One record of a CSV file, or why it could not be read. */
export type CsvRecord =
  | {
      readonly kind: 'row';
      readonly fields: readonly (string | null)[];
      /** Counts from 1, of the record's first line. */
      readonly line: number;
      /** Characters of the whole record, its delimiter left out. */
      readonly length: number;
    }
  | {
      readonly kind: 'error';
      readonly message: string;
      readonly line: number;
      /** Counts from 1, within the record. */
      readonly character: number;
      /** Counts from 1: the field that was being read. */
      readonly field: number;
    };

type FieldRead =
  | { readonly kind: 'field'; readonly value: string | null; readonly next: number }
  | { readonly kind: 'error'; readonly message: string; readonly at: number }
  /** The text ends inside the field, and more of it may come. */
  | { readonly kind: 'incomplete' };

/**
 * Reads CSV text as Snowflake does, piece by piece. A record that a piece ends in is read again with the next one, so
 * that reading itself needs no state.
 */
export class CsvParser {
  private pending = '';
  private line = 1;
  private isFirst = true;
  private readonly fieldDelimiter: string;
  private readonly escapeMark: string | null;
  private readonly escapeUnenclosed: number;
  private readonly fieldCode: number;
  private readonly recordCode: number;
  /** Characters that must be there to tell what stands at a place, unless the file ends. */
  private readonly lookahead: number;

  constructor(private readonly format: CsvFormat) {
    const { fieldDelimiter, recordDelimiter, escape: escapedBy, escapeUnenclosed } = format;
    this.fieldDelimiter = fieldDelimiter ?? '';
    // ESCAPE stands for both when it is given.
    this.escapeMark = escapedBy ?? escapeUnenclosed;
    this.escapeUnenclosed = codeOf(this.escapeMark);
    this.fieldCode = codeOf(fieldDelimiter);
    this.recordCode = codeOf(recordDelimiter ?? '\n');
    this.lookahead = Math.max(2, this.fieldDelimiter.length, recordDelimiter?.length ?? 0);
  }

  /** Records that are complete with `text`. */
  push(text: string): readonly CsvRecord[] {
    this.pending += this.withoutMark(text);
    return this.read(false);
  }

  /** The record that the end of the file completes. */
  end(): readonly CsvRecord[] {
    return this.read(true);
  }

  private withoutMark(text: string): string {
    if (!this.isFirst || text === '') return text;
    this.isFirst = false;
    return this.format.skipByteOrderMark && text.startsWith('\ufeff') ? text.slice(1) : text;
  }

  private read(isEnd: boolean): readonly CsvRecord[] {
    const records: CsvRecord[] = [];
    let start = 0;
    while (start < this.pending.length) {
      const found = this.readPlainLine(start) ?? this.readRecord(start, isEnd);
      if (found === null) break;
      if (found.record !== null) records.push(found.record);
      this.line += countLines(this.pending, start, found.next);
      start = found.next;
    }
    this.pending = this.pending.slice(start);
    return records;
  }

  /** The common case, ten times faster: a whole line without quotes, escapes or a carriage return in it. */
  private readPlainLine(start: number): { record: CsvRecord | null; next: number } | null {
    const { enclosedBy, recordDelimiter, skipBlankLines } = this.format;
    if (recordDelimiter !== null || this.fieldDelimiter === '') return null;
    const lineFeed = this.pending.indexOf('\n', start);
    if (lineFeed < 0) return null;
    const end = this.pending.charCodeAt(lineFeed - 1) === CARRIAGE_RETURN && lineFeed > start ? lineFeed - 1 : lineFeed;
    const text = this.pending.slice(start, end);
    if (text.includes('\r') || (this.escapeMark !== null && text.includes(this.escapeMark))) return null;
    if (enclosedBy !== null && text.includes(enclosedBy)) return null;
    const next = lineFeed + 1;
    if (text === '' && skipBlankLines) return { record: null, next };
    const fields: (string | null)[] = text.split(this.fieldDelimiter);
    for (let at = 0; at < fields.length; at += 1) {
      const field = fields[at] ?? '';
      fields[at] = this.unenclosedValue(field, field);
    }
    return { record: { kind: 'row', fields, line: this.line, length: text.length }, next };
  }

  /** null: the record may go on in the next piece. */
  private readRecord(start: number, isEnd: boolean): { record: CsvRecord | null; next: number } | null {
    const fields: (string | null)[] = [];
    let at = start;
    for (;;) {
      const field = this.readField(at, isEnd);
      if (field.kind === 'incomplete') return null;
      if (field.kind === 'error') return this.failed(field, start, fields.length + 1, isEnd);
      fields.push(field.value);
      at = field.next;
      const delimiter = this.fieldDelimiterAt(at);
      if (delimiter > 0) {
        at += delimiter;
        continue;
      }
      const end = this.recordDelimiterAt(at);
      const length = at - start;
      const isBlank = length === 0;
      const record =
        isBlank && this.format.skipBlankLines ? null : ({ kind: 'row', fields, line: this.line, length } as const);
      return { record, next: at + end };
    }
  }

  private failed(
    { message, at }: Extract<FieldRead, { kind: 'error' }>,
    start: number,
    field: number,
    isEnd: boolean,
  ): { record: CsvRecord; next: number } | null {
    const next = this.afterRecord(at, isEnd);
    if (next === null && !isEnd) return null;
    const record = { kind: 'error', message, line: this.line, character: at - start + 1, field } as const;
    return { record, next: next ?? this.pending.length };
  }

  /** Where the next record starts, looking for nothing but a record delimiter. */
  private afterRecord(from: number, isEnd: boolean): number | null {
    const safe = isEnd ? this.pending.length : this.pending.length - this.lookahead + 1;
    for (let at = from; at < safe; at += 1) {
      const end = this.recordDelimiterAt(at);
      if (end > 0) return at + end;
    }
    return null;
  }

  private readField(start: number, isEnd: boolean): FieldRead {
    const { enclosedBy, trimSpace } = this.format;
    if (enclosedBy !== null) {
      let at = start;
      if (trimSpace) while (this.pending[at] === ' ' || this.pending[at] === '\t') at += 1;
      if (at >= this.pending.length && !isEnd) return INCOMPLETE;
      if (this.pending[at] === enclosedBy) return this.readEnclosed(at, enclosedBy, isEnd);
    }
    return this.readUnenclosed(start, isEnd);
  }

  private readEnclosed(start: number, enclosedBy: string, isEnd: boolean): FieldRead {
    const { pending } = this;
    const { trimSpace } = this.format;
    const escapedBy = this.format.escape === enclosedBy ? null : this.format.escape;
    let value = '';
    let from = start + 1;
    for (;;) {
      const quote = pending.indexOf(enclosedBy, from);
      const mark = escapedBy === null ? -1 : pending.slice(from, quote < 0 ? undefined : quote).indexOf(escapedBy);
      if (mark >= 0) {
        const at = from + mark;
        if (at + 1 >= pending.length) break;
        value += pending.slice(from, at) + unescaped(pending[at + 1] ?? '');
        from = at + 2;
      } else if (quote < 0 || (quote + 1 >= pending.length && !isEnd)) {
        break;
      } else if (pending[quote + 1] === enclosedBy) {
        value += pending.slice(from, quote + 1);
        from = quote + 2;
      } else {
        return this.afterEnclosed(value + pending.slice(from, quote), quote + 1, trimSpace, isEnd);
      }
    }
    if (!isEnd) return INCOMPLETE;
    return { kind: 'error', message: `Expected field enclosure '${enclosedBy}', found the end of the file`, at: start };
  }

  private afterEnclosed(value: string, end: number, trimSpace: boolean, isEnd: boolean): FieldRead {
    let next = end;
    if (trimSpace) while (this.pending[next] === ' ' || this.pending[next] === '\t') next += 1;
    if (!isEnd && next + this.lookahead > this.pending.length) return INCOMPLETE;
    if (next >= this.pending.length) return { kind: 'field', value: this.enclosedValue(value), next };
    if (this.fieldDelimiterAt(next) === 0 && this.recordDelimiterAt(next) === 0) {
      const found = this.pending[next] ?? '';
      const expected = this.format.fieldDelimiter ?? 'end of record';
      return {
        kind: 'error',
        message: `Found character '${found}' instead of field delimiter '${expected}'`,
        at: next,
      };
    }
    return { kind: 'field', value: this.enclosedValue(value), next };
  }

  private readUnenclosed(start: number, isEnd: boolean): FieldRead {
    const { pending, escapeUnenclosed } = this;
    const safe = isEnd ? pending.length : pending.length - this.lookahead + 1;
    let value = '';
    let from = start;
    let at = start;
    for (; at < safe; at += 1) {
      const code = pending.charCodeAt(at);
      if (code === escapeUnenclosed && at + 1 < pending.length) {
        value += pending.slice(from, at) + unescaped(pending[at + 1] ?? '');
        at += 1;
        from = at + 1;
      } else if (this.isStop(code, at)) break;
    }
    if (at >= safe && !isEnd) return INCOMPLETE;
    const next = Math.min(at, pending.length);
    return {
      kind: 'field',
      value: this.unenclosedValue(pending.slice(start, next), value + pending.slice(from, next)),
      next,
    };
  }

  private isStop(code: number, at: number): boolean {
    if (code === this.fieldCode && this.fieldDelimiterAt(at) > 0) return true;
    return (code === this.recordCode || code === CARRIAGE_RETURN) && this.recordDelimiterAt(at) > 0;
  }

  /** NULL_IF is compared with the text as it stands in the file: `\N` is NULL, `\\N` is a text that was escaped. */
  private unenclosedValue(raw: string, value: string): string | null {
    const { trimSpace, emptyFieldAsNull, nullIf } = this.format;
    const trimmed = trimSpace ? value.trim() : value;
    if (trimmed === '' && emptyFieldAsNull) return null;
    return nullIf.includes(trimSpace ? raw.trim() : raw) ? null : trimmed;
  }

  private enclosedValue(value: string): string | null {
    return this.format.nullIf.includes(value) ? null : value;
  }

  /** Length of the field delimiter at a place, 0 for none. */
  private fieldDelimiterAt(at: number): number {
    const { fieldDelimiter } = this;
    return fieldDelimiter !== '' && this.pending.startsWith(fieldDelimiter, at) ? fieldDelimiter.length : 0;
  }

  private recordDelimiterAt(at: number): number {
    const { recordDelimiter } = this.format;
    if (recordDelimiter !== null) return this.pending.startsWith(recordDelimiter, at) ? recordDelimiter.length : 0;
    const code = this.pending.charCodeAt(at);
    if (code === LINE_FEED) return 1;
    if (code !== CARRIAGE_RETURN) return 0;
    return this.pending.charCodeAt(at + 1) === LINE_FEED ? 2 : 1;
  }
}

const INCOMPLETE: FieldRead = { kind: 'incomplete' };

/** -1 for none: no character has it. */
const codeOf = (text: string | null): number => (text === null || text === '' ? -1 : text.charCodeAt(0));

const LINE_FEED = 10;
const CARRIAGE_RETURN = 13;

const ESCAPED: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t', b: '\b', f: '\f', '0': '\0' };

const unescaped = (character: string): string => ESCAPED[character] ?? character;

function countLines(text: string, start: number, end: number): number {
  let lines = 0;
  for (let at = start; at < end; at += 1) if (text.charCodeAt(at) === LINE_FEED) lines += 1;
  // A carriage return alone, or another record delimiter, ends a record without a line feed.
  return lines === 0 ? 1 : lines;
}
