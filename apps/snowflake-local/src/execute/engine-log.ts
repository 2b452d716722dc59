import { closeSync, fstatSync, openSync, readSync, truncateSync, writeSync } from 'node:fs';
import { isMissing } from '../stage/stage-files.js';

/** DuckDB's log: what was committed since it was last moved into the database file. Beside that, under its name. */
export const logOf = (database: string): string => `${database}.wal`;

/** The part of a log that holds no whole entry. */
export interface LogTail {
  /** Of its first byte in the file, from 0. */
  readonly offset: number;
  readonly bytes: number;
}

/** The log's version: an entry without a frame, which begins so. */
const VERSION_ENTRY = Buffer.from([0x64, 0x00, 0x62, 0x65, 0x00]);
const VERSION_BYTES = 8;
/** Before each entry: its length and a checksum, 64 bits each. */
const FRAME_BYTES = 16;

/**
 * The end of a log that was cut off, as a kill or a crash leaves it, or whose frames lead nowhere. DuckDB passes over it without a
 * word. Null: every entry is whole, there is none, or it is of a form that is not known here.
 */
export function tornTail(log: string): LogTail | null {
  const file = opened(log);
  if (file === null) return null;
  try {
    const { size } = fstatSync(file);
    if (size === 0) return null;
    const head = Buffer.alloc(VERSION_ENTRY.length);
    readSync(file, head, 0, head.length, 0);
    if (size >= head.length && !head.equals(VERSION_ENTRY)) return null;
    let end = Math.min(size, VERSION_BYTES);
    for (let next = end; next <= size; next = afterEntry(file, end)) end = next;
    return end < size || size < VERSION_BYTES ? { offset: end, bytes: size - end } : null;
  } finally {
    closeSync(file);
  }
}

/** Where the entry at `offset` ends; infinite where its frame is not whole. */
function afterEntry(file: number, offset: number): number {
  const frame = Buffer.alloc(FRAME_BYTES);
  if (readSync(file, frame, 0, FRAME_BYTES, offset) < FRAME_BYTES) return Number.POSITIVE_INFINITY;
  return offset + FRAME_BYTES + Number(frame.readBigUInt64LE());
}

/** What of which log cannot be read. */
export interface UnreadableLog {
  readonly log: string;
  /** Of the first entry whose bytes are not those that were written. */
  readonly offset: number;
}

/** DuckDB's words for that. */
const CORRUPT = /WAL file "([^"]+)": Corrupt WAL file: entry at byte position (\d+) /;

/** What cannot be read, as the error of an opening tells; null for another error. */
export function unreadableLog(message: string): UnreadableLog | null {
  const [, log, offset] = CORRUPT.exec(message) ?? [];
  // It counts from behind the frame.
  return log === undefined ? null : { log, offset: Number(offset) - FRAME_BYTES };
}

/** So much of a log is kept that nobody can read: more than it grows to before it is moved into the database. */
const KEPT_BYTES = 64 * 1024 ** 2;

/**
 * Puts what a log holds from `offset` on beside it, in the place of what was kept there before.
 *
 * @param kept the file that it goes into
 * @throws where the disk does not take it
 */
export function keepTail({ log, offset }: UnreadableLog, kept: string): void {
  const from = openSync(log, 'r');
  const to = openSync(kept, 'w', 0o600);
  try {
    const piece = Buffer.alloc(1024 ** 2);
    for (let at = offset; at < offset + KEPT_BYTES; ) {
      const read = readSync(from, piece, 0, piece.length, at);
      if (read === 0) break;
      for (let written = 0; written < read; ) written += writeSync(to, piece, written, read - written);
      at += read;
    }
  } finally {
    closeSync(from);
    closeSync(to);
  }
}

/** Ends a log before `offset`, so that what was committed until then can be read. */
export const cutLog = (log: string, offset: number): void => truncateSync(log, offset);

function opened(file: string): number | null {
  try {
    return openSync(file, 'r');
  } catch (error) {
    if (isMissing(error)) return null;
    throw error;
  }
}
