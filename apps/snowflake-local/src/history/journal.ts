import { closeSync, existsSync, openSync, readFileSync, renameSync, writeFileSync, writeSync } from 'node:fs';
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

  constructor(private readonly file: string) {
    this.descriptor = openSync(file, 'a');
  }

  /** Bytes written since the journal was last rewritten. */
  get size(): number {
    return this.bytes;
  }

  write(entry: JournalEntry): void {
    this.bytes += writeSync(this.descriptor, `${JSON.stringify(entry)}\n`);
  }

  /** Replaces the whole journal by `entries`: at no moment is there a file with less than they say. */
  rewrite(entries: readonly JournalEntry[]): void {
    const next = `${this.file}.next`;
    writeFileSync(next, entries.map((entry) => `${JSON.stringify(entry)}\n`).join(''));
    closeSync(this.descriptor);
    renameSync(next, this.file);
    this.descriptor = openSync(this.file, 'a');
    this.bytes = 0;
  }

  close(): void {
    closeSync(this.descriptor);
  }
}

/** Reads a journal. A last line that was cut off by a kill is left out. */
export function readJournal(file: string): readonly JournalEntry[] {
  if (!existsSync(file)) return [];
  return readFileSync(file, 'utf8')
    .split('\n')
    .flatMap((line, index, lines): JournalEntry[] => {
      if (line === '') return [];
      try {
        return [JSON.parse(line) as JournalEntry];
      } catch (error) {
        if (index >= lines.length - 2) return [];
        throw new Error(`${file}, line ${index + 1}: not a journal entry`, { cause: error });
      }
    });
}
