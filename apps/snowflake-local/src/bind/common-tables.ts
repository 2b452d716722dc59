import type { OutColumn } from './query.js';

/** A table of a WITH clause, under its name in DuckDB SQL. */
export interface CommonTableEntry {
  readonly duckName: string;
  readonly columns: readonly OutColumn[];
  /** Counts references: a table of a recursive query learns from it whether it is one. */
  references: number;
  readonly recursive: boolean;
}

/** The tables of the WITH clauses around, the nearest first. */
export class CommonTables {
  static readonly NONE = new CommonTables(null, '', undefined);

  private constructor(
    private readonly outer: CommonTables | null,
    private readonly name: string,
    private readonly entry: CommonTableEntry | undefined,
  ) {}

  with(name: string, entry: CommonTableEntry): CommonTables {
    return new CommonTables(this, name, entry);
  }

  find(name: string): CommonTableEntry | undefined {
    for (let at: CommonTables | null = this; at !== null; at = at.outer) {
      if (at.entry !== undefined && at.name === name) return at.entry;
    }
    return undefined;
  }
}
