/** The members that were given: a plan has no undefined ones. */
export function present<T extends object, K extends keyof T>(
  from: T,
  keys: readonly K[],
): { readonly [P in K]?: Exclude<T[P], undefined> } {
  return Object.fromEntries(keys.flatMap((key) => (from[key] === undefined ? [] : [[key, from[key]]]))) as {
    readonly [P in K]?: Exclude<T[P], undefined>;
  };
}
