import type {
  AlterSession,
  Call,
  Chain,
  CopyFiles,
  CopyIntoLocation,
  CopyIntoTable,
  Delete,
  Describe,
  ExecuteImmediate,
  GetFiles,
  Insert,
  ListFiles,
  Merge,
  MultiInsert,
  PutFiles,
  SetVariables,
  Show,
  ShowGrants,
  Transaction,
  UnsetVariables,
  Update,
  Use,
} from './ast-command.js';
import type {
  AlterDynamicTable,
  AlterObject,
  AlterTable,
  Comment,
  CreateDynamicTable,
  CreateFunction,
  CreateObject,
  CreateProcedure,
  CreateStream,
  CreateTable,
  CreateView,
  DropObject,
  DropRoutine,
  Grant,
  Truncate,
  Undrop,
} from './ast-ddl.js';
import type { DataType, Span } from './ast-leaf.js';
import type { AlterPolicy, CreatePolicy, Protect } from './ast-policy.js';
import type { Expression, Query } from './ast-query.js';
import type { AlterTag, CreateTag, DropTag, TagObject } from './ast-tag.js';
import type { AlterTask, CreateTask, ExecuteTask } from './ast-task.js';

export type * from './ast-command.js';
export type * from './ast-ddl.js';
export type * from './ast-leaf.js';
export type * from './ast-policy.js';
export type * from './ast-query.js';
export type * from './ast-tag.js';
export type * from './ast-task.js';

/** One statement. A construct that is in none of these is refused by the parser, by name. */
export type Statement =
  | QueryStatement
  | Insert
  | MultiInsert
  | Update
  | Delete
  | Merge
  | CreateTable
  | CreateView
  | CreateDynamicTable
  | AlterDynamicTable
  | CreateObject
  | CreateStream
  | CreateTask
  | AlterTask
  | ExecuteTask
  | CreatePolicy
  | AlterPolicy
  | Protect
  | DropObject
  | Undrop
  | CreateTag
  | AlterTag
  | DropTag
  | TagObject
  | AlterTable
  | AlterObject
  | Comment
  | Truncate
  | Grant
  | Use
  | SetVariables
  | UnsetVariables
  | AlterSession
  | Transaction
  | Show
  | ShowGrants
  | Describe
  | CopyIntoLocation
  | CopyIntoTable
  | CopyFiles
  | ListFiles
  | PutFiles
  | GetFiles
  | Call
  | Chain
  | Explain
  | CreateFunction
  | CreateProcedure
  | DropRoutine
  | ExecuteImmediate
  | Block;

/** EXPLAIN: what a statement would do. */
export interface Explain extends Span {
  readonly kind: 'explain';
  readonly form: 'tabular' | 'json' | 'text';
  readonly statement: Statement;
}

export interface QueryStatement extends Span {
  readonly kind: 'query';
  readonly query: Query;
}

// ---- scripting

export interface Block extends Span {
  readonly kind: 'block';
  readonly declarations: readonly Declaration[];
  readonly body: readonly ScriptStatement[];
  readonly handlers: readonly ExceptionHandler[];
}

/** Names of a block's variables are folded like any other. */
export type Declaration =
  | (Span & { readonly kind: 'variable'; readonly name: string; readonly type?: DataType; readonly value?: Expression })
  | (Span & { readonly kind: 'cursor'; readonly name: string; readonly source: CursorSource })
  | (Span & { readonly kind: 'resultset'; readonly name: string; readonly value?: Statement; readonly async?: true })
  | (Span & { readonly kind: 'exception'; readonly name: string; readonly number?: number; readonly message?: string });

/** FOR a query, or FOR a RESULTSET that was declared before. */
export type CursorSource =
  | { readonly kind: 'query'; readonly query: Query }
  | { readonly kind: 'resultset'; readonly name: string };

/** `names`: exceptions by name, or STATEMENT_ERROR, EXPRESSION_ERROR; OTHER alone catches the rest. */
export interface ExceptionHandler extends Span {
  readonly names: readonly string[];
  readonly body: readonly ScriptStatement[];
}

/** In expressions of a block, outside its SQL statements, a bare name is a variable. */
export type ScriptStatement =
  | (Span & { readonly kind: 'sql'; readonly statement: Statement })
  | (Span & { readonly kind: 'let'; readonly declaration: Declaration })
  | (Span & { readonly kind: 'assign'; readonly name: string; readonly value: AssignedValue })
  | (Span & {
      readonly kind: 'if';
      readonly branches: readonly ConditionalBranch[];
      readonly otherwise: readonly ScriptStatement[];
    })
  | (Span & {
      readonly kind: 'case_of';
      readonly operand?: Expression;
      readonly branches: readonly ConditionalBranch[];
      readonly otherwise: readonly ScriptStatement[];
    })
  | (Span & {
      readonly kind: 'for_range';
      readonly counter: string;
      readonly reverse: boolean;
      readonly from: Expression;
      readonly to: Expression;
      readonly body: readonly ScriptStatement[];
      readonly label?: string;
    })
  | (Span & {
      readonly kind: 'for_rows';
      readonly row: string;
      /** A cursor or RESULTSET. */
      readonly source: string;
      readonly body: readonly ScriptStatement[];
      readonly label?: string;
    })
  | (Span & {
      readonly kind: 'while';
      readonly condition: Expression;
      readonly body: readonly ScriptStatement[];
      readonly label?: string;
    })
  | (Span & {
      readonly kind: 'repeat';
      readonly until: Expression;
      readonly body: readonly ScriptStatement[];
      readonly label?: string;
    })
  | (Span & { readonly kind: 'loop'; readonly body: readonly ScriptStatement[]; readonly label?: string })
  | (Span & { readonly kind: 'break' | 'continue'; readonly label?: string })
  | (Span & { readonly kind: 'return'; readonly value?: Expression })
  | (Span & { readonly kind: 'return_table'; readonly source: TableResult })
  | (Span & { readonly kind: 'raise'; readonly name?: string })
  | (Span & { readonly kind: 'open_cursor'; readonly name: string; readonly using: readonly Expression[] })
  | (Span & { readonly kind: 'fetch_cursor'; readonly name: string; readonly into: readonly string[] })
  | (Span & { readonly kind: 'close_cursor'; readonly name: string })
  | (Span & { readonly kind: 'async'; readonly statement: Statement })
  /** `name`: a RESULTSET; absent: ALL. */
  | (Span & { readonly kind: 'await'; readonly name?: string })
  | (Span & { readonly kind: 'cancel'; readonly name: string })
  | (Span & { readonly kind: 'nothing' })
  | Block;

export interface ConditionalBranch {
  readonly condition: Expression;
  readonly body: readonly ScriptStatement[];
}

/** `rs := (SELECT ...)` fills a RESULTSET, anything else a variable. */
export type AssignedValue =
  | { readonly kind: 'expression'; readonly expression: Expression }
  | { readonly kind: 'statement'; readonly statement: Statement; readonly async?: true };

/** `RETURN TABLE(rs)` or `RETURN TABLE(SELECT ...)`. */
export type TableResult =
  | { readonly kind: 'resultset'; readonly name: string }
  | { readonly kind: 'statement'; readonly statement: Statement };
