/** What a schema of Zod, or another Standard Schema, says of a value that it refuses. */
export interface SchemaIssue {
  readonly message: string;
  readonly path?: readonly (PropertyKey | { readonly key: PropertyKey })[] | undefined;
  /** Members that it does not know, where that is what it refuses. */
  readonly keys?: readonly string[];
}

/** Where in the value it is, as a path with dots; a member that nobody knows is named as well. Empty: the value as a whole. */
export const placeOf = (issue: SchemaIssue | undefined): string =>
  [...(issue?.path ?? []), ...(issue?.keys ?? []).slice(0, 1)]
    .map((key) => String(typeof key === 'object' ? key.key : key))
    .join('.');
