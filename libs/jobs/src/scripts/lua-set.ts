/** A set of names, as Lua looks one up. */
export const luaSet = (names: readonly string[]): string => `{${names.map((name) => `${name} = true`).join(', ')}}`;
