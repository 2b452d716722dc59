import type { DataType, Identifier, Span } from './ast-leaf.js';
import type { PolicyKind, WrittenMasking, WrittenRowAccess } from './ast-policy.js';
import type { Expression, ObjectName, Option, Query } from './ast-query.js';

/** Objects that CREATE, DROP, ALTER and DESCRIBE name. Tables and views have CREATE forms of their own. */
export type ObjectKind =
  | 'table'
  | 'view'
  | 'schema'
  | 'database'
  | 'stage'
  | 'file_format'
  | 'sequence'
  | 'stream'
  | 'task'
  | PolicyKind
  | 'warehouse'
  | 'role'
  | 'user';

export interface CreateTable extends Span {
  readonly kind: 'create_table';
  readonly orReplace: boolean;
  /** CREATE OR ALTER: a table that is there is changed to this one. */
  readonly orAlter?: true;
  readonly ifNotExists: boolean;
  readonly persistence: 'permanent' | 'transient' | 'temporary';
  readonly name: ObjectName;
  /** Empty where the columns come from `source`. */
  readonly columns: readonly ColumnDefinition[];
  readonly constraints: readonly TableConstraint[];
  readonly options: readonly Option[];
  readonly rowAccess?: WrittenRowAccess;
  readonly source?:
    | { readonly kind: 'as'; readonly query: Query }
    | { readonly kind: 'like'; readonly name: ObjectName }
    | { readonly kind: 'clone'; readonly name: ObjectName }
    /** USING TEMPLATE: the query gives the columns, as INFER_SCHEMA finds them in files. */
    | { readonly kind: 'template'; readonly query: Query; readonly end: number };
}

export interface ColumnDefinition extends Span {
  readonly name: Identifier;
  /** Absent only in CREATE TABLE ... AS, where the query gives it. */
  readonly type?: DataType;
  readonly notNull: boolean;
  readonly default?: Expression;
  readonly identity?: { readonly start: number; readonly step: number; readonly ordered: boolean };
  readonly comment?: string;
  readonly collation?: string;
  readonly masking?: WrittenMasking;
  readonly keys: readonly ColumnKey[];
}

export type ColumnKey =
  | { readonly kind: 'primary' | 'unique'; readonly name?: Identifier }
  | {
      readonly kind: 'foreign';
      readonly name?: Identifier;
      readonly table: ObjectName;
      readonly columns: readonly Identifier[];
    };

export type TableConstraint =
  | (Span & {
      readonly kind: 'primary' | 'unique';
      readonly name?: Identifier;
      readonly columns: readonly Identifier[];
    })
  | (Span & {
      readonly kind: 'foreign';
      readonly name?: Identifier;
      readonly columns: readonly Identifier[];
      readonly table: ObjectName;
      readonly referenced: readonly Identifier[];
    });

export interface CreateDynamicTable extends Span {
  readonly kind: 'create_dynamic_table';
  readonly orReplace: boolean;
  readonly ifNotExists: boolean;
  readonly transient: boolean;
  readonly name: ObjectName;
  readonly columns: CreateView['columns'];
  readonly options: readonly Option[];
  /** Its span is the text that a refresh runs. */
  readonly query: Query;
}

export interface AlterDynamicTable extends Span {
  readonly kind: 'alter_dynamic_table';
  readonly ifExists: boolean;
  readonly name: ObjectName;
  readonly action:
    | { readonly kind: 'refresh' | 'suspend' | 'resume' | 'unset_comment' }
    | { readonly kind: 'set'; readonly options: readonly Option[] };
}

export interface CreateView extends Span {
  readonly kind: 'create_view';
  readonly orReplace: boolean;
  readonly ifNotExists: boolean;
  readonly secure: boolean;
  readonly materialized: boolean;
  /** The view may name itself in its query. */
  readonly recursive: boolean;
  readonly temporary: boolean;
  readonly name: ObjectName;
  readonly columns: readonly ViewColumn[];
  readonly options: readonly Option[];
  readonly rowAccess?: WrittenRowAccess;
  /** Its span is the text a view stores. */
  readonly query: Query;
}

export interface ViewColumn {
  readonly name: Identifier;
  readonly comment?: string;
  readonly masking?: WrittenMasking;
}

/** CREATE of anything but a table or a view. */
export interface CreateObject extends Span {
  readonly kind: 'create_object';
  readonly object: Exclude<ObjectKind, 'table' | 'view' | 'stream' | 'task' | PolicyKind>;
  readonly orReplace: boolean;
  readonly ifNotExists: boolean;
  /** `temporary` for stages and file formats, `transient` for schemas and databases. */
  readonly persistence: 'permanent' | 'transient' | 'temporary';
  readonly name: ObjectName;
  readonly options: readonly Option[];
  /** CLONE of a schema or a database. */
  readonly clone?: ObjectName;
}

/** CREATE STREAM ... ON TABLE. */
export interface CreateStream extends Span {
  readonly kind: 'create_stream';
  readonly orReplace: boolean;
  readonly ifNotExists: boolean;
  readonly name: ObjectName;
  readonly table: ObjectName;
  readonly options: readonly Option[];
}

/** CREATE PROCEDURE ... LANGUAGE SQL. */
export interface CreateProcedure extends Span {
  readonly kind: 'create_procedure';
  readonly orReplace: boolean;
  readonly ifNotExists: boolean;
  readonly persistence: 'permanent' | 'transient' | 'temporary';
  readonly name: ObjectName;
  readonly parameters: readonly { readonly name: Identifier; readonly type: DataType; readonly default?: Expression }[];
  /** Absent: a table. */
  readonly returns?: DataType;
  /** Of the table; none where its block alone tells them. */
  readonly columns?: readonly { readonly name: Identifier; readonly type: DataType }[];
  readonly body: string;
  readonly comment?: string;
}

/** CREATE FUNCTION ... LANGUAGE SQL. */
export interface CreateFunction extends Span {
  readonly kind: 'create_function';
  readonly orReplace: boolean;
  readonly ifNotExists: boolean;
  readonly persistence: 'permanent' | 'transient' | 'temporary';
  readonly secure: boolean;
  readonly name: ObjectName;
  readonly parameters: CreateProcedure['parameters'];
  /** A value, or rows. */
  readonly returns: DataType | { readonly columns: readonly { readonly name: Identifier; readonly type: DataType }[] };
  readonly strict: boolean;
  readonly body: string;
  readonly comment?: string;
}

/** DROP PROCEDURE name(types), DROP FUNCTION name(types). */
export interface DropRoutine extends Span {
  readonly kind: 'drop_routine';
  readonly object: 'procedure' | 'function';
  readonly ifExists: boolean;
  readonly name: ObjectName;
  readonly types: readonly DataType[];
}

export interface Undrop extends Span {
  readonly kind: 'undrop';
  readonly object: 'table' | 'schema' | 'database';
  readonly name: ObjectName;
}

export interface DropObject extends Span {
  readonly kind: 'drop';
  readonly object: ObjectKind;
  /** DROP DYNAMIC TABLE: a table, of this kind alone. */
  readonly dynamic?: true;
  /** DROP MATERIALIZED VIEW: a view, of this kind alone. */
  readonly materialized?: true;
  readonly ifExists: boolean;
  readonly name: ObjectName;
  readonly behavior?: 'cascade' | 'restrict';
}

export interface AlterTable extends Span {
  readonly kind: 'alter_table';
  readonly ifExists: boolean;
  readonly name: ObjectName;
  readonly action: TableAction;
}

export type TableAction =
  | { readonly kind: 'rename'; readonly to: ObjectName }
  | { readonly kind: 'swap'; readonly with: ObjectName }
  | { readonly kind: 'add_columns'; readonly ifNotExists: boolean; readonly columns: readonly ColumnDefinition[] }
  | { readonly kind: 'drop_columns'; readonly ifExists: boolean; readonly columns: readonly Identifier[] }
  | { readonly kind: 'rename_column'; readonly column: Identifier; readonly to: Identifier }
  | { readonly kind: 'alter_columns'; readonly changes: readonly ColumnChange[] }
  | { readonly kind: 'add_constraint'; readonly constraint: TableConstraint }
  | {
      readonly kind: 'drop_constraint';
      readonly target:
        | { readonly kind: 'primary' }
        | { readonly kind: 'named'; readonly name: Identifier }
        | { readonly kind: 'unique' | 'foreign'; readonly columns: readonly Identifier[] };
    }
  | { readonly kind: 'rename_constraint'; readonly name: Identifier; readonly to: Identifier }
  /** Of a constraint, of clustering, of search optimization: nothing here depends on it. */
  | { readonly kind: 'without_effect'; readonly constraint?: Identifier }
  | { readonly kind: 'set'; readonly options: readonly Option[] }
  | { readonly kind: 'unset'; readonly names: readonly string[] }
  | { readonly kind: 'cluster_by'; readonly expressions: readonly Expression[]; readonly text: string }
  | { readonly kind: 'drop_clustering' };

export type ColumnChange =
  | { readonly kind: 'type'; readonly column: Identifier; readonly type: DataType }
  | { readonly kind: 'set_not_null' | 'drop_not_null' | 'drop_default' | 'unset_comment'; readonly column: Identifier }
  | { readonly kind: 'comment'; readonly column: Identifier; readonly comment: string };

/** ALTER of anything but a table or a session. A name of no parts is the current object: `ALTER SCHEMA SET ...`. */
export interface AlterObject extends Span {
  readonly kind: 'alter_object';
  readonly object: Exclude<ObjectKind, 'table'>;
  readonly ifExists: boolean;
  readonly name: ObjectName;
  readonly action:
    | { readonly kind: 'rename'; readonly to: ObjectName }
    | { readonly kind: 'swap'; readonly with: ObjectName }
    | { readonly kind: 'set'; readonly options: readonly Option[] }
    | { readonly kind: 'unset'; readonly names: readonly string[] }
    /** Warehouses. */
    | { readonly kind: 'suspend' | 'abort_all_queries' }
    | { readonly kind: 'resume'; readonly ifSuspended: boolean }
    /** Stages with a directory table. */
    | { readonly kind: 'refresh' };
}

export interface Comment extends Span {
  readonly kind: 'comment';
  readonly ifExists: boolean;
  readonly target:
    | { readonly kind: 'object'; readonly object: ObjectKind; readonly name: ObjectName }
    | { readonly kind: 'column'; readonly table: PathParts; readonly column: Identifier };
  readonly text: string;
}
type PathParts = readonly Identifier[];

export interface Truncate extends Span {
  readonly kind: 'truncate';
  readonly ifExists: boolean;
  readonly name: ObjectName;
}

export interface GrantedObject {
  /** Words in upper case: `SCHEMA`, `ALL TABLES IN SCHEMA`, `FUTURE VIEWS IN DATABASE`, `ACCOUNT`. */
  readonly object: string;
  readonly name?: ObjectName;
  /** Types of what a function or procedure takes. */
  readonly types?: readonly DataType[];
}

/** Recorded, not enforced. */
export interface Grant extends Span {
  readonly kind: 'grant' | 'revoke';
  /** Privileges in upper case, or one role name for `GRANT ROLE r TO ...`. */
  readonly privileges: readonly string[];
  /** What the privileges are on, as written: `SCHEMA X`, `ALL TABLES IN SCHEMA X`; absent for GRANT ROLE. */
  readonly on?: GrantedObject;
  readonly role?: Identifier;
  readonly grantee: GranteeName;
  readonly withGrantOption: boolean;
}

export interface GranteeName {
  readonly kind: 'role' | 'user' | 'share' | 'database_role';
  readonly name: ObjectName;
}
