/** Ends a `switch` over a tagged union: the compiler refuses the call while a member is missing. */
export function unreachable(value: never): never {
  throw new Error(`No case for ${JSON.stringify(value)}.`);
}
