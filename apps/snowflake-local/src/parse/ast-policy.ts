import type { DataType, Identifier, Span } from './ast-leaf.js';
import type { ObjectName } from './ast-query.js';

export type PolicyKind = 'masking_policy' | 'row_access_policy';

/** CREATE MASKING POLICY, CREATE ROW ACCESS POLICY. */
export interface CreatePolicy extends Span {
  readonly kind: 'create_policy';
  readonly policy: PolicyKind;
  readonly orReplace: boolean;
  readonly ifNotExists: boolean;
  readonly name: ObjectName;
  readonly parameters: readonly { readonly name: Identifier; readonly type: DataType }[];
  readonly returns: DataType;
  /** Text of the expression. */
  readonly body: string;
  readonly comment: string | null;
}

export interface AlterPolicy extends Span {
  readonly kind: 'alter_policy';
  readonly policy: PolicyKind;
  readonly ifExists: boolean;
  readonly name: ObjectName;
  readonly action:
    | { readonly kind: 'body'; readonly body: string }
    | { readonly kind: 'rename'; readonly to: ObjectName }
    | { readonly kind: 'comment'; readonly comment: string | null };
}

/** What stands behind WITH MASKING POLICY. */
export interface WrittenMasking {
  readonly policy: ObjectName;
  /** USING: the column itself, and those that its value depends on; empty for the column alone. */
  readonly using: readonly Identifier[];
}

/** What stands behind WITH ROW ACCESS POLICY. */
export interface WrittenRowAccess {
  readonly policy: ObjectName;
  readonly columns: readonly Identifier[];
}

/** ALTER TABLE and ALTER VIEW that put policies on them, or take them away. */
export interface Protect extends Span {
  readonly kind: 'protect';
  readonly object: 'table' | 'view';
  readonly ifExists: boolean;
  readonly name: ObjectName;
  /** In the order in which they are done. */
  readonly actions: readonly ProtectAction[];
}

export type ProtectAction =
  | { readonly kind: 'mask'; readonly column: Identifier; readonly masking: WrittenMasking; readonly force: boolean }
  | { readonly kind: 'unmask'; readonly column: Identifier }
  | { readonly kind: 'add_row_access'; readonly rowAccess: WrittenRowAccess }
  /** Absent: all. */
  | { readonly kind: 'drop_row_access'; readonly policy?: ObjectName };
