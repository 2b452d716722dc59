import {
  appendFileSync,
  closeSync,
  createReadStream,
  existsSync,
  openSync,
  renameSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import type { HistoryRow } from './row.js';

export type JournalEntry =
  /** The query has been accepted. Its row is the history's if the process dies before an end is known. */
  | { readonly event: 'begin'; readonly row: HistoryRow }
  /** The query has ended outside any DuckDB transaction: a read, or a write that failed. */
  | { readonly event: 'end'; readonly row: HistoryRow };

/**
 * What happened since the history table was last written. Lines go to the operating system as they are made, so that a
 * killed process loses none of them, without the price of a DuckDB commit for each statement.
 */
export class Journal {
  private descriptor: number;
  private bytes = 0;
  /** The last line may be cut off: a write failed in its middle. */
  private isTorn = false;

  constructor(private readonly file: string) {
    this.descriptor = openSync(file, 'a', 0o600);
  }

  /** Bytes written since the journal was last rewritten. */
  get size(): number {
    return this.bytes;
  }

  /** @throws where the disk does not take the line. */
  write(entry: JournalEntry): void {
    const line = Buffer.from(`${this.isTorn ? '\n' : ''}${JSON.stringify(entry)}\n`);
    this.isTorn = true;
    for (let written = 0; written < line.length; ) written += writeSync(this.descriptor, line, written);
    this.isTorn = false;
    this.bytes += line.length;
  }

  /** Replaces the whole journal by `entries`: at no moment is there a file with less than they say. */
  rewrite(entries: readonly JournalEntry[]): void {
    const next = `${this.file}.next`;
    writeFileSync(next, entries.map((entry) => `${JSON.stringify(entry)}\n`).join(''), { mode: 0o600 });
    // Opened under its first name: once it is the journal, nothing may go into the old one any more.
    const descriptor = openSync(next, 'a', 0o600);
    try {
      renameSync(next, this.file);
    } catch (error) {
      closeSync(descriptor);
      throw error;
    }
    const old = this.descriptor;
    this.descriptor = descriptor;
    closeSync(old);
    this.bytes = 0;
    this.isTorn = false;
  }

  /** Whether the disk takes a line, by one that says nothing. @throws where it does not */
  probe(): void {
    this.isTorn = true;
    writeSync(this.descriptor, '\n');
    this.isTorn = false;
  }

  close(): void {
    closeSync(this.descriptor);
  }
}

/** A line of a journal that says nothing. */
export interface BadLine {
  /** From 1. */
  readonly line: number;
  /** Of its first byte in the file, from 0. */
  readonly offset: number;
  readonly bytes: Buffer;
  /** The last line of the file, without its line feed: cut off when the process was killed. */
  readonly isCutOff: boolean;
  readonly reason: string;
}

export interface JournalContents {
  readonly entries: readonly JournalEntry[];
  readonly badLines: readonly BadLine[];
}

/** Reads a journal, and names what cannot be read of it. */
export async function readJournal(file: string): Promise<JournalContents> {
  const entries: JournalEntry[] = [];
  const badLines: BadLine[] = [];
  if (!existsSync(file)) return { entries, badLines };
  let line = 0;
  for await (const { offset, bytes, isCutOff } of linesOf(file)) {
    line += 1;
    if (bytes.length === 0) continue;
    try {
      entries.push(entryOf(bytes));
    } catch (error) {
      badLines.push({ line, offset, bytes, isCutOff, reason: error instanceof Error ? error.message : String(error) });
    }
  }
  return { entries, badLines };
}

/** Keeps unreadable lines beside the journal before it is rewritten. Gives the file they are in. */
export function keepBadLines(file: string, badLines: readonly BadLine[]): string {
  const kept = `${file}.unreadable`;
  for (const { bytes } of badLines) appendFileSync(kept, Buffer.concat([bytes, Buffer.from('\n')]), { mode: 0o600 });
  return kept;
}

interface Line {
  readonly offset: number;
  readonly bytes: Buffer;
  readonly isCutOff: boolean;
}

const LINE_FEED = 0x0a;

/** Cut by line feeds alone: a text may hold other ends of line. */
async function* linesOf(file: string): AsyncGenerator<Line> {
  let offset = 0;
  let rest: Buffer[] = [];
  for await (const piece of createReadStream(file, { highWaterMark: 1 << 20 }) as AsyncIterable<Buffer>) {
    let from = 0;
    for (let at = piece.indexOf(LINE_FEED); at >= 0; at = piece.indexOf(LINE_FEED, from)) {
      const bytes = Buffer.concat([...rest, piece.subarray(from, at)]);
      rest = [];
      from = at + 1;
      yield { offset, bytes, isCutOff: false };
      offset += bytes.length + 1;
    }
    rest.push(piece.subarray(from));
  }
  const bytes = Buffer.concat(rest);
  if (bytes.length > 0) yield { offset, bytes, isCutOff: true };
}

function entryOf(bytes: Buffer): JournalEntry {
  const entry: unknown = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  if (!isEntry(entry)) throw new Error('no entry of a journal');
  return entry;
}

/** As much as the history's table and its recovery rely on. */
function isEntry(value: unknown): value is JournalEntry {
  if (typeof value !== 'object' || value === null || !('event' in value) || !('row' in value)) return false;
  if (value.event !== 'begin' && value.event !== 'end') return false;
  const { row } = value;
  if (typeof row !== 'object' || row === null) return false;
  const fields: Readonly<Record<string, unknown>> = { ...row };
  return (
    ['queryId', 'queryText', 'userName', 'status'].every((name) => typeof fields[name] === 'string') &&
    typeof fields.sessionId === 'string' &&
    /^\d{1,18}$/.test(fields.sessionId) &&
    Number.isSafeInteger(fields.startTime) &&
    (fields.endTime === null || Number.isSafeInteger(fields.endTime))
  );
}
