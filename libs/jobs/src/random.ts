import { randomFillSync } from 'node:crypto';

/** Asking the system for each character of an ID by itself would cost more than all else of it. */
const POOL_BYTES = 4_096;

const pool = new Uint8Array(POOL_BYTES);
let used = POOL_BYTES;

/** A fraction from 0 to below 1 in steps of 1/256, from the system's random source: enough for one of 32 characters. */
export function randomFraction(): number {
  if (used === POOL_BYTES) {
    randomFillSync(pool);
    used = 0;
  }
  const byte = pool[used] ?? 0;
  used += 1;
  return byte / 256;
}
