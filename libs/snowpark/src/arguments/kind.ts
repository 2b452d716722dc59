/**
 * Where the library's own objects say what they are. A registered symbol: it is the same in every copy of the library and in
 * every realm, and no JSON can carry it, so that text from outside never passes for a column.
 */
export const KIND: unique symbol = Symbol.for('firn.kind');

/** What one of the library's own objects is; undefined for anything else. */
export function kindOf(value: unknown): string | undefined {
  if (typeof value !== 'object' || value === null || !(KIND in value)) return undefined;
  return typeof value[KIND] === 'string' ? value[KIND] : undefined;
}
