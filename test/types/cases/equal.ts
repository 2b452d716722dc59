import type { DataFrame } from '@firn/snowpark';

/** True if the two types are the same, not only assignable to each other. */
export type Equal<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;

/** Compiles only for `true`. */
export const same = <T extends true>(): T | undefined => undefined;

/** The shape of a frame. */
export type ShapeOf<F> = F extends DataFrame<infer S> ? S : never;

/** The columns of a shape, without what it knows of names that clashed in a join. */
export type Visible<S> = { [K in keyof S & string]: S[K] };
