/** Freezes a node and the lists it holds. What a node is built from is frozen already. */
export function frozen<const T extends object>(data: T): T {
  for (const value of Object.values(data)) if (Array.isArray(value)) Object.freeze(value);
  return Object.freeze(data);
}
