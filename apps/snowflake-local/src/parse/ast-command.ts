import type { GrantedObject, GranteeName, ObjectKind } from './ast-ddl.js';
import type { DataType, Identifier, Span } from './ast-leaf.js';
import type { Expression, FromItem, ObjectName, Option, Query, StageLocation, TableAlias } from './ast-query.js';

// ---- DML

export interface DmlTarget extends Span {
  readonly name: ObjectName;
  readonly alias?: TableAlias;
}

/** `column = value`; a qualifier in front of the column is checked against the target and dropped. */
export interface Assignment extends Span {
  readonly qualifier: readonly Identifier[];
  readonly column: Identifier;
  readonly value: Expression;
}

export interface Insert extends Span {
  readonly kind: 'insert';
  readonly overwrite: boolean;
  readonly target: ObjectName;
  /** Empty: all columns in their order. */
  readonly columns: readonly Identifier[];
  /** A bare VALUES list keeps DEFAULT as a value; as a query it could not. */
  readonly source:
    | { readonly kind: 'values'; readonly rows: readonly (readonly Expression[])[] }
    | { readonly kind: 'query'; readonly query: Query };
}

/** `INSERT ALL | FIRST [WHEN condition THEN] INTO … [ELSE INTO …] query`. */
export interface MultiInsert extends Span {
  readonly kind: 'multi_insert';
  readonly overwrite: boolean;
  /** A row goes to the first branch that takes it, and not to all. */
  readonly first: boolean;
  readonly branches: readonly MultiInsertBranch[];
  readonly query: Query;
}

export interface MultiInsertBranch {
  /** ELSE takes what no condition does; without a condition every row is taken. */
  readonly takes: 'all' | 'else' | { readonly condition: Expression };
  readonly into: readonly MultiInsertTarget[];
}

export interface MultiInsertTarget extends Span {
  readonly target: ObjectName;
  /** Empty: all columns in their order. */
  readonly columns: readonly Identifier[];
  /** Absent: the columns of the query. */
  readonly values?: readonly Expression[];
}

export interface Update extends Span {
  readonly kind: 'update';
  readonly target: DmlTarget;
  readonly assignments: readonly Assignment[];
  readonly from: readonly FromItem[];
  readonly where?: Expression;
}

export interface Delete extends Span {
  readonly kind: 'delete';
  readonly target: DmlTarget;
  readonly using: readonly FromItem[];
  readonly where?: Expression;
}

export interface Merge extends Span {
  readonly kind: 'merge';
  readonly target: DmlTarget;
  readonly source: FromItem;
  readonly on: Expression;
  readonly clauses: readonly MergeClause[];
}

export type MergeClause =
  | (Span & {
      readonly kind: 'matched_update';
      readonly condition?: Expression;
      /** `by_name`: every column of the source goes into the one of its name. */
      readonly assignments: readonly Assignment[] | 'by_name';
    })
  | (Span & { readonly kind: 'matched_delete'; readonly condition?: Expression })
  | (Span & {
      readonly kind: 'not_matched_insert';
      readonly condition?: Expression;
      readonly columns: readonly Identifier[];
      readonly values: readonly Expression[] | 'by_name';
    });

// ---- session

export interface Use extends Span {
  readonly kind: 'use';
  /** `USE name` alone means a database, or a schema when the name has two parts. */
  readonly object: 'any' | 'database' | 'schema' | 'warehouse' | 'role' | 'secondary_roles';
  readonly name: ObjectName;
}

export interface SetVariables extends Span {
  readonly kind: 'set_variables';
  readonly names: readonly string[];
  /** As many as names, or one query that gives as many columns. */
  readonly values: readonly Expression[];
}

export interface UnsetVariables extends Span {
  readonly kind: 'unset_variables';
  readonly names: readonly string[];
}

export interface AlterSession extends Span {
  readonly kind: 'alter_session';
  readonly action:
    | { readonly kind: 'set'; readonly options: readonly Option[] }
    | { readonly kind: 'unset'; readonly names: readonly string[] };
}

export interface Transaction extends Span {
  readonly kind: 'begin_transaction' | 'commit' | 'rollback';
  readonly name?: Identifier;
}

// ---- SHOW and DESCRIBE

export interface Show extends Span {
  readonly kind: 'show';
  /** What is listed, in upper case with single blanks: `TABLES`, `FILE FORMATS`, `PRIMARY KEYS`. */
  readonly object: string;
  readonly terse: boolean;
  readonly history: boolean;
  readonly like?: string;
  readonly in?: { readonly scope: 'account' | 'any' | ObjectKind; readonly name?: ObjectName };
  readonly startsWith?: string;
  readonly limit?: { readonly rows: number; readonly from?: string };
}

/** SHOW GRANTS and SHOW FUTURE GRANTS. */
export interface ShowGrants extends Span {
  readonly kind: 'show_grants';
  readonly future: boolean;
  readonly about:
    | { readonly kind: 'on'; readonly on: GrantedObject }
    /** Absent: to the current user. */
    | { readonly kind: 'to'; readonly grantee?: GranteeName }
    | { readonly kind: 'of'; readonly role: ObjectName };
  readonly limit?: number;
}

export interface Describe extends Span {
  readonly kind: 'describe';
  readonly target:
    | {
        readonly kind: 'object';
        readonly object: ObjectKind;
        readonly name: ObjectName /** TYPE = COLUMNS | STAGE */;
        readonly type?: string;
      }
    | {
        readonly kind: 'routine';
        readonly object: 'procedure' | 'function';
        readonly name: ObjectName;
        readonly types: readonly DataType[];
      }
    | { readonly kind: 'result'; readonly id: Expression };
}

// ---- stages

export interface CopyIntoLocation extends Span {
  readonly kind: 'copy_into_location';
  readonly location: StageLocation;
  readonly source:
    | { readonly kind: 'table'; readonly name: ObjectName }
    | { readonly kind: 'query'; readonly query: Query };
  readonly partitionBy?: Expression;
  readonly options: readonly Option[];
}

export interface CopyIntoTable extends Span {
  readonly kind: 'copy_into_table';
  readonly target: ObjectName;
  readonly columns: readonly Identifier[];
  /** `query` is a SELECT over a stage: a transformation. */
  readonly source:
    | { readonly kind: 'stage'; readonly location: StageLocation }
    | { readonly kind: 'query'; readonly query: Query };
  readonly options: readonly Option[];
}

export interface ListFiles extends Span {
  readonly kind: 'list_files' | 'remove_files';
  readonly location: StageLocation;
  readonly pattern?: string;
}

export interface CopyFiles extends Span {
  readonly kind: 'copy_files';
  readonly location: StageLocation;
  /** `query` gives the address of each file, and its name below the location. */
  readonly source:
    | { readonly kind: 'stage'; readonly location: StageLocation }
    | { readonly kind: 'query'; readonly query: Query };
  readonly options: readonly Option[];
}

export interface PutFiles extends Span {
  readonly kind: 'put_files';
  /** As written, `file://` included. */
  readonly file: string;
  readonly location: StageLocation;
  readonly options: readonly Option[];
}

export interface GetFiles extends Span {
  readonly kind: 'get_files';
  readonly location: StageLocation;
  readonly file: string;
  readonly options: readonly Option[];
}

// ---- calls

export interface Call extends Span {
  readonly kind: 'call_procedure';
  readonly name: readonly Identifier[];
  readonly args: readonly { readonly name?: string; readonly value: Expression }[];
  /** In a block: the variable that takes the value. */
  readonly into?: { readonly variable: string; readonly callEnd: number };
}

/** Statements one after another, each with what those before it gave; the last one's result is that of all. */
export interface Chain extends Span {
  readonly kind: 'chain';
  readonly steps: readonly (Span & {
    /** Where the result of which step is read, in the order of the text. */
    readonly results: readonly (Span & { readonly step: number })[];
  })[];
}

/** `source` gives the text to run: a literal, a variable of session or block, or a bind. */
export interface ExecuteImmediate extends Span {
  readonly kind: 'execute_immediate';
  readonly source: Expression;
  readonly using: readonly Expression[];
}
