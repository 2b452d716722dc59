/**
 * The ways to call each function of a kind: the arguments, and the SQL that they come to. A value that is bound stands in the text
 * as `<TYPE value>`.
 */
export type Forms = Readonly<Record<string, readonly (readonly [args: readonly unknown[], sql: string])[]>>;
