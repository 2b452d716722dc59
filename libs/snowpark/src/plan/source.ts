import type { Literal, TimeTravel } from './plan.js';

/** What must be described before a plan over it can be compiled. `table` has the name's parts as real names. */
export type Source =
  | { readonly kind: 'table'; readonly name: readonly string[]; readonly travel?: TimeTravel }
  | { readonly kind: 'sql'; readonly text: string; readonly binds: readonly Literal[] };

/** Equal sources have equal keys. */
export const sourceKey = (source: Source): string =>
  JSON.stringify(
    source.kind === 'table'
      ? ['table', source.name, ...(source.travel === undefined ? [] : [source.travel])]
      : ['sql', source.text, source.binds],
  );
