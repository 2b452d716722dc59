/** Freezes plan data all the way down. What is frozen already is so inside as well: plans grow from their leaves. */
export function frozen<const T extends object>(data: T): T {
  for (const value of Object.values(data)) {
    if (typeof value === 'object' && value !== null && !Object.isFrozen(value)) frozen(value);
  }
  return Object.freeze(data);
}
