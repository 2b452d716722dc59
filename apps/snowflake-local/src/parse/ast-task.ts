import type { Span } from './ast-leaf.js';
import type { ObjectName, Option } from './ast-query.js';

/** CREATE TASK: a statement that EXECUTE TASK runs, and what follows it. */
export interface CreateTask extends Span {
  readonly kind: 'create_task';
  readonly orReplace: boolean;
  readonly ifNotExists: boolean;
  readonly name: ObjectName;
  readonly options: readonly Option[];
  /** Tasks that run before it. */
  readonly after: readonly ObjectName[];
  readonly finalize?: ObjectName;
  /** Text of the condition behind WHEN. */
  readonly when?: string;
  /** Text of the statement. */
  readonly definition: string;
}

export interface AlterTask extends Span {
  readonly kind: 'alter_task';
  readonly ifExists: boolean;
  readonly name: ObjectName;
  readonly action:
    | { readonly kind: 'resume' | 'suspend' | 'remove_when' | 'unset_finalize' }
    | { readonly kind: 'set'; readonly options: readonly Option[] }
    | { readonly kind: 'unset'; readonly names: readonly string[] }
    | { readonly kind: 'definition'; readonly definition: string }
    | { readonly kind: 'when'; readonly when: string }
    | { readonly kind: 'add_after' | 'remove_after'; readonly tasks: readonly ObjectName[] }
    | { readonly kind: 'finalize'; readonly root: ObjectName };
}

export interface ExecuteTask extends Span {
  readonly kind: 'execute_task';
  readonly name: ObjectName;
  /** USING CONFIG, a text of JSON. */
  readonly config?: string;
}
