/** Ends a `switch` over a union: adding a member without handling it does not compile. */
export function unreachable(value: never): never {
  throw new Error(`There is no case for ${JSON.stringify(value)}.`);
}
