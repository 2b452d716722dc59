import type { ObjectKind } from './ast-ddl.js';
import type { Identifier, Span } from './ast-leaf.js';
import type { ObjectName } from './ast-query.js';

export interface CreateTag extends Span {
  readonly kind: 'create_tag';
  readonly orReplace: boolean;
  readonly ifNotExists: boolean;
  readonly name: ObjectName;
  readonly allowedValues: readonly string[] | null;
  readonly comment: string | null;
}

export interface AlterTag extends Span {
  readonly kind: 'alter_tag';
  readonly ifExists: boolean;
  readonly name: ObjectName;
  readonly action:
    | { readonly kind: 'rename'; readonly to: ObjectName }
    | { readonly kind: 'comment'; readonly comment: string | null }
    | { readonly kind: 'add_values' | 'drop_values'; readonly values: readonly string[] }
    | { readonly kind: 'any_value' };
}

export interface DropTag extends Span {
  readonly kind: 'drop_tag';
  readonly ifExists: boolean;
  readonly name: ObjectName;
}

/** `ALTER ... SET TAG a = 'x'` and `UNSET TAG a`, of an object or a column of one. */
export interface TagObject extends Span {
  readonly kind: 'tag_object';
  readonly object: ObjectKind;
  readonly ifExists: boolean;
  readonly name: ObjectName;
  readonly column?: Identifier;
  /** null takes the tag away. */
  readonly tags: readonly { readonly tag: ObjectName; readonly value: string | null }[];
}
