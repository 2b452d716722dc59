import type { ChildOutcome } from '../execute/statement.js';
import type { ScriptValue } from './frame.js';

/** What a block answers. */
export type Returned =
  | { readonly kind: 'value'; readonly value: ScriptValue }
  | { readonly kind: 'table'; readonly outcome: ChildOutcome };

/** How a statement of a block ended: with the next one, or by leaving loops or the block. */
export type Flow =
  | { readonly kind: 'next' }
  | { readonly kind: 'break' | 'continue'; readonly label: string | undefined }
  | { readonly kind: 'return'; readonly returned: Returned };

export const NEXT: Flow = { kind: 'next' };
