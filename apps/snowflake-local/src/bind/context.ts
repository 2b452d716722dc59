import type { CatalogView } from '../catalog/catalog-view.js';
import type { StreamEntry } from '../catalog/entries.js';
import type { HistoryLookup, ResultLookup, ScriptVariables } from '../execute/statement.js';
import type { FunctionContext } from '../functions/registry.js';
import type { Option, StageLocation } from '../parse/ast.js';
import type { SessionView } from '../session/session.js';
import type { Emitted } from '../types/typed.js';
import type { Relation } from './relation.js';
import type { Turns } from './turns.js';

/** Everything outside a statement's text that its meaning depends on. */
export interface BindContext {
  /** The text that the AST was parsed from: names of columns and places of errors come from it. */
  readonly text: string;
  readonly catalog: CatalogView;
  readonly session: SessionView;
  /** What functions and casts see of the session. */
  readonly values: FunctionContext;
  /** One per `?`, in order. An array bind is a column that its statement puts in scope. */
  readonly binds: readonly Emitted[];
  /** What stands for a `?` without a bind: set only where a statement is described and not run. */
  readonly unbound?: Emitted;
  /** Variables of the block that runs the statement. */
  readonly scriptVariables?: ScriptVariables;
  readonly results: ResultLookup;
  readonly history: HistoryLookup;
  readonly stages: StageLookup;
  /** Told of every stream that is read: what writes has consumed it. */
  readonly streams: { note(stream: StreamEntry): void };
  /** Values that PIVOTs turn into columns, as texts, once queries have given them; absent where none can be run. */
  readonly pivotValues?: ReadonlyMap<string, readonly string[]>;
  /** Set where binding may end with the turn of the event loop, to go on in the next one. */
  readonly turns?: Turns;
}

/** Staged files as rows. */
export interface StageLookup {
  /**
   * `text`: CSV, where `$1` to `$n` are VARCHAR. `variant`: JSON or Parquet, where `$1` is a VARIANT of the row.
   *
   * @throws SqlError for a stage, file format or option that does not exist.
   */
  open(location: StageLocation, options: readonly Option[], context: BindContext): StageFiles;
  /**
   * The files of a stage, as a DuckDB SELECT of c0 to cn.
   *
   * @throws SqlError for a stage that does not exist, or has no directory table.
   */
  directory(location: StageLocation, context: BindContext): Relation;
  /** A DuckDB SELECT of the columns that the files at a place have: INFER_SCHEMA. */
  infer(location: StageLocation, inference: Inference, context: BindContext): string;
}

/** What INFER_SCHEMA was told. */
export interface Inference {
  /** Name of a file format; null: the stage's own. */
  readonly format: string | null;
  /** Ends of the paths that count; null: all. */
  readonly files: readonly string[] | null;
  /** Names of columns in upper case. */
  readonly ignoreCase: boolean;
  readonly maxFiles: number;
  readonly maxRecords: number;
}

export interface StageFiles {
  readonly kind: 'text' | 'variant';
  /**
   * A DuckDB SELECT with the columns `c1` to `cn` (VARCHAR, or JSON for the one of a variant; NULL where a line is
   * shorter), then `filename`, `file_row_number` and `last_modified`.
   */
  rows(columns: number): string;
}
