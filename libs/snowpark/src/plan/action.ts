import type { Expr, Literal, Plan } from './plan.js';

/** What is to be done, as plain frozen data. The `kind` is the word on the wire. */
export type Action =
  | { readonly kind: 'collect'; readonly plan: Plan }
  | { readonly kind: 'count'; readonly plan: Plan }
  | { readonly kind: 'first'; readonly plan: Plan }
  | SqlAction
  | SaveAsTable
  | CopyIntoLocation
  | CopyIntoTable
  | CopyFiles
  | Merge
  | Update
  | Delete
  | CreateView
  | CreateDynamicTable
  | { readonly kind: 'explain'; readonly plan: Plan }
  | { readonly kind: 'describe'; readonly plan: Plan };

export type ActionKind = Action['kind'];

export interface SqlAction {
  readonly kind: 'sql';
  readonly text: string;
  readonly binds: readonly Literal[];
}

export const SAVE_MODES = ['append', 'overwrite', 'errorifexists', 'ignore', 'truncate'] as const;
export type SaveMode = (typeof SAVE_MODES)[number];
export const TABLE_TYPES = ['permanent', 'transient', 'temporary'] as const;
export type TableType = (typeof TABLE_TYPES)[number];

export interface SaveAsTable {
  readonly kind: 'save_as_table';
  readonly plan: Plan;
  readonly table: readonly string[];
  readonly mode: SaveMode;
  readonly tableType: TableType;
  /** `append` and `truncate` do not make a table that is missing. */
  readonly mustExist?: boolean;
  /** How the columns of an existing table are met by `append`. */
  readonly columnOrder: 'index' | 'name';
  /** With `overwrite`: replaces only the rows that meet it, in one transaction. */
  readonly overwriteCondition?: Expr;
  readonly clusterBy?: readonly Expr[];
  readonly comment?: string;
  readonly enableSchemaEvolution?: boolean;
  readonly dataRetentionDays?: number;
  readonly maxDataExtensionDays?: number;
  readonly changeTracking?: boolean;
  readonly copyGrants?: boolean;
}

export interface CreateView {
  readonly kind: 'create_view';
  readonly plan: Plan;
  readonly name: readonly string[];
  readonly replace: boolean;
  readonly temporary: boolean;
  readonly comment?: string;
  readonly copyGrants?: boolean;
}

export const REFRESH_MODES = ['auto', 'full', 'incremental'] as const;
export const INITIALIZE_MODES = ['on_create', 'on_schedule'] as const;

export interface CreateDynamicTable {
  readonly kind: 'create_dynamic_table';
  readonly plan: Plan;
  readonly name: readonly string[];
  readonly warehouse: readonly string[];
  /** How far it may be behind: `1 hour`, or `DOWNSTREAM`. */
  readonly lag: string;
  readonly mode: 'overwrite' | 'errorifexists' | 'ignore';
  readonly refreshMode?: (typeof REFRESH_MODES)[number];
  readonly initialize?: (typeof INITIALIZE_MODES)[number];
  readonly clusterBy?: readonly Expr[];
  readonly transient?: boolean;
  readonly dataRetentionDays?: number;
  readonly maxDataExtensionDays?: number;
  readonly comment?: string;
  readonly copyGrants?: boolean;
}

/** A value of a format or copy option; which options there are is decided by `io/options.ts`. */
export type OptionValue = string | number | boolean | readonly string[];

export const FILE_TYPES = ['csv', 'json', 'parquet'] as const;
export type FileFormat = (typeof FILE_TYPES)[number];

export interface CopyIntoLocation {
  readonly kind: 'copy_into_location';
  readonly plan: Plan;
  /** `@stage/path`, or a cloud URL. */
  readonly location: string;
  readonly partitionBy?: Expr;
  readonly formatName?: readonly string[];
  readonly formatType?: FileFormat;
  readonly formatOptions: Readonly<Record<string, OptionValue>>;
  readonly copyOptions: Readonly<Record<string, OptionValue>>;
  readonly header: boolean;
  /** What opens a cloud URL. */
  readonly storageIntegration?: string;
}

/** Loads the files of a read into a table. */
export interface CopyIntoTable {
  readonly kind: 'copy_into_table';
  /** A `files` node. */
  readonly plan: Plan;
  readonly table: readonly string[];
  /** Columns of the table that get values, by their real names; left out, those of the read. */
  readonly columns?: readonly string[];
  /** What becomes of a row of a file: of `$1`, `$2`, … of CSV, and of the columns of the read. */
  readonly transformations?: readonly Expr[];
  /** Names of files below the location of the read. */
  readonly files?: readonly string[];
  /** `RETURN_ERRORS`, `RETURN_ALL_ERRORS` or `RETURN_5_ROWS`: nothing is loaded. */
  readonly validationMode?: string;
  readonly copyOptions: Readonly<Record<string, OptionValue>>;
}

/** Copies files from stage to stage. */
export interface CopyFiles {
  readonly kind: 'copy_files';
  /** `@stage/path`. */
  readonly target: string;
  /** `@stage/path`; left out where a plan lists the files. */
  readonly source?: string;
  readonly plan?: Plan;
  readonly files?: readonly string[];
  readonly pattern?: string;
}

export type Assignments = readonly { readonly column: string; readonly value: Expr }[];

export type MergeClause =
  | { readonly kind: 'update'; readonly condition?: Expr; readonly set: Assignments }
  | { readonly kind: 'delete'; readonly condition?: Expr }
  | {
      readonly kind: 'insert';
      readonly condition?: Expr;
      readonly columns: readonly string[];
      readonly values: readonly Expr[];
    };

export interface Merge {
  readonly kind: 'merge';
  /** A `table` node: what binds columns to the target. */
  readonly target: Plan;
  readonly source: Plan;
  readonly on: Expr;
  readonly clauses: readonly MergeClause[];
}

export interface Update {
  readonly kind: 'update';
  readonly target: Plan;
  readonly set: Assignments;
  readonly source?: Plan;
  readonly condition?: Expr;
}

export interface Delete {
  readonly kind: 'delete';
  readonly target: Plan;
  readonly source?: Plan;
  readonly condition?: Expr;
}
