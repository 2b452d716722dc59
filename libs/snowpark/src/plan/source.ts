import type { Literal } from './plan.js';

/** What must be described before a plan over it can be compiled. `table` has the name's parts as real names. */
export type Source =
  | { readonly kind: 'table'; readonly name: readonly string[] }
  | { readonly kind: 'sql'; readonly text: string; readonly binds: readonly Literal[] };

/** Equal sources have equal keys. */
export const sourceKey = (source: Source): string =>
  JSON.stringify(source.kind === 'table' ? ['table', source.name] : ['sql', source.text, source.binds]);
